"""The guard against a CP-SAT that calls a wrong answer the best (google/or-tools#5293): what is asked, and how large.

``faults`` asks the installed version, in the engine's settings, about tiny models and plans whose best value is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.engine import tiny_models, tiny_plans

SIZES_IN_USE = (2**10, 2**20, 2**30, 2**31)  # Σ |coefficient| stays below; the engines refuse what is larger
SIZES_BEYOND = (2**32, 2**33, 2**36, 2**40)  # where a faulty version shows
SIZES = SIZES_IN_USE + SIZES_BEYOND

FAMILIES: dict[str, Callable[[int, int], str]] = {
    "switched": lambda seed, size: _fault_of_model(tiny_models.switched(seed, size)),
    "mixed": lambda seed, size: _fault_of_model(tiny_models.mixed(seed, size)),
    "mentors": lambda seed, size: tiny_plans.fault_with_mentors(tiny_plans.mentors(seed, size)),
    "peers": lambda seed, size: tiny_plans.fault_with_peers(tiny_plans.peers(seed, size)),
}


def faults(family: str, size: int, seeds: Iterable[int]) -> list[str]:
    """What is wrong with the installed version's answers; one text a wrong one, with the seed that shows it."""
    found = ((seed, FAMILIES[family](seed, size)) for seed in seeds)
    return [f"{family}({seed}, {size}): {text}" for seed, text in found if text]


def _fault_of_model(model: tiny_models.TinyModel) -> str:
    return tiny_models.fault(model, tiny_models.solved(model))
