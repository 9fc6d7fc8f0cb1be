"""What ``assign`` is handed: each fault names the argument, the place and the value, and nothing is guessed."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from pairing import Status, assign
from pairing.errors import InputError, NoPlanError

COSTS = [[1, 2], [3, 4]]
NAN, INF = float("nan"), float("inf")
NAMED = pd.DataFrame(COSTS, index=["Ada", "Bo"], columns=["x", "y"])


def refused(costs, **more) -> str:
    """The text of the fault; warnings are errors, as a silent cast only warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError) as error:
            assign(costs, **more)
    assert isinstance(error.value, ValueError)
    assert len(error.value.issues) == 1
    return str(error.value)


# --- counts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "value", "says"),
    [
        ("demand", -1, "demand is -1."),
        ("demand", [1, -2], "demand[1] is -2."),
        ("demand", NAN, "demand is nan."),
        ("demand", [NAN, 1], "demand[0] is nan."),
        ("demand", INF, "demand is inf."),
        ("demand", None, "demand is None."),
        ("demand", [1, None], "demand[1] is None."),
        ("demand", 1.5, "demand is 1.5."),
        ("demand", [1, 0.5], "demand[1] is 0.5."),
        ("demand", "2", "demand is '2'."),
        ("demand", ["1", "2"], "demand is ['1', '2']."),
        ("demand", True, "demand is True."),
        ("demand", [True, False], "demand is [True, False]."),
        ("demand", 1j, "demand is 1j."),
        ("demand", {"Ada": 1}, "demand is {'Ada': 1}."),
        ("demand", np.datetime64("2027-03-12"), "demand is np.datetime64('2027-03-12')."),
        ("demand", 2**62, f"demand is {2**62}. 1000000 is the most."),
        ("demand", [1, 10**6 + 1], "demand[1] is 1000001. 1000000 is the most."),
        ("demand", 2**63, f"demand is {2**63}. That is beyond 64 bits."),
        ("demand", 10**30, f"demand is {10**30}. That is beyond 64 bits."),
        ("demand", [1, 10**30], f"demand[1] is {10**30}. That is beyond 64 bits."),
        ("demand", np.array([1, 2**64 - 1], np.uint64), f"demand[1] is {2**64 - 1}. That is beyond 64 bits."),
        ("demand", [1, 1, 1], "demand has 3 numbers, and there are 2 rows."),
        ("demand", [[1], [1]], "demand is [[1], [1]]."),
        ("demand", [1, [1, 2]], "demand cannot be read"),
        ("demand", np.ma.masked_array([1, 2], mask=[0, 1]), "demand is a masked array."),
        ("min_load", -1, "min_load is -1."),
        ("min_load", None, "min_load is None."),
        ("min_load", INF, "min_load is inf."),
        ("min_load", [0, 0.5], "min_load[1] is 0.5."),
        ("min_load", [1], "min_load has 1 numbers, and there are 2 columns."),
        ("min_load", 2**31 + 1, f"min_load is {2**31 + 1}. {2**31} is the most."),
        ("max_load", -1, "max_load is -1."),
        ("max_load", -INF, "max_load is -inf."),
        ("max_load", NAN, "max_load is nan."),
        ("max_load", [None, NAN], "max_load[1] is nan."),
        ("max_load", [0.5, 1], "max_load[0] is 0.5."),
        ("max_load", [None, 0.5], "max_load[1] is 0.5."),
        ("max_load", [None, "3"], "max_load[1] is '3'."),
        ("max_load", [None, "x"], "max_load[1] is 'x'."),
        ("max_load", [None, True], "max_load[1] is True."),
        ("max_load", [None, [1]], "max_load cannot be read"),
        ("max_load", [None, 2**53 + 1], f"max_load[1] is {2**53 + 1}. That is beyond what a float holds exactly."),
        ("max_load", 1e300, "max_load is 1e+300. That is beyond what a float holds exactly."),
        ("max_load", 10**30, f"max_load is {10**30}. That is beyond 64 bits."),
        ("max_load", [1, 2, 3], "max_load has 3 numbers, and there are 2 columns."),
        ("max_load", pd.Series([1, None], dtype="Int64"), "max_load[1] is"),
    ],
)
def test_a_count_that_is_none(argument, value, says):
    assert says in refused(COSTS, **{argument: value})


