"""The bare mathematics: rows and columns of a matrix instead of people. ``assign`` is its one door."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from pairing.engine.arrays.columns import ColumnLevel, Columns, Hinge, Ints, Listed, Marginals, Pairs
from pairing.engine.arrays.flow import ColumnsModel
from pairing.engine.arrays.pairs import ListedPairs, MatrixPairs
from pairing.engine.arrays.tie import Drawn
from pairing.engine.flow import COST_LIMIT
from pairing.engine.formulate import REQUIRED
from pairing.engine.interface import Deadline
from pairing.engine.interrupts import stopped_by_signals
from pairing.engine.levels import unproved_status, until_unique
from pairing.engine.matrix_input import MOST_DEMAND, MOST_MINIMUM, NO_LIMIT, Edges, all_labels, read_costs, read_counts
from pairing.engine.progress import Reporter
from pairing.errors import InternalError, Issue, NoPlanError, Severity, input_error
from pairing.judging.matrix import Claim, Statement, faults, value_of
from pairing.model.draw import offer_weights
from pairing.model.draw_arrays import half_tickets, id_hashes, tickets, tie_costs
from pairing.model.names import did_you_mean
from pairing.model.solution import LevelValue, Progress, Status, level_named

if TYPE_CHECKING:
    import pandas

LEVELS = ("unpaired", "spread", "idle", "imbalance", "penalty")
MOST_SPREAD = 10**7  # places: each is an arc of its own
FINEST = 2**24  # the largest weight of a column
BALANCES = ("in proportion", "equal")
Labels = Any  # an array of positions, or of the labels of a DataFrame


class MatrixPotentials(NamedTuple):
    """What proves an assignment: for each of ``levels`` one whole number a row and one a column.

    All comparisons are of vectors over the levels, lexicographically. cost[i, j] + rows[:, i] − columns[:, j] is ≥ 0
    where i does not meet j, and ≤ 0 where he does. A column that holds k pairs has price(k) + columns[:, j] ≤ 0 ≤
    price(k + 1) + columns[:, j], where price(k) is what a column's k-th pair costs; a row with u places missing has
    price(u) + rows[:, i] ≤ 0 ≤ price(u + 1) + rows[:, i]. The left side holds where k or u is above 0, the right side
    where there could be one more: k below ``max_load`` and the number of eligible rows, u below ``demand``. Where
    ``min_load`` is hard a level ``required`` comes first, on which each of a column's first ``min_load`` pairs has the
    price −1.
    """

    levels: tuple[str, ...]
    rows: Ints
    columns: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Which rows meet which columns, and what is proved about it.

    ``rows`` and ``columns``: one entry a chosen pair, by row, then by column; positions (int64), or the labels of the
    DataFrame that went in. ``levels``: value and bound of each, ties at the end; ``penalty`` is in units of 1/scale.
    ``unique``: True or False where it was checked, else None. ``loads``: pairs of each column; ``missing``: places of
    each row left unpaired. ``potentials``: the certificate; None where not every level was proved. ``detail``: why not,
    and what failed in a callback.
    """

    rows: Labels
    columns: Labels
    levels: tuple[LevelValue, ...]
    status: Status
    unique: bool | None
    potentials: MatrixPotentials | None
    loads: Ints
    missing: Ints
    seed: int
    scale: int
    seconds: float
    detail: str = ""
    _costs: Ints = field(default_factory=lambda: np.zeros(0, np.int64), repr=False)

    def level(self, name: str) -> LevelValue:
        """The level of that name; ``KeyError`` names those there are."""
        return level_named(self.levels, name)

    @property
    def cost(self) -> float:
        """The sum of the costs of the chosen pairs, in the units they came in."""
        return int(self._costs.sum()) / self.scale

    def to_frame(self) -> pandas.DataFrame:
        """The chosen pairs as a DataFrame: row, column, cost."""
        import pandas as pd  # labels and costs are arrays of their own types, and stay so

        return pd.DataFrame({"row": self.rows, "column": self.columns, "cost": self._costs / self.scale})

    def _repr_html_(self) -> str:
        from pairing.model.pages import levels_table
        from pairing.tables import html_line, page

        told = f"{len(self.rows)} pairs — {self.status.value}{', and no other is as good' * (self.unique is True)}"
        below = f"{self.seconds:.2f} s, seed {self.seed}"
        costs = "costs" if self.scale == 1 else f"costs, in units of 1/{self.scale}"
        words = {"unpaired": "places of rows left empty", "imbalance": "uneven loads", "penalty": costs}
        return page(html_line(told, tag="strong"), levels_table(self.levels, words), html_line(below, tag="small"))

    def __repr__(self) -> str:
        levels = ", ".join(f"{one.name}={one.value}" for one in self.levels if not one.name.startswith("tie"))
        return f"Assignment({self.status.value}, {len(self.rows)} pairs, {levels})"


