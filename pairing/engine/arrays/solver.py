"""Minimum-cost flows in arrays, by OR-Tools ``SimpleMinCostFlow``; large ones in a process that can be ended.

The solver holds Python's lock until it is done, so neither the clock nor Ctrl-C could reach it. From some size on it
runs in a child process, where anybody may want to stop it: the child is sent arrays and sends back a flow, as often as
it is asked, and stopping it is ending it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from pairing.engine.arrays.columns import Ints
from pairing.engine.interface import Deadline
from pairing.errors import InternalError

CHILD_ARCS = 200_000  # about half a second of work
LOOK = 0.05  # seconds between two looks at the deadline
CHILD = """
import signal, sys
import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow
signal.signal(signal.SIGINT, signal.SIG_IGN)
read, write = sys.stdin.buffer, sys.stdout.buffer
def take(number, kind):
    data = read.read(number * np.dtype(kind).itemsize)
    if len(data) < number * np.dtype(kind).itemsize:
        sys.exit()
    return np.frombuffer(data, kind)
while True:
    arcs, nodes = take(2, np.int64).tolist()
    ends = [take(arcs, np.int32) for _ in range(2)]
    capacity, cost, supply = take(arcs, np.int64), take(arcs, np.int64), take(nodes, np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(*ends, capacity, cost)
    solver.set_nodes_supplies(np.arange(nodes, dtype=np.int32), supply)
    del ends, capacity, cost, supply
    status = solver.solve()
    flows = solver.flows(numbers) if status == solver.OPTIMAL else np.full(arcs, -1 - int(status))
    write.write(np.asarray(flows, np.int64).tobytes())
    write.flush()
    del solver, numbers, flows
"""


class FlowSolver:
    """Solves one flow after the other; the child, where there is one, lives as long as this does."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def cheapest(
        self, tail: Ints, head: Ints, capacity: Ints, cost: Ints, supply: Ints, deadline: Deadline
    ) -> Ints | None:
        """The flow on each arc; None when the deadline passed before it was found.

        Costs and capacities are int64 already: the solver cuts floats off without a word.
        """
        for column in (capacity, cost, supply):
            if column.dtype != np.int64:
                raise InternalError(f"the flow solver was handed {column.dtype}")
        if len(tail) >= CHILD_ARCS and deadline.may_pass and self._has_child():
            flow = self._by_child(_sent(tail, head, capacity, cost, supply), len(tail), deadline)
            if flow is not None or deadline.has_passed:
                return flow
        return _solved(tail, head, capacity, cost, supply)

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def __del__(self) -> None:
        self.close()

    def _has_child(self) -> bool:
        """Start the child, if it is not there; False where no process can be started."""
        if self._child is None:
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
            alone: dict[str, Any] = {"start_new_session": True}  # Ctrl-C at a terminal goes to all of its processes
            if sys.platform == "win32":
                alone = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
            try:
                self._child = subprocess.Popen(
                    [sys.executable or "python", "-c", CHILD],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment,
                    **alone,
                )
            except OSError:
                return False
        return True

    def _by_child(self, sent: Iterable[NDArray[Any]], num_arcs: int, deadline: Deadline) -> Ints | None:
        """The child's answer; None when it was ended, or ended by itself."""
        child = self._child
        assert child is not None
        with ThreadPoolExecutor(max_workers=1) as pool:
            answer: Future[bytes] = pool.submit(_exchange(child, sent, 8 * num_arcs))
            try:
                while not answer.done() and not deadline.has_passed:
                    wait([answer], timeout=LOOK)
            finally:
                if not answer.done():
                    child.kill()
        if len(answer.result()) < 8 * num_arcs:
            self.close()
            return None
        flow = np.frombuffer(answer.result(), np.int64).copy()
        if (flow < 0).any():
            raise InternalError(f"the flow solver answered {-1 - int(flow[0])}")
        return flow


def _sent(tail: Ints, head: Ints, capacity: Ints, cost: Ints, supply: Ints) -> Iterator[NDArray[Any]]:
    """What the child reads: each array is made when its turn comes, as memory is dear meanwhile."""
    yield np.array([len(tail), len(supply)])
    yield tail.astype(np.int32)
    yield head.astype(np.int32)
    yield from (capacity, cost, supply)


def _exchange(child: subprocess.Popen[bytes], sent: Iterable[NDArray[Any]], size: int) -> Callable[[], bytes]:
    """Send arrays, and wait for that many bytes; fewer come from a child that was ended."""

    def exchange() -> bytes:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            for one in sent:
                child.stdin.write(np.ascontiguousarray(one).data)
            child.stdin.flush()
            return child.stdout.read(size)
        except (BrokenPipeError, OSError):
            return b""

    return exchange


def _solved(tail: Ints, head: Ints, capacity: Ints, cost: Ints, supply: Ints) -> Ints:
    solver = min_cost_flow.SimpleMinCostFlow()
    ends = tail.astype(np.int32), head.astype(np.int32)
    arcs = solver.add_arcs_with_capacity_and_unit_cost(*ends, capacity, cost)
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise InternalError(f"the flow solver answered {status}")
    return np.asarray(solver.flows(arcs), np.int64)
