"""Reasons, remedies, options, prices and wishes as frames and pages."""

from __future__ import annotations

import dataclasses

import pytest

from pairing.engine.matrix import assign
from pairing.engine.run import solve
from pairing.judging.evaluate import judge
from pairing.model.names import short_code
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.rules import MatchColumns
from pairing.model.session import Session
from pairing.reasons.comparing import compare
from pairing.reasons.explaining import explain
from pairing.reasons.reason_tables import ReasonList, TradeOffs, UnmetWishes
from pairing.reasons.unpaired import reasons_of
from pairing.reasons.wish_prices import trade_offs
from pairing.reasons.wishes import unmet_wishes

REVIEW = Session("Review", track="required")
ADA = Participant("Ada Quill", "ada@example.org", tracks=("Data",), answers={"Town": "Rome"})
BO = Participant("Bo Lindqvist", tracks=("Data",), answers={"Town": "Oslo"})
DEE = Mentor("Dee Park", "dee@example.org", tracks=("Data",), capacity=1, answers={"Town": "Oslo"})
FAY = Mentor("Fay Ito", tracks=("Design",), answers={"Town": "Lima"})
TOWN = MatchColumns(("Town", "Town"), "same", weight=1, name="town")
SHORT = Problem([ADA, BO], [DEE, FAY], [REVIEW], [TOWN], seed=7)
NOBODY = Problem([], [], [REVIEW], seed=7)


def test_reasons_are_a_tuple_and_a_frame() -> None:
    reasons = reasons_of(solve(SHORT))
    assert isinstance(reasons, ReasonList)
    assert reasons == tuple(reasons)
    frame = reasons.to_frame()
    columns = ["session", "participant", "participant_id", "places", "kind", "why", "would_help"]
    assert list(frame.columns) == columns
    assert frame["kind"].tolist() == ["shortage"]
    assert frame["would_help"][0] == reasons[0].remedies[0].text
    assert frame["participant_id"][0] == short_code("ada@example.org", key="7")
    empty = reasons_of(solve(NOBODY)).to_frame()
    assert list(empty.columns) == columns
    assert (empty.dtypes == frame.dtypes).all()


def test_remedies_have_a_column_for_each_level_even_where_nothing_helps() -> None:
    (reason,) = reasons_of(solve(SHORT))
    frame = reason.to_frame()
    levels = ["unpaired", "spread", "idle", "imbalance", "penalty"]
    assert list(frame.columns) == ["kind", "what", "places", "changed_pairs", *levels]
    assert frame["unpaired"].tolist() == [0] * len(reason.remedies)
    none = dataclasses.replace(reason, remedies=()).to_frame()
    assert list(none.columns) == list(frame.columns)
    assert (none.dtypes == frame.dtypes).all()


def test_options_have_a_column_for_each_level_even_where_there_are_none() -> None:
    told = explain(solve(SHORT), "Bo Lindqvist")
    frame, none = told.to_frame(), dataclasses.replace(told, places=()).to_frame()
    assert list(none.columns) == list(frame.columns)
    assert (none.dtypes == frame.dtypes).all()


def test_an_option_that_was_not_priced_is_no_option_for_nothing() -> None:
    frame = explain(solve(SHORT), "Ada Quill").to_frame().set_index("mentor")
    assert frame.loc["Fay Ito", "kind"] == "excluded"
    assert frame.loc["Fay Ito", ["unpaired", "penalty"]].isna().all()


def test_prices_are_a_tuple_and_a_frame_with_what_is_otherwise_on_each_level() -> None:
    found = trade_offs(SHORT)
    assert isinstance(found, TradeOffs)
    frame = found.to_frame()
    track = frame[frame["kind"] == "track"].iloc[0]
    assert (track["unpaired"], track["proved"], track["changes_plan"]) == (-1, True, True)
    assert frame["text"].tolist() == [one.text for one in found]
    assert list(TradeOffs().to_frame().columns) == list(frame.columns)[:6]


def test_wishes_are_a_tuple_and_a_frame() -> None:
    found = unmet_wishes(solve(SHORT.replace(participants=[ADA])))
    assert isinstance(found, UnmetWishes)
    frame = found.to_frame()
    assert frame["rule"].tolist() == ["town"]
    assert list(unmet_wishes(solve(NOBODY)).to_frame().columns) == list(frame.columns)


def test_what_a_plan_by_hand_breaks_is_a_frame() -> None:
    broken = judge(SHORT, [("Ada Quill", "Fay Ito", "Review")])
    assert broken.to_frame()[["rule", "participant", "mentor"]].values.tolist() == [["track", "Ada Quill", "Fay Ito"]]
    assert "breaks:" in broken._repr_html_()
    valid = judge(SHORT, [("Ada Quill", "Dee Park", "Review")])
    assert list(valid.to_frame().columns) == list(broken.to_frame().columns)
    assert len(valid.to_frame()) == 0


def test_an_assignment_shows_what_is_proved() -> None:
    shown = assign([[4, 1], [2, 0]], max_load=1)._repr_html_()
    assert "2 pairs — optimal, and no other is as good" in shown


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Bo </td> Lind", "Bo & Co"])
def test_names_are_harmless_and_addresses_unseen_on_every_page(name: str) -> None:
    problem = SHORT.replace(participants=[ADA, dataclasses.replace(BO, name=name)])
    result = solve(problem)
    told = [explain(result, one) for one in ("Ada Quill", name, "Dee Park")]
    reasons = reasons_of(result)
    shown = [*told, reasons, *reasons, trade_offs(problem), unmet_wishes(result), compare({name: result}, under=result)]
    shown.append(judge(problem, [(name, "Fay Ito", "Review")]))
    pages = "".join(one._repr_html_() for one in shown)
    assert name not in pages
    assert "example.org" not in pages
    assert pages.count("<td") == pages.count("</td>")


def test_two_of_one_name_are_told_apart_without_an_address() -> None:
    twins = [Mentor("Gus", "g1@example.org"), Mentor("Gus", "g2@example.org")]
    problem = Problem([ADA], twins, [Session("Review")], seed=7)
    frame = compare({"one": solve(problem)}, under=problem).to_frame()
    codes = [short_code(one.id, key="7") for one in twins]
    assert sorted(name for kind, name in frame.index if kind == "load") == sorted(f"Gus ({code})" for code in codes)
