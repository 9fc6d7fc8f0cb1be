"""What ``explain`` prints, and what ``plan`` says of those who are left out and of wishes that are not met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pairing.documents.plan_json import WhyUnpaired, unpaired_json
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Unpaired
from pairing.reasons.unpaired import NOTHING_HELPS, Reason
from pairing.reasons.wishes import UnmetWish

MOST_REMEDIES = 3  # that ``plan`` tells of each place
MOST_WISHES = 20
NOBODY_LEFT_OUT = "Nobody is left out.\n"


def left_out_text(reasons: Sequence[Reason], sessions: Sequence[Session]) -> str:
    """The section of those who are left out: why, and the best of what would help; "" where it is nobody."""
    wanted = {one.id for one in sessions}
    lines = [line for one in reasons if one.session.id in wanted for line in _reason_lines(one)]
    return "## Left out\n\n" + "".join(f"{line}\n" for line in lines) if lines else ""


def wishes_text(wishes: Sequence[UnmetWish]) -> str:
    """The section of wishes that are not met, and of what outranks them; "" where all are met."""
    if not wishes:
        return ""
    lines = [f"- {one.text}" for one in wishes[:MOST_WISHES]]
    if len(wishes) > MOST_WISHES:
        lines.append(f"- and {len(wishes) - MOST_WISHES} more")
    return "## Wishes not met\n\n" + "".join(f"{line}\n" for line in lines)


def why_unpaired(reasons: Sequence[Reason], key: str) -> list[WhyUnpaired]:
    """The reasons as ``--json`` tells them."""
    return [_why(one, key) for one in reasons]


def everybody_text(reasons: Sequence[Reason]) -> str:
    """Everybody who is left out, with all that would help."""
    if not reasons:
        return NOBODY_LEFT_OUT
    return "# Left out\n\n" + "".join(f"{line}\n" for one in reasons for line in _reason_lines(one))


def everybody_json(problem: Problem, reasons: Sequence[Reason]) -> dict[str, Any]:
    """The same as plain data."""
    key = str(problem.seed)
    return {
        "schema_version": 1,
        "unpaired": [
            unpaired_json(Unpaired(one.participant, one.session, one.places), _why(one, key), key) for one in reasons
        ],
    }


def _why(one: Reason, key: str) -> WhyUnpaired:
    remedies = [remedy.to_dict(key) for remedy in one.remedies]
    return WhyUnpaired(one.participant.id, one.session.id, one.to_dict(key), one.text, remedies)


def _reason_lines(one: Reason) -> list[str]:
    first, *others = one.lines
    lines = [f"- {first}", *(f"  - {line}" for line in others)]
    if one.kind != "alone":
        lines += [f"  - would help: {remedy.text}" for remedy in one.remedies]
        if one.was_tried and not one.remedies:
            lines.append(f"  - {NOTHING_HELPS}")
    return lines
