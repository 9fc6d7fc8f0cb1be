"""Ctrl-C while CP-SAT is at work ends the work: it is never taken for an answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

SCRIPT = """
import sys
from pairing import Mentor, Participant, Problem, Session, solve
sessions = [Session(name, most_per_mentor=2) for name in "ABC"]
people = [Participant(f"P{i}", tracks=(f"t{i % 5}",)) for i in range(90)]
mentors = [Mentor(f"M{i}", capacity=5 if i % 2 else 4) for i in range(70)]
def tell(progress):
    print(progress.level, flush=True)
print("start", flush=True)
try:
    solve(Problem(people, mentors, sessions), engine="cpsat", on_progress=tell)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.exit(130)
print("finished", flush=True)
"""


def test_an_interrupt_is_an_interrupt():
    process = subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True, env={**os.environ})
    assert process.stdout is not None
    assert process.stdout.readline() == "start\n"
    time.sleep(2.5)  # laying out the model takes less, solving it much longer
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130, out
    assert out.splitlines()[-1] == "interrupted"
