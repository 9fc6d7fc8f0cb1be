"""Generated cohorts to which random things happen: after each, the repair must be the least one, and lose nobody."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import pairing
from pairing.judging.evaluate import judge
from tests.living.checks import rows_concerned, unchanged_by_a_second_run
from tests.living.cohorts import DOCUMENTS, SESSIONS, Cohort
from tests.properties.strategies import quick
from tests.reference.fewest_changes import fewest_changes

picks = st.integers(0, 2**16)


class LivingCohort(RuleBasedStateMachine):
    """One cohort and its life; after each event it is planned, judged, published and read again."""

    cohort: Cohort

    @initialize(seed=st.integers(0, 2**20))
    def begin(self, seed: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cohort-"))
        self.cohort = Cohort.make(self.folder, seed)
        self.repair()

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- events -------------------------------------------------------------------------------------------------

    @rule(pick=picks)
    def somebody_leaves(self, pick: int) -> None:
        self.cohort.say(self._collabie(pick), "leaves")
        self.repair()

    @rule(pick=picks, session=st.sampled_from(SESSIONS))
    def somebody_leaves_a_session(self, pick: int, session: str) -> None:
        self.cohort.say(self._collabie(pick), "leaves", session=session)
        self.repair()

    @rule(pick=picks)
    def somebody_returns(self, pick: int) -> None:
        gone = sorted({line[1] for line in self.cohort.changes if line[3] == "leaves"})
        if gone:
            self.cohort.say(gone[pick % len(gone)], "returns")
            self.repair()

    @rule(pick=picks)
    def a_mentor_leaves(self, pick: int) -> None:
        self.cohort.say(self._mentor(pick), "leaves")
        self.repair()

    @rule()
    def somebody_joins(self) -> None:
        self.cohort.join()
        self.repair()

    @rule()
    def a_mentor_joins(self) -> None:
        self.cohort.mentor_joins()
        self.repair()

    @rule(pick=picks, capacity=st.integers(0, 3))
    def a_mentor_offers_another_number(self, pick: int, capacity: int) -> None:
        self.cohort.say(self._mentor(pick), "capacity", str(capacity))
        self.repair()

    @rule(pick=picks, other=picks)
    def two_are_kept_apart(self, pick: int, other: int) -> None:
        one, two = self._collabie(pick), self._mentor(other) if other % 2 else self._collabie(other)
        if one != two:
            self.cohort.say(one, "apart", two)
            self.repair()

    @rule(pick=picks, day=st.sampled_from(["Monday", "Tuesday", "Wednesday"]))
    def somebody_is_not_free(self, pick: int, day: str) -> None:
        self.cohort.say(self._collabie(pick) if pick % 3 else self._mentor(pick), "not free", day)
        self.repair()

    @rule(pick=picks)
    def somebody_vanishes_from_the_sheet(self, pick: int) -> None:
        """Deleted by hand, without a word: the rows stay until she says that he has left."""
        emails = sorted(self.cohort.collabies)
        name = self.cohort.collabies.pop(emails[pick % len(emails)])[1]
        self.cohort.changes = [line for line in self.cohort.changes if name not in (line[1], line[4])]
        self.cohort.write()
        left: tuple[str, ...] = ()
        program = pairing.read_program(self.folder)
        asked = {issue.severity.value for issue in program.issues if issue.code == "unknown-name-in-document"}
        over = DOCUMENTS["LinkedIn review"] if self.cohort.is_closed else ""
        if any(name in line for file, lines in self.cohort.lines().items() if file != over for line in lines):
            assert "question" in asked
            before = self.cohort.lines()
            with pytest.raises(pairing.InputError):
                pairing.publish(program, pairing.solve(program))
            assert self.cohort.lines() == before
            left = (name,)
        if not self.cohort.collabies:
            self.cohort.join()
        self.repair(left)

    @rule(pick=picks, session=st.sampled_from(SESSIONS[:3]))
    def two_mentors_are_swapped_by_hand(self, pick: int, session: str) -> None:
        """She swaps the mentors of two rows; the plan keeps what is allowed, and names the rest."""
        path = self.folder / DOCUMENTS[session]
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        rows = [at for at, line in enumerate(lines) if line.startswith("| ") and "---" not in line][1:]
        if len(rows) < 2 or self.is_held(session):
            return
        chance = random.Random(pick)
        one, other = chance.sample(rows, 2)
        mentor = 0 if session == "Technical interview" else 1
        cells = [lines[at].strip("|\n ").split("|") for at in (one, other)]
        cells[0][mentor], cells[1][mentor] = cells[1][mentor], cells[0][mentor]
        for at, row in zip((one, other), cells, strict=True):
            lines[at] = f"| {' | '.join(cell.strip() for cell in row)} |\n"
        path.write_text("".join(lines), encoding="utf-8")
        self.repair()

    @precondition(lambda self: not self.cohort.is_closed)
    @rule()
    def the_review_is_over(self) -> None:
        self.cohort.is_closed = True
        self.repair()

    # --- what must hold -----------------------------------------------------------------------------------------

    def repair(self, left: tuple[str, ...] = ()) -> None:
        self.cohort.write()
        program = pairing.read_program(self.folder, left=left)
        held = self.review_rows()
        result = pairing.solve(program)
        problem = program.problem
        judged = judge(problem, result.pairs, result.groups)
        assert judged.is_valid, judged
        found = result.level("unpaired").value
        if problem.baseline and self.cohort.fits:  # the reference knows nothing of time
            assert (found, result.level("changed").value) >= fewest_changes(problem)
        elif problem.baseline:
            assert (found, result.level("changed").value) == fewest_changes(problem)
        fresh = pairing.solve(pairing.read_program(self.folder, start_over=True, left=left))
        assert found <= fresh.level("unpaired").value
        with rows_concerned(self.folder, program, result):
            pairing.publish(program, result)
        if self.cohort.is_closed:
            assert self.review_rows() == held
        unchanged_by_a_second_run(self.folder, result)

    @invariant()
    def nobody_is_lost(self) -> None:
        problem = pairing.read_program(self.folder).problem
        lines = self.cohort.lines()
        for session in problem.sessions:
            for person in problem.participants:
                if session.has(person.sessions) and not session.closed:
                    rows = [line for line in lines[DOCUMENTS[session.name]] if person.name in line]
                    assert len(rows) == 1, (session.name, person.name, rows)

    def is_held(self, session: str) -> bool:
        return self.cohort.is_closed and session == "LinkedIn review"

    def review_rows(self) -> list[str]:
        return self.cohort.lines()[DOCUMENTS["LinkedIn review"]]

    def _collabie(self, pick: int) -> str:
        names = sorted(row[1] for row in self.cohort.collabies.values())
        return names[pick % len(names)]

    def _mentor(self, pick: int) -> str:
        names = sorted(row[1] for row in self.cohort.mentors.values())
        return names[pick % len(names)]


class TestAFewLives(LivingCohort.TestCase):
    settings = settings(quick(10), stateful_step_count=6)


@pytest.mark.long
class TestManyLives(LivingCohort.TestCase):
    settings = settings(quick(200), stateful_step_count=10)


def test_the_generated_sheets_are_read_without_a_doubt(tmp_path: Path) -> None:
    cohort = Cohort.make(tmp_path, 1)
    program = pairing.read_program(tmp_path)
    assert [issue for issue in program.issues if issue.severity.value in ("error", "aside", "question")] == []
    assert len(program.problem.participants) == len(cohort.collabies)
    assert re.search("Practice", cohort.lines()["practice.md"][0])
