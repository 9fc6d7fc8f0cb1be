"""Pairs the participants of a mentoring programme with its mentors, and proves that no better plan exists.

    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Cem"), pairing.Mentor("Dee")], [pairing.Session("Review")])
    >>> [load.load for load in pairing.solve(problem).loads]
    [1, 1]

The walk of the data: sheet → columns → people (``rosters``) → ``Problem`` (``model``) → eligible-pair table → engine
(``engine``) → ``Solution`` → ``judging`` → ``Result`` → document (``documents``); ``program`` is where they meet.

Names are looked up when they are first used, so that ``import pairing`` loads no solver.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pairing.plot as plot  # noqa: F401 - for type checkers: `pairing.plot` is found as it is asked for
    from pairing.documents.invites import calendar_files as calendar_files
    from pairing.documents.tables import to_csv as to_csv
    from pairing.documents.tables import to_markdown as to_markdown
    from pairing.documents.tables import to_text as to_text
    from pairing.documents.update import update_markdown as update_markdown
    from pairing.engine.conflict import Conflict as Conflict
    from pairing.engine.matrix import Assignment as Assignment
    from pairing.engine.matrix import assign as assign
    from pairing.engine.run import conflicts as conflicts
    from pairing.engine.run import solve as solve
    from pairing.errors import ContradictionError as ContradictionError
    from pairing.errors import InputError as InputError
    from pairing.errors import InternalError as InternalError
    from pairing.errors import Issue as Issue
    from pairing.errors import Issues as Issues
    from pairing.errors import NoPlanError as NoPlanError
    from pairing.errors import PairingError as PairingError
    from pairing.errors import Severity as Severity
    from pairing.judging.certificate import Certification as Certification
    from pairing.judging.certificate import certify as certify
    from pairing.judging.evaluate import Judgement as Judgement
    from pairing.judging.evaluate import judge as judge
    from pairing.model.exempt import Exempt as Exempt
    from pairing.model.intervals import FreeTime as FreeTime
    from pairing.model.meetings import Meeting as Meeting
    from pairing.model.meetings import Practice as Practice
    from pairing.model.people import Mentor as Mentor
    from pairing.model.people import Participant as Participant
    from pairing.model.problem import Problem as Problem
    from pairing.model.rules import Apart as Apart
    from pairing.model.rules import FreeTogether as FreeTogether
    from pairing.model.rules import MatchColumns as MatchColumns
    from pairing.model.rules import SameTrack as SameTrack
    from pairing.model.rules import Together as Together
    from pairing.model.session import Session as Session
    from pairing.model.solution import Group as Group
    from pairing.model.solution import LevelValue as LevelValue
    from pairing.model.solution import Pair as Pair
    from pairing.model.solution import Progress as Progress
    from pairing.model.solution import Result as Result
    from pairing.model.solution import Status as Status
    from pairing.program import Program as Program
    from pairing.program import publish as publish
    from pairing.program import read_program as read_program
    from pairing.program import what_changes as what_changes
    from pairing.reasons.clash import Clash as Clash
    from pairing.reasons.comparing import Comparison as Comparison
    from pairing.reasons.comparing import compare as compare
    from pairing.reasons.explaining import Explanation as Explanation
    from pairing.reasons.explaining import explain as explain
    from pairing.reasons.options import Option as Option
    from pairing.reasons.remedies import Remedy as Remedy
    from pairing.reasons.shortage import Shortage as Shortage
    from pairing.reasons.unpaired import Reason as Reason
    from pairing.reasons.unpaired import reasons_of as reasons_of
    from pairing.reasons.wish_prices import TradeOff as TradeOff
    from pairing.reasons.wish_prices import trade_offs as trade_offs
    from pairing.reasons.wishes import UnmetWish as UnmetWish
    from pairing.reasons.wishes import unmet_wishes as unmet_wishes
    from pairing.report.page import report_html as report_html
    from pairing.rosters.people import Roster as Roster
    from pairing.rosters.people import read_collabies as read_collabies
    from pairing.rosters.people import read_mentors as read_mentors

__version__ = "0.1.0"

_HOME = {
    "documents.invites": ["calendar_files"],
    "documents.tables": ["to_csv", "to_markdown", "to_text"],
    "documents.update": ["update_markdown"],
    "engine.conflict": ["Conflict"],
    "engine.matrix": ["Assignment", "assign"],
    "engine.run": ["conflicts", "solve"],
    "errors": [
        "ContradictionError",
        "InputError",
        "InternalError",
        "Issue",
        "Issues",
        "NoPlanError",
        "PairingError",
        "Severity",
    ],
    "judging.certificate": ["Certification", "certify"],
    "judging.evaluate": ["Judgement", "judge"],
    "model.exempt": ["Exempt"],
    "model.intervals": ["FreeTime"],
    "model.meetings": ["Meeting", "Practice"],
    "model.people": ["Mentor", "Participant"],
    "model.problem": ["Problem"],
    "model.rules": ["Apart", "FreeTogether", "MatchColumns", "SameTrack", "Together"],
    "model.session": ["Session"],
    "model.solution": ["Group", "LevelValue", "Pair", "Progress", "Result", "Status"],
    "program": ["Program", "publish", "read_program", "what_changes"],
    "reasons.clash": ["Clash"],
    "reasons.comparing": ["Comparison", "compare"],
    "reasons.explaining": ["Explanation", "explain"],
    "reasons.options": ["Option"],
    "reasons.remedies": ["Remedy"],
    "reasons.shortage": ["Shortage"],
    "reasons.unpaired": ["Reason", "reasons_of"],
    "reasons.wish_prices": ["TradeOff", "trade_offs"],
    "reasons.wishes": ["UnmetWish", "unmet_wishes"],
    "report.page": ["report_html"],
    "rosters.people": ["Roster", "read_collabies", "read_mentors"],
}
_MODULE_OF = {name: f"pairing.{module}" for module, names in _HOME.items() for name in names}

__all__ = ["__version__", *sorted(_MODULE_OF)]


def __getattr__(name: str) -> object:
    if name == "plot":  # a room of its own, with functions in it that would be no good names without it
        return importlib.import_module("pairing.plot")
    module = _MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module 'pairing' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(module), name)
    return value


def __dir__() -> list[str]:
    return [*__all__, "plot"]