def test_a_minimum_above_the_maximum():
    assert "min_load of every column is 3, and max_load 2." in refused(COSTS, min_load=3, max_load=2)
    assert "min_load of column 1 is 3, and max_load 2." in refused(COSTS, min_load=[0, 3], max_load=2)
    assert "min_load of column 0 is 1, and max_load 0." in refused(COSTS, min_load=1, max_load=[0, None])


@pytest.mark.parametrize(
    ("costs", "more", "says"),
    [
        (COSTS, {"min_load": 2}, "column 0 holds 1 of at least 2."),
        (COSTS, {"min_load": [0, 3]}, "column 1 holds 2 of at least 3."),
        ([[1, NAN], [2, NAN]], {"min_load": 1}, "column 1 holds 0 of at least 1."),
        (np.zeros((0, 3)), {"min_load": [0, 0, 2]}, "column 2 holds 0 of at least 2."),
        (COSTS, {"min_load": 1, "demand": 0}, "column 0 holds 0 of at least 1."),
        (NAMED, {"min_load": [0, 3]}, "column 'y' holds 2 of at least 3."),
    ],
)
def test_a_minimum_that_cannot_be_met_names_the_column_that_is_short(costs, more, says):
    text = refused(costs, **more)
    assert text.startswith("min_load cannot be met")
    assert says in text
    assert "'idle'" in text
    assert assign(costs, levels=("unpaired", "idle"), **more).level("idle").value > 0


def test_counts_of_other_labels_than_the_frame_are_not_taken_by_position():
    wanted = pd.Series([0, 1], index=["Bo", "Ada"])
    text = refused(NAMED, demand=wanted)
    assert "demand has 'Bo' where costs has the row 'Ada'." in text
    assert assign(NAMED, demand=wanted.reindex(NAMED.index)).rows.tolist() == ["Ada"]
    assert "max_load has 0 where costs has the column 'x'." in refused(NAMED, max_load=pd.Series([1, 1]))
    assert assign(NAMED, max_load=pd.Series([0, 2], index=["x", "y"])).columns.tolist() == ["y", "y"]
    assert assign(COSTS, demand=wanted).rows.tolist() == [1]  # of an array, which has no labels


