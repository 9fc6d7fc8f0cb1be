"""The card of a result: at most 12 lines that a coordinator can read."""

from __future__ import annotations

from pairing.model.draw import is_start, is_tie
from pairing.model.solution import Result, Status
from pairing.model.text_width import padded, text_width

LEVEL_WORDS = {
    "unpaired": "places left without anybody",
    "changed": "published pairs that change",
    "moved": "published starts that move",
    "spread": "misses piled on one person",
    "idle": "nobody assigned, though they offered",
    "imbalance": "uneven loads",
    "penalty": "wishes not met",
}


def card(result: Result) -> str:
    """The result as text: how far it is proved, each level with value and bound, loads, time and engine."""
    lines = [f"{_headline(result)}"]
    shown = [level for level in result.levels if not (is_tie(level.name) or is_start(level.name))]
    width = max((text_width(level_words(level.name)) for level in shown[:7]), default=0)
    for level in shown[:7]:
        bound = "" if level.is_proved else f"  (at best {'unknown' if level.bound is None else level.bound})"
        lines.append(f"  {padded(level_words(level.name), width)}  {level.value}{bound}")
    if result.has_plan:
        wanted = result.problem.num_places
        missing = sum(one.places for one in result.unpaired)
        lines.append(
            f"  {wanted - missing} of {wanted} places filled in {_count(len(result.problem.sessions), 'session')}"
        )
        loads = [load.load for load in result.loads]
        if loads:
            lines.append(f"  loads of {_count(len(loads), 'mentor')}: {min(loads)} to {max(loads)}")
    lines.append(f"  {result.engine}, {result.seconds:.2f} s, seed {result.problem.seed}")
    if result.problem.levels[:1] != ("unpaired",):
        lines.insert(1, "  the levels do not begin with 'unpaired': people may be left out who could be paired")
    return "\n".join(lines)


def proof_words(result: Result) -> str:
    """``proved: no better plan exists``, or how far it got."""
    if result.status is Status.OPTIMAL:
        words = "proved: no better plan exists"
        if result.unique:
            return f"{words}, and no other is as good"
        return words if result.unique is None else f"{words}; others are as good, so it may not be reproducible"
    if result.status is Status.INFEASIBLE:
        return "no plan: hard rules contradict each other"
    open_levels = [level_words(level.name) for level in result.levels if not level.is_proved]
    reached = f"not proved for: {', '.join(open_levels)}" if open_levels else "not proved"
    return f"{result.status.value}, {reached}; not reproducible" if result.has_plan else "stopped without a plan"


def _headline(result: Result) -> str:
    plan = _count(len(result.pairs), "pair") if result.has_plan else "No plan"
    return f"{plan} — {proof_words(result)}"


def level_words(name: str) -> str:
    """A level's name, and what it counts in plain words where there are any."""
    words = LEVEL_WORDS.get(name)
    return f"{name} ({words})" if words else name


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
