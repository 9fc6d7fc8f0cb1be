"""Which engine solves what: by structure, or as the caller wants."""

from __future__ import annotations

import importlib
from typing import NamedTuple, cast

from pairing.engine.formulate import formulate
from pairing.engine.formulation import Formulation
from pairing.engine.interface import AnyFormulation, Engine
from pairing.errors import input_error
from pairing.model.names import did_you_mean
from pairing.model.problem import Problem

ENGINES = ("flow", "mip", "cpsat")  # that a caller may ask for
IN_TURN = ("flow", "relax", "mip", "cpsat")  # else they are asked in this order: the first that takes it solves it


LARGE = 5_000  # participants x mentors x sessions, from which NumPy is worth its loading


class Choice(NamedTuple):
    """The engine that the caller wants; None leaves it open."""

    wanted: str | None = None

    @property
    def of_peers(self) -> str:
        """The engine for sessions of peers."""
        return "cpsat" if self.wanted == "cpsat" else "matching"

    def formulate(self, problem: Problem) -> AnyFormulation:
        """The problem in whole numbers: as arrays where it is large, and the engine takes them."""
        size = len(problem.participants) * len(problem.mentors) * len(problem.sessions)
        if size >= LARGE and self.wanted in (None, "flow"):
            from pairing.engine.arrays.formulate import formulate_large

            large = formulate_large(problem)
            if large is not None and not (self.wanted and (large.crossing or large.caps)):
                return large
        return formulate(problem)

    def plain(self, formulation: AnyFormulation) -> Formulation:
        """The same problem without arrays."""
        if isinstance(formulation, Formulation):
            return formulation
        restrict = importlib.import_module("pairing.engine.arrays.restrict")
        return cast(Formulation, restrict.plain_of(formulation))

    def engine(self, formulation: AnyFormulation) -> tuple[str, Engine]:
        """The wanted engine, or the first that takes the problem, with its name. No other is imported.

        Raises
        ------
        InputError
            When the engine is unknown, or cannot take the problem.
        """
        if self.wanted is not None and not (isinstance(self.wanted, str) and self.wanted in ENGINES):
            hint = did_you_mean(str(self.wanted), ENGINES) or f"Known are {', '.join(ENGINES)}."
            raise input_error("unknown-engine", f"there is no engine {self.wanted!r}.", hint, value=str(self.wanted))
        if not isinstance(formulation, Formulation):
            return "flow", cast(Engine, importlib.import_module("pairing.engine.arrays.engine"))
        refusals = []
        for name in IN_TURN if self.wanted is None else (self.wanted,):
            engine = cast(Engine, importlib.import_module(f"pairing.engine.{name}"))
            refusal = engine.refuses(formulation)
            if refusal is None:
                return name, engine
            refusals.append(f"{name}: {refusal}")
        raise input_error(
            "engine-cannot", f"no engine takes this problem ({'; '.join(refusals)}).", "Leave the choice open."
        )
