"""What ``plan --trade-offs`` prints: what each wish and rule costs, and the plans without them side by side."""

from __future__ import annotations

from collections.abc import Sequence

from pairing.documents.tables import table_lines
from pairing.reasons.comparing import side_by_side
from pairing.reasons.comparing_tables import rows
from pairing.reasons.wish_prices import TradeOff


def trade_offs_text(found: Sequence[TradeOff]) -> str:
    """A sentence for each wish or rule that makes a difference, the others in one line, and the table."""
    lines = ["## Trade-offs", ""]
    telling = [one for one in found if one.changes_plan or not one.is_proved]
    lines += [f"- {one.text}" for one in telling]
    same = [one.label for one in found if one not in telling]
    if same:
        lines.append(f"- Nothing would change {'; '.join(same)}.")
    if not found:
        lines.append("- There is no wish or rule to do without.")
    return "\n".join(lines + _table_lines([one for one in telling if one.after])) + "\n"


def _table_lines(found: Sequence[TradeOff]) -> list[str]:
    """A row for each plan; levels in which none differs from the first are left out."""
    if not found:
        return []
    first = found[0].comparison.plans[0]
    comparison = side_by_side(found[0].comparison.problem, [first, *(one.comparison.plans[1] for one in found)])
    names, *columns = rows(comparison, most_loads=0)
    shown = [column for column in columns[: len(first.levels)] if len(set(column[1:])) > 1]
    table = [("Plan", *names[1:]), *shown, *columns[len(first.levels) :]]
    return ["", *table_lines(list(zip(*table, strict=True)))]
