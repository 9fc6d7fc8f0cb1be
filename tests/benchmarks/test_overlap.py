"""The overlap table's figure: what the command prints, and that a wrong table or a missed ratio ends it with 1."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import overlap
from pairing.model.intervals import FreeTime

SMALL = ["--participants", "60", "--mentors", "25", "--rounds", "2", "--couples", "400"]
ANY_RATIO = ["--most", "1e9"]


def test_both_medians_and_the_ratio_stand_in_a_row_for_each_case(capsys):
    assert overlap.main([*SMALL, *ANY_RATIO]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if "pattern" in line]
    assert len(rows) == len(overlap.CASES)
    for row in rows:
        live, share, table, product, ratio, limit = row[24:].split()
        assert int(live) > 100
        assert 20 < float(share.rstrip("%")) < 100
        assert float(table) >= 0 <= float(product)
        assert float(ratio) > 0
        assert limit == "1e+09"


def test_a_missed_ratio_ends_the_command_with_1(capsys):
    assert overlap.main([*SMALL, "--most", "0"]) == 1
    printed = capsys.readouterr().out
    assert printed.count("TOO SLOW") == len(overlap.CASES)
    assert printed.endswith("NOT within the limit\n")


def test_a_wrong_table_ends_the_command_with_1_however_fast_it_was(capsys, monkeypatch):
    right = overlap.table_of

    def all_but_one_mentor(problem, minutes):
        table = right(problem, minutes).copy()
        table[:, 3] = ~table[:, 3]
        return table

    monkeypatch.setattr(overlap, "table_of", all_but_one_mentor)
    assert overlap.main([*SMALL, *ANY_RATIO]) == 1
    assert "WRONG TABLE" in capsys.readouterr().out


def test_the_table_has_a_row_for_every_participant_also_where_hours_are_shared():
    options = overlap.parser().parse_args(SMALL)
    for case in (*overlap.CASES, overlap.Case("3 patterns", 3)):
        problem = overlap.problem_of(case, options)
        assert overlap.table_of(problem, 60).shape == (60, 25)
        assert overlap.wrong(problem, overlap.table_of(problem, 60), options, 7) == 0
        assert overlap.wrong(problem, np.zeros((60, 25), bool), options, 7) > 0


def test_free_times_are_of_the_week_at_the_grain_and_nobody_shares_the_objects():
    options = overlap.parser().parse_args(SMALL)
    problem = overlap.problem_of(overlap.Case("3 patterns", 3), options)
    free = [one for person in (*problem.participants, *problem.mentors) for one in person.free]
    assert all(one.start % overlap.GRAIN == one.end % overlap.GRAIN == 0 for one in free)
    assert len({id(one) for one in free}) == len(free)
    assert len({person.free for person in (*problem.participants, *problem.mentors)}) == 3


def test_nothing_about_hours_is_remembered_from_the_round_before(monkeypatch):
    from pairing.model.intervals import _to_utc

    _to_utc((FreeTime(0, 600, 660, "UTC"),), overlap.WEEK[0], overlap.WEEK[-1])
    assert _to_utc.cache_info().currsize > 0
    overlap.forget()
    assert _to_utc.cache_info().currsize == 0


@pytest.mark.parametrize("wrong", [["--rounds", "none"], ["--rounds", "0"], ["--mentors", "-3"], ["--unknown"]])
def test_an_option_that_is_none_is_told(wrong, capsys):
    with pytest.raises(SystemExit):
        overlap.main(wrong)
    assert "usage" in capsys.readouterr().err