def assign(
    costs: Any,
    *,
    demand: Any = 1,
    min_load: Any = 0,
    max_load: Any = None,
    levels: Sequence[str] = ("unpaired", "imbalance", "penalty"),
    balance: Literal["in proportion", "equal"] = "in proportion",
    seed: int = 0,
    scale: int | None = None,
    time_limit: float | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Assignment:
    """Give every row its columns at the least cost, level by level, and prove it.

    Parameters
    ----------
    costs
        What it costs to pair row i with column j (negative: it is worth something); one of: a 2-D array, where nan is
        a pair that is not eligible; a pandas DataFrame, whose labels come back, and nan as before; a SciPy sparse
        matrix or array (but DIA), whose stored entries are the eligible pairs, stored zeros included; ``(rows, columns,
        costs, shape)`` with three 1-D arrays, one entry a pair. Whole numbers, be they floats; an empty matrix is
        allowed.
    demand
        How many different columns a row needs: a whole number from 0 to a million, or one a row.
    min_load, max_load
        How many rows a column takes at the least and at the most: a whole number ≥ 0, or one a column; None, or
        infinity for one column, is no limit. The minimum (2³¹ at most) is hard, unless ``idle`` is among the levels.
    levels
        What matters, most important first: ``unpaired`` (places of rows left without a column), ``spread`` (squares
        of these, by row), ``idle`` (pairs that columns are short of their minimum), ``imbalance`` (squares of the
        loads), ``penalty`` (the costs). A draw among equals always comes last, as level ``tie``. Without ``unpaired``
        a row stays unpaired wherever that is cheaper.
    balance
        ``in proportion`` to ``max_load`` (Sainte-Laguë, to about 1 in 64; a column without a limit counts as one of
        the largest; the same as ``equal`` where all have one limit or none), or ``equal``.
    seed
        Decides ties, with the texts of the labels (or positions) of rows and columns; any whole number.
    scale
        Where costs are fractions: the whole number ≥ 1 that they become whole with, such as 4 for quarters. Nothing
        is rounded: a cost that is no multiple of 1/scale is an error.
    time_limit
        Seconds, more than 0. When it runs out, or at Ctrl-C or SIGTERM in the main thread, the best assignment so far
        comes back, and the levels that were not proved have no bound.
    on_progress
        Called with a frozen ``Progress`` after each level; an error in it ends the reports, never the work.

    Returns
    -------
    Assignment
        Status ``optimal`` where every level is proved; judged, and its potentials checked pair by pair, before you
        see it. A column that nobody may take has load 0.

    Raises
    ------
    InputError
        (``ValueError``) that names the argument, the place and the value: a wrong shape, a negative or missing count,
        a minimum above the maximum, a cost that is infinite, fractional or too large for exact work (about 2⁶⁰ over
        the number of rows and columns, or of pairs that can be chosen), a pair or label that stands twice, a Series
        with other labels than the DataFrame, an unknown level; and minimums that cannot all be met.
    NoPlanError
        (``RuntimeError``) when the time was over before there was an assignment that meets ``min_load``.
    InternalError
        (``RuntimeError``) when the judge disagrees; no assignment is shown.

    Notes
    -----
    One minimum-cost flow (OR-Tools), on the cheapest pairs first where there are millions, the others priced with the
    potentials until none can improve it (column generation; Gilmore & Gomory 1961).

    Examples
    --------
    >>> import pairing
    >>> a = pairing.assign([[4, 1, 3], [2, 0, 5], [3, 2, 2]], max_load=1)
    >>> a.columns.tolist(), a.level("penalty").value, a.unique
    ([1, 0, 2], 5, True)
    """
    started = time.perf_counter()
    Deadline.limited(time_limit)  # refused at once, if it is wrong
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise input_error("bad-seed", f"seed is {seed!r}.", "Give a whole number.")
    edges = read_costs(costs, scale)
    (n, m), rows, columns = edges.shape, edges.row_labels, edges.column_labels
    least = read_counts("min_load", min_load, m, of="column", most=MOST_MINIMUM, labels=columns)
    most = read_counts("max_load", max_load, m, of="column", no_limit=True, labels=columns)
    wanted = read_counts("demand", demand, n, of="row", most=MOST_DEMAND, labels=rows)
    names = _known_levels(levels)
    if "spread" in names and int(wanted.sum()) > MOST_SPREAD:
        message = f"demand adds up to {int(wanted.sum())}."
        raise input_error("bad-count", message, f"With the level spread {MOST_SPREAD} is the most.")
    above = np.flatnonzero(least > most)
    if len(above):
        place = f"of column {above[0]}" if np.ndim(min_load) or np.ndim(max_load) else "of every column"
        message = f"min_load {place} is {least[above[0]]}, and max_load {most[above[0]]}."
        raise input_error("min-above-max", message, "A minimum is at most the maximum.")
    problem = _Matrix(edges, wanted, least, most, names, _known_balance(balance), int(seed), scale or 1)
    model = ColumnsModel(problem.columns)
    deadline = Deadline.after(time_limit)
    reporter = Reporter(on_progress, started)
    with stopped_by_signals(deadline):
        solved, reached, unique = until_unique(
            problem.columns.levels,
            problem.tie_level,
            lambda more: model.minimise(more, deadline, reporter.report),
            lambda: model.is_unique(deadline),
        )
    solved_names = [level.name for level in solved]
    return problem.assignment(model, solved_names, reached, unique, reporter.failure, started, deadline)


def _known_levels(levels: Sequence[str]) -> tuple[str, ...]:
    if isinstance(levels, Set) or not isinstance(levels, Iterable):
        raise input_error("bad-levels", f"levels is {levels!r}.", "Give names, the most important first.")
    names = (levels,) if isinstance(levels, str) else tuple(levels)
    for name in names:
        if not isinstance(name, str) or name not in LEVELS:
            hint = did_you_mean(str(name), LEVELS) or f"Known are {', '.join(LEVELS)}; the draw comes by itself."
            raise input_error("unknown-level", f"levels names {name!r}.", hint, value=str(name))
        if names.count(name) > 1:
            raise input_error("unknown-level", f"levels names {name!r} twice.", "Name each once.", value=name)
    return names


def _known_balance(balance: str) -> str:
    if not isinstance(balance, str) or balance not in BALANCES:
        hint = did_you_mean(str(balance), BALANCES) or f"Known are {', '.join(BALANCES)}."
        raise input_error("unknown-balance", f"balance is {balance!r}.", hint, value=str(balance))
    return balance


class _Matrix:
    """A matrix as a problem of columns: each row is a place, and each column of the matrix a group."""

    def __init__(
        self,
        edges: Edges,
        demand: Ints,
        least: Ints,
        most: Ints,
        levels: Sequence[str],
        balance: str,
        seed: int,
        scale: int,
    ):
        n, m = edges.shape
        self._edges, self._seed = edges, seed
        self._demand, self._least, self._most, self._scale = demand, least, most, scale
        self._is_hard = "idle" not in levels and bool(least.any())
        if edges.rows is None or edges.columns is None:
            pairs: Pairs = MatrixPairs(n, m, edges.eligible)
            inside = np.full(m, n) if edges.eligible is None else edges.eligible.sum(axis=0)
        else:
            pairs = ListedPairs(edges.rows, [edges.columns], n)
            inside = np.bincount(edges.columns, minlength=m)
        self._weights = np.ones(m, np.int64)
        if balance == "in proportion":
            offers = [None if one == NO_LIMIT else int(one) for one in most.tolist()]
            finest = min(FINEST, 64 * max((one for one in offers if one is not None), default=1))
            weights = offer_weights(offers, (inside > 0).tolist(), finest=max(5040, finest))
            self._weights = np.array(weights, np.int64).reshape(m)
        rows, columns = all_labels(edges)
        half = half_tickets(seed, id_hashes("session", [""]), id_hashes("participant", rows))
        self._draw = Drawn(half, id_hashes("mentor", columns), None, 1, pairs.count)
        names = ((REQUIRED,) if self._is_hard else ()) + tuple(levels)
        self.columns = Columns(
            pairs,
            demand,
            np.arange(n),
            np.minimum(most, inside),
            inside.astype(np.int64),
            tuple(self._level(one) for one in names),
        )
        self._check_range()

    def tie_level(self, number: int) -> ColumnLevel:
        """Tie level 1 … 6."""
        return self._draw._replace(level=number).as_level()

    def assignment(
        self,
        model: ColumnsModel,
        names: Sequence[str],
        reached: Sequence[LevelValue],
        unique: bool | None,
        failure: str,
        started: float,
        deadline: Deadline,
    ) -> Assignment:
        """The result, judged.

        Raises
        ------
        InputError
            When the hard minimums cannot all be met.
        NoPlanError
            When the time was over before there was an assignment that meets them.
        """
        if self._is_hard and reached and reached[0].value > 0:
            raise self._cannot_fill(model.chosen)
        chosen = model.chosen
        if chosen is None or (self._is_hard and not reached):
            raise NoPlanError(f"{deadline.why} before there was an assignment that meets min_load.")
        block = self.columns.pairs.numbered(chosen)
        rows, columns = block.place, block.chain[0]
        proof = None
        if len(reached) == len(names):
            of_columns = np.array([one.groups[:-1] for one in model.prices])
            proof = MatrixPotentials(tuple(names), np.array([one.places for one in model.prices]), of_columns)
        statement = self._statement()
        values = [(name, value_of(statement, rows, columns, name)) for name in names]
        claimed = {level.name: level.value for level in reached}
        claim = Claim(
            rows,
            columns,
            [(name, claimed.get(name, value)) for name, value in values],
            None if proof is None else proof.rows,
            None if proof is None else proof.columns,
        )
        wrong = faults(statement, claim)
        if wrong:
            message = f"the assignment did not pass the judge: {'; '.join(wrong)}"
            hint = "This is a fault of pairing, not of your costs. Please report it."
            raise InternalError(Issue(Severity.ERROR, "judge-disagrees", message, hint))
        levels = [*reached, *(LevelValue(name, value, None) for name, value in values[len(reached) :])]
        n, m = self._edges.shape
        row_labels, column_labels = self._edges.row_labels, self._edges.column_labels
        late = "" if proof is not None and not deadline.was_asked else deadline.why
        return Assignment(
            rows if row_labels is None else np.fromiter(row_labels, object)[rows],
            columns if column_labels is None else np.fromiter(column_labels, object)[columns],
            tuple(level for level in levels if level.name != REQUIRED),
            Status.OPTIMAL if proof is not None else unproved_status(deadline),
            unique if proof is not None else None,
            proof,
            np.bincount(columns, minlength=m),
            self._demand - np.bincount(rows, minlength=n),
            self._seed,
            self._scale,
            time.perf_counter() - started,
            "; ".join(text for text in (late, failure) if text),
            self._edges.costs[block.number],
        )

    def _cannot_fill(self, chosen: Ints | None) -> Exception:
        """The error for minimums that no assignment meets, with the column that is shortest of it in the best one."""
        columns = self.columns.pairs.numbered(np.zeros(0, np.int64) if chosen is None else chosen).chain[0]
        loads = np.bincount(columns, minlength=self._edges.shape[1])
        short = int(np.argmax(self._least - loads))
        labels = self._edges.column_labels
        name = short if labels is None else labels[short]
        message = (
            f"min_load cannot be met: even where as many as possible are filled, column {name!r} holds {loads[short]} "
            f"of at least {self._least[short]}."
        )
        return input_error("min-load-unmet", message, "Lower it, or put 'idle' among the levels: then it is a wish.")

    def _statement(self) -> Statement:
        """What was asked, for the judge."""
        draw, edges = self._draw, self._edges

        def tie(rows: Ints, columns: Ints, name: str) -> Ints:
            words = tickets(draw.half_of_place[rows], draw.of_mentor[columns])
            return tie_costs(words, int(name.removeprefix("tie") or 1), draw.num_eligible)

        return Statement(
            edges.shape,
            edges.rows,
            edges.columns,
            edges.costs,
            edges.eligible,
            self._demand,
            self._least,
            self._most,
            self._weights,
            self._is_hard,
            tie,
        )

    def _level(self, name: str) -> ColumnLevel:
        n, m = self._edges.shape
        no_rows, no_columns = np.zeros(n, np.int64), np.zeros(m, np.int64)
        if name == "unpaired":
            return ColumnLevel(name, missing=Marginals(no_rows + 1, no_rows))
        if name == "spread":
            return ColumnLevel(name, missing=Marginals(no_rows + 1, no_rows + 2))
        if name in ("idle", REQUIRED):
            first = -(self._least > 0).astype(np.int64)
            short = Marginals(first, no_columns, (Hinge(self._least, -first),))
            return ColumnLevel(name, groups=short, constant=int(self._least.sum()))
        if name == "imbalance":
            return ColumnLevel(name, groups=Marginals(self._weights, 2 * self._weights))
        return ColumnLevel(name, Listed(self._edges.costs))

    def _check_range(self) -> None:
        """Every cost alone must fit into the solver's 64 bits, times the number of nodes, and so must their sum."""
        costs, (n, m) = self._edges.costs, self._edges.shape
        num_chosen = int(np.minimum(self._demand, self.columns.pairs.of_place).sum())
        most = COST_LIMIT // max(n + m + 2, num_chosen)
        beyond = np.flatnonzero((costs > most) | (costs < -most))
        if len(beyond):
            spot = int(beyond[0])
            message = f"{self._edges.place(spot)} is {costs[spot]} (times the scale, if there is one)."
            cure = f"With {n} rows and {m} columns, and up to {num_chosen} pairs, ±{most} is the most."
            raise input_error("cost-out-of-range", message, cure)
