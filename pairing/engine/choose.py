"""Which engine solves what: by structure, or as the caller wants."""

from __future__ import annotations

import importlib
from typing import NamedTuple, cast

from pairing.engine.formulate import Formulation
from pairing.engine.interface import Engine
from pairing.errors import input_error
from pairing.model.names import did_you_mean

ENGINES = ("flow", "cpsat")  # in the order in which they are asked: the first that takes the problem solves it


class Choice(NamedTuple):
    """The engine that the caller wants; None leaves it open, and lets a harder problem be relaxed first."""

    wanted: str | None = None

    @property
    def of_peers(self) -> str:
        """The engine for sessions of peers."""
        return "cpsat" if self.wanted == "cpsat" else "matching"

    def engine(self, formulation: Formulation) -> tuple[str, Engine]:
        """The wanted engine, or the first that takes the problem, with its name. No other is imported.

        Raises
        ------
        InputError
            When the engine is unknown, or cannot take the problem.
        """
        if self.wanted is not None and self.wanted not in ENGINES:
            hint = did_you_mean(self.wanted, ENGINES) or f"Known are {', '.join(ENGINES)}."
            raise input_error("unknown-engine", f"there is no engine {self.wanted!r}.", hint, value=self.wanted)
        refusals = []
        for name in ENGINES if self.wanted is None else (self.wanted,):
            engine = cast(Engine, importlib.import_module(f"pairing.engine.{name}"))
            refusal = engine.refuses(formulation)
            if refusal is None:
                return name, engine
            refusals.append(f"{name}: {refusal}")
        raise input_error(
            "engine-cannot", f"no engine takes this problem ({'; '.join(refusals)}).", "Leave the choice open."
        )