# --- costs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("costs", "says"),
    [
        ([1, 2], "costs has 1 dimension (shape (2,))."),
        ([], "costs has 1 dimension (shape (0,))."),
        ([[[1]]], "costs has 3 dimensions (shape (1, 1, 1))."),
        (5, "costs has 0 dimensions (shape ())."),
        (None, "costs has 0 dimensions (shape ())."),
        ("costs.csv", "costs has 0 dimensions"),
        (pd.Series([1, 2]), "costs has 1 dimension"),
        ([[1, 2], [3]], "costs cannot be read"),
        ([[1, INF]], "costs[0, 1] is inf. Give nan where a pair is not eligible"),
        ([[1], [-INF]], "costs[1, 0] is -inf."),
        ([[1, 2], [3, 0.5]], "costs[1, 1] is 0.5. Costs are whole numbers; say scale=100"),
        ([["1", "2"]], "costs[0, 0] is '1' (<U1)."),
        ([[1, "2"]], "costs[0, 0] is '1'"),
        ([[1, None]], "costs[0, 1] is None."),
        ([[1, [2]]], "costs cannot be read"),
        (np.array([[1, "2"]], object), "costs[0, 1] is '2'."),
        (np.array([[1, True]], object), "costs[0, 1] is True."),
        (np.array([[1, 2j]], object), "costs[0, 1] is 2j."),
        ([[True, False]], "costs[0, 0] is True (bool)."),
        ([[1j, 2]], "costs[0, 0] is 1j (complex128)."),
        (np.array([["2027-03-12"]], "datetime64[D]"), "costs[0, 0] is datetime.date(2027, 3, 12)"),
        (np.array([[3]], "timedelta64[s]"), "timedelta64[s]"),
        (np.zeros((1, 1), [("a", int)]), "costs[0, 0] is (0,)"),
        (np.ma.masked_array([[1, 2]], mask=[[True, False]]), "costs is a masked array."),
        ([[1, 2**64]], f"costs[0, 1] is {2**64}. That is beyond 64 bits."),
        ([[1, -(2**63) - 1]], f"costs[0, 1] is {-(2**63) - 1}. That is beyond 64 bits."),
        (np.array([[1, 2**63]], np.uint64), f"costs[0, 1] is {2**63}. That is beyond 64 bits."),
        ([[2**63, -1]], "That is beyond what a float holds exactly."),
        ([[2**53 + 1, NAN]], "costs[0, 0] is 9007199254740992.0. That is beyond what a float holds exactly."),
        (np.array([[2**53 + 1, 0.5]], object), f"costs[0, 0] is {2**53 + 1}. That is beyond what a float holds"),
        ([[1, 2.0**60]], "costs[0, 1] is 1.152921504606847e+18. That is beyond what a float holds exactly."),
        ([[1, 2**60]], f"costs[0, 1] is {2**60} (times the scale, if there is one). With 1 rows and 2 columns"),
        ([[1, -(2**63)]], f"costs[0, 1] is {-(2**63)}"),
        (np.array([[np.longdouble(1) + np.finfo(np.longdouble).eps]]), "A float of 64 bits does not hold it."),
    ],
)
def test_costs_that_are_none(costs, says):
    assert says in refused(costs)


@pytest.mark.parametrize(
    ("costs", "scale", "says"),
    [
        ([[1, 0.3]], 2, "costs[0, 1] is 0.3. It is no multiple of 1/2"),
        ([[1, 0.5000001]], 2, "costs[0, 1] is 0.5000001. It is no multiple of 1/2"),
        ([[1, 1 / 3]], 100, "It is no multiple of 1/100"),
        ([[2.0**52, 1]], 2, "beyond what a float holds exactly"),
        ([[1, 2**61]], 4, f"costs[0, 1] is {2**61}. Times 4 it is beyond 64 bits."),
        ([[1, -(2**63)]], 2, f"costs[0, 1] is {-(2**63)}. Times 2 it is beyond 64 bits."),  # once it was 0
        ([[1, 2**50]], 2**12, f"costs[0, 1] is {2**62} (times the scale, if there is one)."),
        (COSTS, 0, "scale is 0."),
        (COSTS, -1, "scale is -1."),
        (COSTS, 1.5, "scale is 1.5."),
        (COSTS, True, "scale is True."),
        (COSTS, NAN, "scale is nan."),
        (COSTS, "3", "scale is '3'."),
        ([[0, 0]], 10**30, f"scale is {10**30}."),
    ],
)
def test_costs_that_the_scale_does_not_make_whole(costs, scale, says):
    assert says in refused(costs, scale=scale)


@pytest.mark.parametrize(
    ("costs", "scale", "penalty"),
    [
        ([[0.07, 0.29]], 100, 7),
        ([[0.1 + 0.2, 0.9]], 10, 3),
        (np.array([[0.1, 0.9]], np.float32), 10, 1),
        ([[-0.75, 1]], 4, -3),
        (np.array([[100, 101]], np.int8), 100, 10000),
        ([[2**20 + 0.25, 2**21]], 4, 2**22 + 1),
        ([[0.0, -0.0]], 3, 0),
    ],
)
def test_fractions_that_are_whole_with_the_scale_but_for_the_last_digits_of_a_float(costs, scale, penalty):
    found = assign(costs, scale=scale, levels=("unpaired", "penalty"))
    assert (found.level("penalty").value, found.cost) == (penalty, penalty / scale)


