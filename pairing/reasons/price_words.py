"""What a wish costs, as a sentence. Only differences of the judge's numbers are said, and only those that there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pairing.judging.evaluate import level_of
from pairing.model.card import LEVEL_WORDS
from pairing.model.in_force import rules_in_force
from pairing.model.problem import Problem
from pairing.reasons.comparing_tables import level_words, loads_words
from pairing.reasons.variants import Variant

if TYPE_CHECKING:
    from pairing.reasons.comparing import Comparison


class LevelChange(NamedTuple):
    """A level of the plan as it is, and of the one without a wish; ``is_others``: as far as other rules charge it."""

    level: str
    before: int
    after: int
    is_others: bool = False

    @property
    def amount(self) -> int:
        """How far they are from each other."""
        return abs(self.after - self.before)


class Price(NamedTuple):
    """Everything that a sentence is made from."""

    problem: Problem
    variant: Variant
    comparison: Comparison
    gains: tuple[LevelChange, ...]
    losses: tuple[LevelChange, ...]
    is_proved: bool


def sentence(price: Price) -> str:
    """One sentence, true as it stands."""
    said = _plain(price)
    return f"{said}." if price.is_proved else f"{said} (not proved)."


def _plain(price: Price) -> str:
    if len(price.comparison.plans) == 1:
        return f"{_opening(price)}: no plan was found in time"
    return _cost_words(price) if price.variant.cost else _rule_words(price)


def _cost_words(price: Price) -> str:
    """``Even loads cost 3 wishes; without them: loads of 1 to 7 instead of 4 each``."""
    variant = price.variant
    units = [_as_cost(price, one) for one in _telling(price.gains)]
    gains = [_in_words(price, one) for one in _telling(price.gains)]
    losses = [_in_words(price, one) for one in _telling(price.losses)]
    if _is_worse(price):  # what is better without it comes of what is worse
        units, losses, gains = [], losses + gains, []
    if not all(units):
        has = "have" if variant.cost.endswith(" cost") else "has"
        told = f"{variant.cost.rpartition(' ')[0]} {has} a price; {variant.without}: {'; '.join(gains)}"
        return f"{told}; but {'; '.join(losses)}" if losses else told
    nothing = "nothing" if price.is_proved else "nothing that was found"
    told = f"{variant.cost} {_joined(units) or nothing}"
    return f"{told}; {variant.without}: {'; '.join(losses)}" if losses else told


def _rule_words(price: Price) -> str:
    """``Without the rule of tracks in Review: 1 more place; but wishes not met 3 instead of 1``."""
    opening = _opening(price)
    gains = [_in_words(price, one) for one in _telling(price.gains)]
    losses = [_in_words(price, one) for one in _telling(price.losses)]
    if gains:
        first = price.gains[0]
        is_all = first.level == "unpaired" and not first.after
        head = f"{opening} everybody could be paired ({gains[0]})" if is_all else f"{opening}: {gains[0]}"
        told = "; ".join([head, *gains[1:]])
        return f"{told}; but {'; '.join(losses)}" if losses else told
    if not price.is_proved:
        return "; ".join([f"{opening}: nothing was found to be gained", *losses])
    if losses:
        return f"{opening}: nothing would be gained; {'; '.join(losses)}"
    is_same = all(one.is_first for one in price.comparison.plans)
    return f"{opening}: nothing would {'change' if is_same else 'be gained, though the plan is another'}"


def _opening(price: Price) -> str:
    label = price.variant.label
    return label[0].upper() + label[1:]


def _is_worse(price: Price) -> bool:
    """Whether the most important difference speaks for the plan as it is, what is given up on purpose aside.

    So it can be with what is published: a mentor keeps more published pairs than he offered, and would not get as many.
    """
    given_up = {"loads": ("imbalance",), "idle": ("idle",), "baseline": ("changed", "moved")}
    aside = given_up.get(price.variant.kind, ())
    order = [level for level, _ in price.comparison.plans[0].levels if level not in aside]
    worse = min((order.index(one.level) for one in price.losses if one.level in order), default=len(order))
    return any(one.level in order for one in price.gains) and all(
        worse < order.index(one.level) for one in price.gains if one.level in order
    )


def _telling(changes: Sequence[LevelChange]) -> list[LevelChange]:
    """Without `spread` where the places themselves are told."""
    has_places = any(one.level == "unpaired" for one in changes)
    return [one for one in changes if not (has_places and one.level == "spread")]


def _as_cost(price: Price, change: LevelChange) -> str:
    """``3 wishes``, as what something costs; "" where the level is no number of things."""
    number = change.amount
    if change.level == "unpaired":
        return f"{number} {'place' if number == 1 else 'places'}"
    if change.level in ("changed", "moved"):
        what = "pairs" if change.level == "changed" else "starts"
        return f"{number} {'change' if number == 1 else 'changes'} of published {what}"
    if change.level == "penalty":
        other = "other " if change.is_others else ""
        if _counts_wishes(price.problem):
            return f"{number} {other}{'wish' if number == 1 else 'wishes'}"
        return f"{number} {'point' if number == 1 else 'points'} of {other}wishes"
    return ""


def _in_words(price: Price, change: LevelChange) -> str:
    """``2 more places``, ``uneven loads 12 instead of 10``."""
    number, is_gain = change.amount, change.after < change.before
    if change.level == "unpaired":
        return f"{number} {'more' if is_gain else 'fewer'} {'place' if number == 1 else 'places'}"
    if change.level in ("changed", "moved"):
        one, several = ("pair changes", "pairs change") if change.level == "changed" else ("start moves", "starts move")
        return f"{number} {'fewer' if is_gain else 'more'} published {one if number == 1 else several}"
    values = f"{change.after} instead of {change.before}"
    if change.level == "imbalance":
        before, after = (loads_words(one) for one in price.comparison.plans)
        loads = f"loads of {after} instead of {before}"
        if price.variant.kind == "balance":  # its own measure is another
            return loads if before != after else "loads shared out otherwise"
        return f"{loads} (uneven loads {values})" if before != after else f"uneven loads {values}"
    words = level_words(change.level) if change.level in LEVEL_WORDS else f'wish "{level_words(change.level)}" not met'
    return f"{'other ' if change.is_others else ''}{words} {values}"


def _counts_wishes(problem: Problem) -> bool:
    """Whether level `penalty` is a number of wishes: every rule that is charged there has weight 1."""
    charged = (one for one in rules_in_force(problem) if one.weight is not None)
    return all(one.weight == 1 for one in charged if level_of(problem, one) == "penalty")


def _joined(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 2 else words)
