"""Small problems with a past whose answers are known by hand: what is published, what was held, who met before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pairing.engine.run import solve
from pairing.errors import InputError
from pairing.judging.evaluate import judge
from pairing.model.meetings import Known, Meeting
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import Apart, Together
from pairing.model.session import Session
from pairing.model.solution import Status
from tests.reference.brute_force import best_plans

ENGINES = ("flow", "cpsat", None)
REVIEW, MOCK, PITCH = Session("Review"), Session("Mock"), Session("Pitch")

Pairs = set[tuple[str, str, str]]
Hand = tuple[Problem, dict[str, int], Pairs | None]  # pairs None: which ones is for the draw to say


def people(names: str) -> list[Participant]:
    return [Participant(name) for name in names.split()]


def mentors(names: str, capacity: int | None = None) -> list[Mentor]:
    return [Mentor(name, capacity=capacity) for name in names.split()]


def met(text: str, session: str = "Review") -> list[Known]:
    """``ada-cem bo-dee``: two meetings, by ids."""
    return [Meeting(*couple.split("-"), session) for couple in text.split()]


def pairs(text: str, session: str = "Review") -> Pairs:
    return {(*couple.split("-"), session) for couple in text.split()}


# --- what is published -------------------------------------------------------------------------------------------


def published_pairs_stay_though_dee_has_nobody() -> Hand:
    # a fresh plan would give Dee one of the two
    problem = Problem(people("Ada Bo"), mentors("Cem Dee"), [REVIEW], baseline=met("ada-cem bo-cem"))
    return problem, {"unpaired": 0, "changed": 0, "idle": 1, "imbalance": 4}, pairs("Ada-Cem Bo-Cem")


def what_comes_before_changed_outranks_it() -> Hand:
    # the same, with `idle` before `changed`: one of the two goes to Dee
    problem, _, _ = published_pairs_stay_though_dee_has_nobody()
    return problem.replace(levels=("unpaired", "idle", "changed")), {"unpaired": 0, "idle": 0, "changed": 1}, None


def without_the_level_what_is_published_counts_nothing() -> Hand:
    problem, _, _ = published_pairs_stay_though_dee_has_nobody()
    return problem.replace(levels=("unpaired", "idle")), {"unpaired": 0, "idle": 0}, None


def one_changes_so_that_a_joiner_is_not_left_out() -> Hand:
    # only Cem knows law, and he offers one place: Ada, who is published with him, goes to Dee
    session = Session("Review", track="required")
    wanted = [Participant("Ada"), Participant("Joy", tracks=("Law",))]
    offers = [Mentor("Cem", tracks=("Law",), capacity=1), Mentor("Dee", tracks=("Data",), capacity=1)]
    problem = Problem(wanted, offers, [session], baseline=met("ada-cem"))
    return problem, {"unpaired": 0, "changed": 1}, pairs("Ada-Dee Joy-Cem")


def who_left_changes_nothing() -> Hand:
    # Bo and Eli are on no sheet any more: their pairs are not changed by the plan
    problem = Problem(people("Ada"), mentors("Cem Dee"), [REVIEW], baseline=met("ada-cem bo-dee ada-eli bo-eli"))
    return problem, {"unpaired": 0, "changed": 0, "idle": 1}, pairs("Ada-Cem")


def what_the_rules_forbid_by_now_is_not_counted() -> Hand:
    problem = Problem(people("Ada"), mentors("Cem Dee"), [REVIEW], [Apart("Ada", "Cem")], baseline=met("ada-cem"))
    return problem, {"unpaired": 0, "changed": 0}, pairs("Ada-Dee")


def published_in_another_session_is_another_pair() -> Hand:
    problem = Problem(people("Ada"), mentors("Cem", 5), [REVIEW], baseline=met("ada-cem", "Mock"))
    return problem, {"unpaired": 0, "changed": 0}, pairs("Ada-Cem")


def a_session_may_be_published_under_another_name() -> Hand:
    session = Session("Review", also_called=("LinkedIn review",))
    problem = Problem(
        people("Ada Bo"), mentors("Cem Dee"), [session], baseline=met("ada-cem bo-cem", "linkedin REVIEW")
    )
    return problem, {"changed": 0, "idle": 1}, pairs("Ada-Cem Bo-Cem")


def two_published_for_one_place() -> Hand:
    # somebody wrote two rows for Ada, who needs one mentor: one of them is dropped
    problem = Problem(people("Ada"), mentors("Cem Dee"), [REVIEW], baseline=met("ada-cem ada-dee"))
    return problem, {"unpaired": 0, "changed": 1, "idle": 1}, None


def a_row_that_stands_twice_counts_once() -> Hand:
    # Cem offers one place, and keeps one
    problem = Problem(people("Ada Bo"), mentors("Cem", 1), [REVIEW], baseline=met("ada-cem ada-cem"))
    return problem, {"unpaired": 1, "changed": 0}, pairs("Ada-Cem")


def published_twice_in_two_sessions_where_once_is_allowed() -> Hand:
    # no repeats: one of the two pairs has to go, and there is nobody else for the place
    both = met("ada-cem") + met("ada-cem", "Mock")
    problem = Problem(people("Ada"), mentors("Cem"), [REVIEW, MOCK], baseline=both)
    return problem, {"unpaired": 1, "changed": 1}, None


# --- limits of a mentor ------------------------------------------------------------------------------------------


def nobody_is_dropped_for_capacity_alone() -> Hand:
    # Cem offered 1 and holds 2 by hand; Dee has room
    offers = [Mentor("Cem", capacity=1), Mentor("Dee", capacity=5)]
    problem = Problem(people("Ada Bo"), offers, [REVIEW], baseline=met("ada-cem bo-cem"))
    return problem, {"unpaired": 0, "changed": 0, "idle": 1}, pairs("Ada-Cem Bo-Cem")


def nobody_new_comes_to_whom_holds_more_than_offered() -> Hand:
    problem = Problem(people("Ada Bo Joy"), mentors("Cem", 1), [REVIEW], baseline=met("ada-cem bo-cem"))
    return problem, {"unpaired": 1, "changed": 0}, pairs("Ada-Cem Bo-Cem")


def a_leaver_frees_no_place_beyond_the_offer() -> Hand:
    # Bo left: Cem, who offered 1, holds 1, and Joy cannot have Bo's place
    problem = Problem(people("Ada Joy"), mentors("Cem", 1), [REVIEW], baseline=met("ada-cem bo-cem"))
    return problem, {"unpaired": 1, "changed": 0}, pairs("Ada-Cem")


def a_firm_capacity_drops_published_pairs() -> Hand:
    # Cem said by now that he has time for one; the other goes to Dee
    offers = [Mentor("Cem", capacity=1, is_firm=True), Mentor("Dee", capacity=1)]
    problem = Problem(people("Ada Bo"), offers, [REVIEW], baseline=met("ada-cem bo-cem"))
    return problem, {"unpaired": 0, "changed": 1}, None


def a_firm_capacity_may_leave_somebody_out() -> Hand:
    problem = Problem(
        people("Ada Bo"), [Mentor("Cem", capacity=1, is_firm=True)], [REVIEW], baseline=met("ada-cem bo-cem")
    )
    return problem, {"unpaired": 1, "changed": 1}, None


def most_per_mentor_drops_nobody_either() -> Hand:
    session = Session("Review", most_per_mentor=1)
    problem = Problem(people("Ada Bo Joy"), mentors("Cem"), [session], baseline=met("ada-cem bo-cem"))
    return problem, {"unpaired": 1, "changed": 0}, pairs("Ada-Cem Bo-Cem")


# --- what was held -----------------------------------------------------------------------------------------------


def held_fills_the_place() -> Hand:
    # Ada met Cem in the review already: nothing is missing
    problem = Problem(people("Ada"), mentors("Cem Dee"), [REVIEW], held=met("ada-cem"))
    return problem, {"unpaired": 0, "spread": 0, "idle": 1, "imbalance": 0}, set()


def held_fills_one_of_two_places() -> Hand:
    # and never the same mentor twice in one session, though repeats are allowed
    session = Session("Review", mentors_each=2)
    problem = Problem(people("Ada"), mentors("Cem Dee"), [session], repeat="allow", held=met("ada-cem"))
    return problem, {"unpaired": 0, "idle": 0}, pairs("Ada-Dee")


def held_takes_a_place_of_the_mentor() -> Hand:
    # Cem offered 2 and has met Bo, who is on no sheet by now: one place is left
    problem = Problem(people("Ada Eve"), mentors("Cem", 2), [REVIEW], held=met("bo-cem"))
    return problem, {"unpaired": 1}, None


def held_takes_a_place_in_its_session_only() -> Hand:
    sessions = [Session("Review", most_per_mentor=1), Session("Mock")]
    problem = Problem(people("Ada"), mentors("Cem"), sessions, repeat="allow", held=met("bo-cem"))
    return problem, {"unpaired": 1}, pairs("Ada-Cem", "Mock")


def who_has_held_something_is_not_idle() -> Hand:
    # min_load 1 each: Dee, who has nobody, gets Ada; Cem has had his
    problem = Problem(people("Ada"), mentors("Cem Dee"), [REVIEW], held=met("bo-cem"))
    return problem, {"unpaired": 0, "idle": 0}, pairs("Ada-Dee")


def held_counts_as_load() -> Hand:
    # Cem held 2: his next pair costs 5, Dee's first two 1 and 3
    offers = [Mentor("Cem", min_load=0), Mentor("Dee", min_load=0)]
    problem = Problem(people("Ada Eve"), offers, [REVIEW], balance="equal", held=met("bo-cem fay-cem"))
    return problem, {"unpaired": 0, "imbalance": 4}, pairs("Ada-Dee Eve-Dee")


def a_pin_that_was_held_is_kept() -> Hand:
    rules = [Together("Ada", "Cem"), Together("Ada", "Cem", "Review")]
    problem = Problem(people("Ada"), mentors("Cem Dee"), [REVIEW], rules, held=met("ada-cem"))
    return problem, {"unpaired": 0}, set()


# --- a session that is over --------------------------------------------------------------------------------------


def nobody_is_put_into_a_session_that_is_over() -> Hand:
    # Joy came too late for the review; that is no place missing, and what is published there is not dropped
    sessions = [Session("Review", closed=True), MOCK]
    problem = Problem(people("Ada Joy"), mentors("Cem", 5), sessions, held=met("ada-cem"), baseline=met("ada-cem"))
    return problem, {"unpaired": 1, "changed": 0, "spread": 1}, pairs("Joy-Cem", "Mock")


def over(policy: str, **mock: str) -> Problem:
    """Ada met Cem in the review, which is over."""
    sessions = [Session("Review", closed=True), Session("Mock", **mock)]  # type: ignore[arg-type]
    return Problem(people("Ada"), mentors("Cem"), sessions, repeat=policy, held=met("ada-cem"))


def no_repeat_of_a_session_that_is_over() -> Hand:
    return over("never"), {"unpaired": 1}, set()


def a_repeat_of_a_session_that_is_over_has_its_price() -> Hand:
    return over("avoid"), {"unpaired": 0, "penalty": 1}, pairs("Ada-Cem", "Mock")


def a_repeat_of_a_session_that_is_over_is_free_where_allowed() -> Hand:
    return over("never", repeat="allow"), {"unpaired": 0, "penalty": 0}, pairs("Ada-Cem", "Mock")


def the_milder_of_two_policies_counts() -> Hand:
    return over("never", repeat="avoid"), {"unpaired": 0, "penalty": 1}, pairs("Ada-Cem", "Mock")


# --- earlier cohorts, and a policy per session -------------------------------------------------------------------


def whom_she_met_in_an_earlier_cohort_she_does_not_meet_again() -> Hand:
    offers = [Mentor("Cem", capacity=9), Mentor("Dee", capacity=1, min_load=0)]
    problem = Problem(people("Ada"), offers, [REVIEW], earlier=met("ada-cem", ""))
    return problem, {"unpaired": 0, "idle": 1}, pairs("Ada-Dee")


def of_earlier_meetings_the_price_is_one_whatever_their_number() -> Hand:
    problem = Problem(
        people("Ada"), mentors("Cem"), [REVIEW], repeat="avoid", earlier=met("ada-cem ada-cem bo-cem", "")
    )
    return problem, {"unpaired": 0, "penalty": 1}, pairs("Ada-Cem")


def earlier_meetings_of_an_allowed_session_count_nothing() -> Hand:
    sessions = [REVIEW, Session("Mock", repeat="allow")]
    problem = Problem(
        [Participant("Ada", sessions=("Review",))], mentors("Cem"), sessions, earlier=met("ada-cem", "Mock")
    )
    return problem, {"unpaired": 0, "penalty": 0}, pairs("Ada-Cem")


def earlier_meetings_are_load_by_their_weight() -> Hand:
    # one earlier meeting of weight 2: Cem's first pair costs 2·(1 + 2) − 1 = 5, Dee's first and second 1 and 3
    offers = [Mentor("Cem", min_load=0), Mentor("Dee", min_load=0)]
    known = {"balance": "equal", "earlier": met("zoe-cem", "Long ago")}
    problem = Problem(people("Ada Bo"), offers, [REVIEW], earlier_weight=2, **known)  # type: ignore[arg-type]
    return problem, {"imbalance": 4}, pairs("Ada-Dee Bo-Dee")


def earlier_meetings_without_weight_are_no_load() -> Hand:
    problem, _, _ = earlier_meetings_are_load_by_their_weight()
    return problem.replace(earlier_weight=0), {"imbalance": 2}, None


def earlier_meetings_make_nobody_less_idle() -> Hand:
    problem = Problem([], mentors("Cem"), [REVIEW], earlier=met("zoe-cem"), earlier_weight=3)
    return problem, {"idle": 1, "imbalance": 0}, set()


def two_sessions_forbid_a_repeat_and_the_third_has_a_price() -> Hand:
    # with one mentor: once in Review or Mock, and again in Pitch for 1
    sessions = [REVIEW, MOCK, Session("Pitch", repeat="avoid")]
    problem = Problem(people("Ada"), mentors("Cem"), sessions)
    return problem, {"unpaired": 1, "penalty": 1}, None


def a_session_that_allows_repeats_counts_no_meeting() -> Hand:
    sessions = [REVIEW, Session("Mock", repeat="allow"), Session("Pitch", repeat="allow")]
    return Problem(people("Ada"), mentors("Cem"), sessions), {"unpaired": 0, "imbalance": 9, "penalty": 0}, None


HAND_SOLVED: list[Callable[[], Hand]] = [
    published_pairs_stay_though_dee_has_nobody,
    what_comes_before_changed_outranks_it,
    without_the_level_what_is_published_counts_nothing,
    one_changes_so_that_a_joiner_is_not_left_out,
    who_left_changes_nothing,
    what_the_rules_forbid_by_now_is_not_counted,
    published_in_another_session_is_another_pair,
    a_session_may_be_published_under_another_name,
    two_published_for_one_place,
    a_row_that_stands_twice_counts_once,
    published_twice_in_two_sessions_where_once_is_allowed,
    nobody_is_dropped_for_capacity_alone,
    nobody_new_comes_to_whom_holds_more_than_offered,
    a_leaver_frees_no_place_beyond_the_offer,
    a_firm_capacity_drops_published_pairs,
    a_firm_capacity_may_leave_somebody_out,
    most_per_mentor_drops_nobody_either,
    held_fills_the_place,
    held_fills_one_of_two_places,
    held_takes_a_place_of_the_mentor,
    held_takes_a_place_in_its_session_only,
    who_has_held_something_is_not_idle,
    held_counts_as_load,
    a_pin_that_was_held_is_kept,
    nobody_is_put_into_a_session_that_is_over,
    no_repeat_of_a_session_that_is_over,
    a_repeat_of_a_session_that_is_over_has_its_price,
    a_repeat_of_a_session_that_is_over_is_free_where_allowed,
    the_milder_of_two_policies_counts,
    whom_she_met_in_an_earlier_cohort_she_does_not_meet_again,
    of_earlier_meetings_the_price_is_one_whatever_their_number,
    earlier_meetings_of_an_allowed_session_count_nothing,
    earlier_meetings_are_load_by_their_weight,
    earlier_meetings_without_weight_are_no_load,
    earlier_meetings_make_nobody_less_idle,
    two_sessions_forbid_a_repeat_and_the_third_has_a_price,
    a_session_that_allows_repeats_counts_no_meeting,
]


@pytest.mark.parametrize("hand_solved", HAND_SOLVED, ids=lambda make: make.__name__)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_engine_finds_the_known_answer(engine: str | None, hand_solved: Callable[[], Hand]) -> None:
    problem, levels, expected = hand_solved()
    if engine == "flow" and any(one.most_per_mentor is not None for one in problem.sessions[:-1]):
        engine = None  # limits that cross are no flow
    result = solve(problem, engine=engine)  # type: ignore[arg-type]
    assert result.status is Status.OPTIMAL
    assert {name: result.level(name).value for name in levels} == levels
    assert result.unique is True
    if expected is not None:
        assert {(one.participant.name, one.mentor.name, one.session.name) for one in result.pairs} == expected


@pytest.mark.parametrize("hand_solved", HAND_SOLVED, ids=lambda make: make.__name__)
def test_the_reference_and_the_judge_find_the_known_answer(hand_solved: Callable[[], Hand]) -> None:
    problem, levels, expected = hand_solved()
    best = best_plans(problem)
    assert best is not None
    assert {name: value for name, value in best.levels if name in levels} == levels
    (plan,) = best.plans
    names = {(problem.participants[p].name, problem.mentors[m].name, problem.sessions[s].name) for p, m, s in plan}
    assert expected in (None, names)
    judgement = judge(problem, names)
    assert judgement.is_valid
    assert {name: judgement.level(name) for name in levels} == levels


# --- a limit on changes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["cpsat", None])
def test_with_no_change_allowed_the_joiner_is_left_out(engine: str | None) -> None:
    problem, _, _ = one_changes_so_that_a_joiner_is_not_left_out()
    result = solve(problem.replace(max_changes=0), engine=engine)  # type: ignore[arg-type]
    assert (result.level("unpaired").value, result.level("changed").value) == (1, 0)
    assert [(one.participant.name, one.mentor.name) for one in result.pairs] == [("Ada", "Cem")]


def test_with_enough_changes_allowed_the_limit_is_not_felt() -> None:
    problem, _, _ = one_changes_so_that_a_joiner_is_not_left_out()
    assert solve(problem.replace(max_changes=1)).pairs == solve(problem).pairs


@pytest.mark.parametrize("engine", ["cpsat", None])
def test_a_limit_on_changes_holds_where_changed_is_no_level(engine: str | None) -> None:
    problem, _, _ = published_pairs_stay_though_dee_has_nobody()
    result = solve(problem.replace(levels=("unpaired", "idle"), max_changes=0), engine=engine)  # type: ignore[arg-type]
    assert result.level("idle").value == 1
    assert {one.mentor.name for one in result.pairs} == {"Cem"}


@pytest.mark.parametrize("engine", ["cpsat", None])
def test_of_too_few_changes_the_smallest_number_that_works_is_named(engine: str | None) -> None:
    problem, _, _ = a_firm_capacity_drops_published_pairs()
    with pytest.raises(InputError, match="Allow 1 or more") as error:
        solve(problem.replace(max_changes=0), engine=engine)  # type: ignore[arg-type]
    assert [issue.code for issue in error.value.issues] == ["max-changes-too-small"]