def test_the_sum_of_the_costs_is_exact_or_refused():
    """Each cost alone may be in range; 400 of them once added up to a negative number."""
    costs = np.full((20, 20), 2**60 // 42)
    text = refused(costs, demand=20)
    assert f"costs[0, 0] is {2**60 // 42}" in text
    assert "up to 400 pairs" in text
    found = assign(np.full((20, 20), 2**60 // 400), demand=20)
    assert found.level("penalty").value == 400 * (2**60 // 400)


@pytest.mark.parametrize("sign", [1, -1])
def test_costs_up_to_the_largest_are_exact(sign):
    largest = 2**60 // 7
    costs = [[sign * largest, sign * (largest - 1), sign * (largest - 2)], [sign * (largest - 1)] * 3]
    found = assign(costs, max_load=1, levels=("unpaired", "penalty"))
    best = min(sign * (2 * largest - 2 + one) for one in (1, 0, -1))
    assert (found.level("penalty").value, found.level("penalty").bound) == (best, best)
    assert refused([[sign * (largest + 1), 1, 1], [1, 1, 1]])


# --- frames -----------------------------------------------------------------------------------------------------


def frame(**columns):
    return pd.DataFrame(columns)


@pytest.mark.parametrize(
    ("costs", "says"),
    [
        (frame(x=pd.array(["1", "2"], "string")), "the column 'x' of costs is string."),
        (frame(x=pd.Series([1, "2"], dtype=object)), "costs.loc[1, 'x'] is '2'."),
        (frame(x=pd.Series([1, [2]], dtype=object)), "costs.loc[1, 'x'] is [2]."),
        (frame(x=pd.Series([1, True], dtype=object)), "costs.loc[1, 'x'] is True."),
        (frame(x=pd.Series([1, 2**70], dtype=object)), f"costs.loc[1, 'x'] is {2**70}. That is beyond 64 bits."),
        (frame(x=pd.Categorical([1, 2])), "the column 'x' of costs is category."),
        (frame(x=pd.Categorical(["1", "2"])), "the column 'x' of costs is category."),
        (frame(x=[1j, 2]), "the column 'x' of costs is complex128."),
        (frame(x=[True, False], y=[1, 2]), "the column 'x' of costs is bool."),
        (frame(x=pd.array([True, None], "boolean")), "the column 'x' of costs is boolean."),
        (frame(x=pd.to_datetime(["2027-03-12"])), "the column 'x' of costs is datetime64"),
        (frame(x=pd.to_timedelta([1], unit="s")), "the column 'x' of costs is timedelta64"),
        (frame(x=pd.period_range("2027-03", periods=2, freq="M")), "the column 'x' of costs is period[M]."),
        (frame(x=[1, 2], y=np.array([3, 2**64 - 1], np.uint64)), "costs.loc[1, 'y'] is 1.8446744073709552e+19."),
        (frame(x=[1, 2**53 + 1], y=[0.0, NAN]), "costs.loc[1, 'x'] is 9007199254740992.0."),
        (frame(x=pd.array([2**53 + 1, None], "Int64")), "costs.loc[0, 'x'] is 9007199254740992.0."),
        (pd.DataFrame([[1, 0.5]], index=["Ada"], columns=["x", "y"]), "costs.loc['Ada', 'y'] is 0.5."),
        (pd.DataFrame([[1, INF]], index=["Ada"], columns=["x", "y"]), "costs.loc['Ada', 'y'] is inf."),
        (pd.DataFrame([[1, 2**61]], index=["Ada"], columns=["x", "y"]), f"costs.loc['Ada', 'y'] is {2**61}"),
        (pd.DataFrame(COSTS, index=["Ada", "Ada"]), "the index of costs has 'Ada' twice."),
        (pd.DataFrame(COSTS, columns=["x", "x"]), "the columns of costs has 'x' twice."),
        (pd.DataFrame(COSTS, index=[1, "1"]), "the index of costs has both 1 and '1'."),
        (pd.DataFrame(COSTS, index=[NAN, NAN]), "the index of costs has nan twice."),
    ],
)
def test_frames_that_are_none(costs, says):
    assert says in refused(costs)


@pytest.mark.parametrize(
    "costs",
    [
        frame(x=[4, 1], y=[2, 3]),
        frame(x=[4.0, 1.0], y=[2, 3]),
        frame(x=pd.array([4, 1], "Int64"), y=pd.array([2, 3], "Float64")),
        frame(x=pd.array([4, 1], "UInt8"), y=np.array([2, 3], np.int8)),
        frame(x=pd.Series([4, 1], dtype=object), y=pd.Series([2.0, 3], dtype=object)),
        frame(x=pd.arrays.SparseArray([4, 1]), y=[2, 3]),
    ],
)
def test_the_same_numbers_in_columns_of_any_kind(costs):
    found = assign(costs, max_load=1)
    assert (found.columns.tolist(), found.level("penalty").value) == (["y", "x"], 3)


@pytest.mark.parametrize(
    "column",
    [
        [1, NAN],
        pd.array([1, None], "Int64"),
        pd.array([1, None], "Float64"),
        pd.Series([1, None], dtype=object),
        pd.Series([1, pd.NA], dtype=object),
    ],
)
def test_what_is_missing_in_a_frame_is_not_eligible(column):
    found = assign(pd.DataFrame({"x": column, "y": pd.array([None, None], "Int64")}))
    assert (found.rows.tolist(), found.columns.tolist(), found.missing.tolist()) == ([0], ["x"], [0, 1])


@pytest.mark.parametrize(
    ("index", "columns"),
    [
        (pd.MultiIndex.from_tuples([("north", 1), ("south", 2)]), pd.MultiIndex.from_product([["x", "y"], [1]])),
        (pd.date_range("2027-03-12", periods=2, tz="UTC"), pd.timedelta_range("1h", periods=2)),
        (pd.interval_range(0, 2), pd.Index([1.5, 2])),
        (pd.Index([1, "one"], dtype=object), pd.Index([None, True], dtype=object)),
        (pd.CategoricalIndex(["b", "a"]), pd.Index(["", " "])),
    ],
)
def test_labels_of_any_kind_come_back_as_they_were(index, columns):
    found = assign(pd.DataFrame([[1, 5], [9, 2]], index=index, columns=columns))
    assert found.rows.shape == found.columns.shape == (2,)
    assert list(found.rows) == list(index)
    assert list(found.columns) == list(columns)
    assert found.to_frame()["cost"].tolist() == [1, 2]
    assert found.to_frame()["row"].tolist() == list(index)


# --- edges and sparse matrices ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edges", "says"),
    [
        (([0, 0], [1, 1], [1, 2], (1, 2)), "the pair (0, 1) stands twice in costs."),
        (([1, 0, 1], [1, 1, 1], [1, 2, NAN], (2, 2)), "the pair (1, 1) stands twice in costs."),
        (([0, 5], [1, 0], [1, 2], (1, 2)), "rows[1] of costs is 5. Give 0 to 0."),
        (([0, 0], [1, -1], [1, 2], (1, 2)), "columns[1] of costs is -1. Give 0 to 1."),
        (([0], [0], [1], (0, 1)), "rows[0] of costs is 0. There are no rows."),
        (([0.0], [1], [1], (1, 2)), "rows[0] of costs is 0.0 (float64)."),
        (([True], [1], [1], (1, 2)), "rows[0] of costs is True (bool)."),
        ((["a"], [1], [1], (1, 2)), "rows[0] of costs is 'a' (<U1)."),
        ((np.array([2**63], np.uint64), [1], [1], (1, 2)), f"rows[0] of costs is {2**63}."),
        (([0], [1, 0], [1, 2], (1, 2)), "the edges of costs have the shapes (1,), (2,) and (2,)."),
        (([[0]], [[1]], [[1]], (1, 2)), "the edges of costs have the shapes (1, 1), (1, 1) and (1, 1)."),
        ((None, None, None, (1, 2)), "the edges of costs have the shapes (), () and ()."),
        (([0], [1], [1]), "costs is a tuple of 3."),
        (([0], [1], [1], (1.9, 2.9)), "the shape of costs is (1.9, 2.9)."),
        (([0], [1], [1], "12"), "the shape of costs is '12'."),
        (([0], [1], [1], 3), "the shape of costs is 3."),
        (([0], [1], [1], (-1, 2)), "the shape of costs is (-1, 2)."),
        (([0], [1], [1], (1, 2, 3)), "the shape of costs is (1, 2, 3)."),
        (([0], [1], [1], (2**70, 2)), f"costs has {2**70} rows and 2 columns."),
        (([0], [1], [0.5], (1, 2)), "the cost of edge 0 (0, 1) is 0.5."),
        (([0, 0], [1, 0], [1, INF], (1, 2)), "the cost of edge 1 (0, 0) is inf."),
        (([0], [1], ["1"], (1, 2)), "the cost of edge 0 (0, 1) is '1'"),
        (([0], [1], [2**60], (1, 2)), f"costs[0, 1] is {2**60}"),
        (([0, [1]], [1], [1], (2, 2)), "rows of costs cannot be read"),
        (([0], [1], np.ma.masked_array([1], mask=[1]), (1, 2)), "values of costs is a masked array."),
    ],
)
def test_edges_that_are_none(edges, says):
    assert says in refused(edges)


@pytest.mark.parametrize(
    ("costs", "says"),
    [
        (sparse.coo_array(([1, 2], ([0, 0], [1, 1])), shape=(2, 2)), "the pair (0, 1) stands twice in costs."),
        (sparse.coo_array(np.array([1, 0, 2])), "costs has 1 dimension (shape (3,))."),
        (sparse.csr_array([[0.5]]), "the cost of edge 0 (0, 0) is 0.5."),
        (sparse.csr_array([[True]]), "the cost of edge 0 (0, 0) is True"),
        (sparse.csr_array([[1j]]), "the cost of edge 0 (0, 0) is 1j"),
    ],
)
def test_sparse_matrices_that_are_none(costs, says):
    assert says in refused(costs)


@pytest.mark.parametrize("kind", ["csr_array", "csc_matrix", "lil_array", "dok_array", "coo_matrix", "bsr_array"])
def test_stored_entries_are_the_eligible_pairs_whatever_the_kind_of_sparse_matrix(kind):
    costs = getattr(sparse, kind)(np.array([[7, 0, 1], [0, 0, 3]]))
    found = assign(costs, demand=3)
    assert list(zip(found.rows.tolist(), found.columns.tolist(), strict=True)) == [(0, 0), (0, 2), (1, 2)]


def test_a_stored_zero_is_a_pair_of_cost_0_and_a_stored_nan_is_none():
    costs = sparse.csr_array(([0.0, NAN, 5.0], ([0, 0, 1], [0, 1, 1])), shape=(2, 2))
    found = assign(costs, demand=2)
    assert (found.columns.tolist(), found.level("penalty").value) == ([0, 1], 5)


# --- everything else --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"levels": ("unpaird",)}, "levels names 'unpaird'. Did you mean 'unpaired'?"),
        ({"levels": "penlty"}, "levels names 'penlty'. Did you mean 'penalty'?"),
        ({"levels": ("cost",)}, "levels names 'cost'. Known are unpaired, spread, idle, imbalance, penalty"),
        ({"levels": ("unpaired", "tie")}, "levels names 'tie'."),
        ({"levels": ("required",)}, "levels names 'required'."),
        ({"levels": ("penalty", "penalty")}, "levels names 'penalty' twice."),
        ({"levels": [3]}, "levels names 3."),
        ({"levels": None}, "levels is None."),
        ({"levels": 5}, "levels is 5."),
        ({"levels": {"penalty"}}, "levels is {'penalty'}."),
        ({"levels": frozenset(["penalty"])}, "levels is frozenset"),
        ({"balance": "equl"}, "balance is 'equl'. Did you mean 'equal'?"),
        ({"balance": None}, "balance is None."),
        ({"seed": 1.0}, "seed is 1.0."),
        ({"seed": "1"}, "seed is '1'."),
        ({"seed": None}, "seed is None."),
        ({"seed": True}, "seed is True."),
        ({"time_limit": 0}, "the time limit is 0 seconds."),
        ({"time_limit": -1}, "the time limit is -1 seconds."),
        ({"time_limit": NAN}, "the time limit is nan seconds."),
        ({"time_limit": "5"}, "the time limit is '5' seconds."),
    ],
)
def test_an_option_that_is_none(more, says):
    assert says in refused(COSTS, **more)


def test_one_name_is_one_level_and_no_name_leaves_the_draw():
    assert [level.name for level in assign(COSTS, levels="unpaired").levels] == ["unpaired", "tie"]
    assert [level.name for level in assign(COSTS, levels=()).levels] == ["tie"]
    assert len(assign(COSTS, levels=()).rows) == 0


@pytest.mark.parametrize("seed", [-(10**40), 2**64, np.int8(-3), np.uint64(2**64 - 1)])
def test_any_whole_number_is_a_seed(seed):
    assert assign(COSTS, seed=seed).seed == int(seed)


@pytest.mark.parametrize(
    ("costs", "unpaired"),
    [
        (np.zeros((0, 3)), 0),
        (np.zeros((3, 0)), 3),
        (np.zeros((0, 0)), 0),
        ([[]], 1),
        (([], [], [], (2, 5)), 2),
        (([], [], [], (0, 0)), 0),
        (sparse.csr_array((2, 3)), 2),
        (pd.DataFrame(), 0),
        (pd.DataFrame(columns=["x", "y"]), 0),
        (pd.DataFrame(index=["Ada", "Bo"]), 2),
        ([[NAN, NAN]], 1),
    ],
)
@pytest.mark.parametrize(
    "levels", [(), ("unpaired", "imbalance", "penalty"), ("idle", "spread", "unpaired", "penalty", "imbalance")]
)
def test_where_there_is_no_pair_everybody_is_unpaired(costs, unpaired, levels):
    found = assign(costs, levels=levels)
    assert (len(found.rows), len(found.columns), found.unique) == (0, 0, True)
    assert found.missing.sum() == unpaired
    assert "unpaired" not in levels or found.level("unpaired").value == unpaired


@pytest.mark.parametrize(
    ("costs", "more", "loads", "missing"),
    [
        (COSTS, {"demand": 5}, [2, 2], [3, 3]),
        (COSTS, {"demand": 10**6}, [2, 2], [10**6 - 2] * 2),
        (COSTS, {"max_load": 0}, [0, 0], [1, 1]),
        (COSTS, {"max_load": [0, None]}, [0, 2], [0, 0]),
        (COSTS, {"max_load": [INF, 0]}, [2, 0], [0, 0]),
        (COSTS, {"max_load": 2**63 - 1}, [1, 1], [0, 0]),
        (COSTS, {"demand": 0}, [0, 0], [0, 0]),
        (COSTS, {"demand": np.array([2, 0], np.uint8)}, [1, 1], [0, 0]),
        (COSTS, {"demand": [1.0, 2.0]}, [2, 1], [0, 0]),
        (COSTS, {"demand": pd.Series([1, 2], dtype="Int64")}, [2, 1], [0, 0]),
        ([[1, NAN], [2, NAN]], {}, [2, 0], [0, 0]),
        ([[1, NAN], [2, NAN]], {"demand": 2}, [2, 0], [1, 1]),
    ],
)
def test_counts_at_their_edges_have_a_defined_answer(costs, more, loads, missing):
    found = assign(costs, **more)
    assert (found.loads.tolist(), found.missing.tolist()) == (loads, missing)


def test_no_time_at_all_leaves_an_assignment_that_nothing_is_proved_of():
    found = assign(COSTS, time_limit=1e-9)
    assert found.status is Status.FEASIBLE
    assert (found.unique, found.potentials, {level.bound for level in found.levels}) == (None, None, {None})
    assert "time limit" in found.detail


def test_no_time_at_all_and_minimums_leave_none_and_it_is_said():
    with pytest.raises(NoPlanError, match="time limit"):
        assign(COSTS, min_load=1, time_limit=1e-9)
