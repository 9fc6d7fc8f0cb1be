"""Ctrl-C, SIGTERM and the clock: the best plan so far comes back, the handlers are what they were, a second one works.

The engines are stopped at ten points of a solve each. A handler of the test's own hears every signal as well, so one
that comes after the end does no harm.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from itertools import count

import numpy as np
import pytest

import pairing
from pairing.engine.arrays import solver as flow_solver
from pairing.engine.interface import Deadline
from pairing.engine.interrupts import stopped_by_signals
from pairing.judging.evaluate import judge
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Status

POINTS = [point / 10 for point in range(1, 11)]


def crossing_problem(participants: int, mentors: int, seed: int = 1) -> Problem:
    """Three sessions whose limits per mentor cross: nothing that is over in a moment."""
    chance = random.Random(seed)
    sessions = [Session(name, most_per_mentor=2, track="required") for name in "ABC"]
    tracks = [f"track {number}" for number in range(4)]
    people = [Participant(f"P{number}", tracks=(chance.choice(tracks),)) for number in range(participants)]
    helpers = [
        Mentor(f"M{number}", capacity=chance.choice([3, 4, 5]), tracks=tuple(chance.sample(tracks, 2)))
        for number in range(mentors)
    ]
    return Problem(people, helpers, sessions, seed=seed)


def edges(rows: int, columns: int, each: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[int, int]]:
    chance = np.random.default_rng(5)
    cells = np.unique(np.repeat(np.arange(rows), each) * columns + chance.integers(0, columns, rows * each))
    return cells // columns, cells % columns, chance.integers(0, 1000, len(cells)), (rows, columns)


@contextmanager
def signal_after(seconds: float, number: int = signal.SIGINT):
    """One signal, which a handler of our own hears too; yields the list of what it heard."""
    heard: list[int] = []

    def handler(heard_number, frame):
        heard.append(heard_number)

    before = signal.signal(number, handler)
    timer = threading.Timer(seconds, os.kill, (os.getpid(), number))
    timer.start()
    try:
        yield heard
        assert signal.getsignal(number) is handler  # not only at the end: at once, when the solve is over
    finally:
        timer.cancel()
        timer.join()
        for _ in range(50):
            if heard or not timer.finished.is_set():
                break
            time.sleep(0.01)
        signal.signal(number, before)


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# --- ten points of a solve --------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["cpsat", "mip"])
def test_an_engine_stopped_at_ten_points_gives_the_best_plan_so_far(engine):
    problem = crossing_problem(12, 8)
    whole = pairing.solve(problem, engine=engine)
    assert whole.status is Status.OPTIMAL
    seconds = timed(lambda: pairing.solve(problem, engine=engine))
    seen = set()
    for point in POINTS:
        with signal_after(point * seconds) as heard:
            result = pairing.solve(problem, engine=engine)
        seen.add(result.status)
        if result.status is Status.OPTIMAL:
            assert result.pairs == whole.pairs
            continue
        assert heard == [signal.SIGINT]
        assert (result.status, result.was_interrupted) == (Status.STOPPED, True)
        assert result.unique is None
        if result.has_plan:
            check_is_sound(result, whole)
    assert Status.STOPPED in seen


def test_a_large_flow_stopped_at_ten_points_gives_what_it_had(monkeypatch):
    monkeypatch.setattr(flow_solver, "CHILD_ARCS", 1000)
    given = edges(3000, 300, 19)
    whole = pairing.assign(given, max_load=12)
    seconds = timed(lambda: pairing.assign(given, max_load=12))
    seen = []
    for point in POINTS:
        with signal_after(point * seconds) as heard:
            try:
                found = pairing.assign(given, max_load=12)
            except KeyboardInterrupt:  # pragma: no cover - our own handler hears it instead
                pytest.fail("the signal ended the work")
        seen.append(found.status)
        if found.status is Status.OPTIMAL:
            assert (found.rows.tolist(), found.columns.tolist()) == (whole.rows.tolist(), whole.columns.tolist())
            continue
        assert heard == [signal.SIGINT]
        assert found.status is Status.STOPPED
        assert "Ctrl-C" in found.detail
        assert (found.unique, found.potentials) == (None, None)
        assert found.loads.max() <= 12
        assert [one.value for one in found.levels] >= [one.value for one in whole.levels][: len(found.levels)]
        proved = [one for one in found.levels if one.is_proved]
        assert proved == list(whole.levels[: len(proved)])
    assert Status.STOPPED in seen


def check_is_sound(result: pairing.Result, whole: pairing.Result) -> None:
    """A plan that keeps every rule, is worth what is said, and has bounds no better than the truth."""
    verdict = judge(result.problem, result.pairs)
    assert verdict.is_valid
    for level in result.levels:
        assert verdict.level(level.name) == level.value
    best = [level.value for level in whole.levels]
    assert [level.value for level in result.levels] >= best
    for level, truth in zip(result.levels, whole.levels, strict=False):
        if level.bound is not None:
            assert level.bound <= truth.value
        if not level.is_proved:
            break
        assert level.value == truth.value


# --- the clock --------------------------------------------------------------------------------------------------


def test_a_time_limit_gives_levels_that_are_finished_and_values_of_the_others(monkeypatch):
    monkeypatch.setattr(flow_solver, "CHILD_ARCS", 1000)
    given = edges(3000, 300, 19)
    whole = pairing.assign(given, max_load=12)
    for limit in (0.001, 0.15, 0.3, 0.5):
        found = pairing.assign(given, max_load=12, time_limit=limit)
        proved = [one for one in found.levels if one.is_proved]
        assert proved == list(whole.levels[: len(proved)])
        assert (found.status is Status.OPTIMAL) == (len(proved) == len(found.levels))
        assert found.loads.sum() == len(found.rows)


def test_no_time_at_all_still_gives_a_plan_that_keeps_every_limit():
    rows, columns, costs, shape = edges(200, 20, 8)
    found = pairing.assign((rows, columns, costs, shape), demand=2, max_load=15, time_limit=1e-9)
    assert found.status is Status.FEASIBLE
    assert found.loads.max() <= 15
    assert (found.missing >= 0).all()
    assert len(found.rows) > 250
    assert all(one.bound is None for one in found.levels)


# --- handlers ---------------------------------------------------------------------------------------------------


def test_a_signal_that_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        deadline = Deadline()
        with stopped_by_signals(deadline):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
        assert not deadline.has_passed
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_first_signal_puts_the_handlers_back_so_that_the_second_does_what_it_always_does():
    deadline = Deadline()
    with stopped_by_signals(deadline):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        assert deadline.why == "interrupted by Ctrl-C"
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        with pytest.raises(KeyboardInterrupt):
            time.sleep(os.kill(os.getpid(), signal.SIGINT) or 0.1)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_in_another_thread_nothing_is_touched_and_the_plan_is_the_same():
    problem = crossing_problem(6, 5)
    found = []
    thread = threading.Thread(target=lambda: found.append(pairing.solve(problem)))
    thread.start()
    thread.join()
    assert found[0].pairs == pairing.solve(problem).pairs


def test_an_error_in_the_callback_does_not_cost_the_plan():
    calls = count()

    def fail(progress):
        next(calls)
        raise RuntimeError("no paper in the printer")

    result = pairing.solve(crossing_problem(6, 5), on_progress=fail)
    assert result.status is Status.OPTIMAL
    assert "no paper in the printer" in result.detail
    found = pairing.assign([[1, 2], [3, 4]], on_progress=fail)
    assert found.status is Status.OPTIMAL
    assert "no paper in the printer" in found.detail
    assert next(calls) == 2  # each was told once, and no more


def test_an_interrupt_in_the_callback_is_an_interrupt():
    def stop(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pairing.assign([[1, 2], [3, 4]], on_progress=stop)


# --- as a user has it: default handlers, a process of its own ---------------------------------------------------

SCRIPT = """
import signal, sys
sys.path.insert(0, {root!r})
from tests.engine.test_interrupt import crossing_problem
from pairing import solve
problem = crossing_problem(30, 18)
print("start", flush=True)
result = solve(problem, engine="cpsat", on_progress=lambda one: print(one.level, flush=True))
print(result.status.value, result.detail, result.has_plan, flush=True)
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, flush=True)
print("asleep", flush=True)
import time
time.sleep(60)
"""


@pytest.mark.parametrize(("number", "words"), [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM")])
def test_a_script_goes_on_after_the_first_signal_and_ends_at_the_second(number, words, pytestconfig):
    script = SCRIPT.format(root=str(pytestconfig.rootpath))
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "start\n"
    assert process.stdout.readline() == "unpaired\n"  # a plan is there; the levels after it take much longer
    process.send_signal(number)
    lines = []
    while "asleep\n" not in lines:
        lines.append(process.stdout.readline())
        assert lines[-1], lines
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == -number
    (said,) = [line for line in lines if line.startswith("stopped")]
    assert words in said
    assert said.endswith(" True\n")  # there is a plan
    assert lines[-2] == "True\n"  # and the handler is Python's own again
