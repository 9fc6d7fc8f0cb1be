"""Arguments of ``assign`` beside the numbers: time limits, names, labels, large limits, odd matrices."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pairing import Status, assign
from pairing.errors import InputError

COSTS = [[1, 2], [3, 4]]
NAN = float("nan")


@pytest.mark.parametrize("seconds", [0, -1, NAN, True, "5", 1j, np.bool_(True)])
def test_a_time_limit_that_is_none_is_refused(seconds):
    with pytest.raises(InputError, match="time limit") as caught:
        assign(COSTS, time_limit=seconds)
    assert caught.value.issues[0].code == "bad-time-limit"


@pytest.mark.parametrize("seconds", [np.int64(5), np.float32(5), 10**400, float("inf")])
def test_a_time_limit_is_any_number_above_0(seconds):
    assert assign(COSTS, time_limit=seconds).status is Status.OPTIMAL


@pytest.mark.parametrize("levels", [[np.array([1, 2])], [b"unpaired"], [None]])
def test_levels_that_are_no_names_are_refused(levels):
    with pytest.raises(InputError, match="levels names"):
        assign(COSTS, levels=levels)


def test_a_balance_that_is_no_name_is_refused():
    with pytest.raises(InputError, match="balance is"):
        assign(COSTS, balance=np.array(["equal", "equal"]))


def test_labels_of_any_text_are_drawn_lots_with():
    found = assign(pd.DataFrame([[1, 1], [1, 1]], index=["a\ud800", "b"], columns=["x", "y"]), max_load=1)
    assert found.unique


def test_places_without_number_are_refused_where_each_would_count_by_itself():
    with pytest.raises(InputError, match="demand adds up to 30000000"):
        assign(np.zeros((30, 3), int), demand=10**6, levels=("spread", "unpaired"))


LARGE_LIMITS = [10_000, 20_000]


@pytest.mark.parametrize(
    ("rows", "limits", "loads"),
    [(30, LARGE_LIMITS, [10, 20]), (15_000, LARGE_LIMITS, [5000, 10_000]), (90, [3 * 10**6, 6 * 10**6], [30, 60])],
)
def test_loads_are_in_proportion_to_large_limits_too(rows, limits, loads):
    assert assign(np.zeros((rows, 2), int), max_load=limits).loads.tolist() == loads


class Diagonals:
    """As SciPy's: it tells its format."""

    format = "dia"

    def tocoo(self):
        raise AssertionError("which entries are stored is not known any more")


def test_a_matrix_of_diagonals_is_refused():
    with pytest.raises(InputError, match="DIA matrix"):
        assign(Diagonals())
