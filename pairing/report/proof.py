"""How good the plan is, in plain words: each level with what no plan can be better than, and the proof done anew."""

from __future__ import annotations

from collections.abc import Iterator

from pairing.judging.certificate import certify
from pairing.model.card import LEVEL_WORDS
from pairing.model.draw import is_start, is_tie
from pairing.model.solution import LevelValue, Result, Status
from pairing.report.elements import Child, Markup, element, joined
from pairing.report.subject import Subject
from pairing.report.tables import cell, column, head_cell, row, table

PROVED, OPEN, NONE = "proved", "open", "none"
_MEANING = {
    PROVED: "Proved: no better plan exists",
    OPEN: "Not proved: a better plan may exist",
}


def verdict(result: Result) -> tuple[str, str, str]:
    """How far it is proved: a word for the colour, a headline, and one sentence more."""
    if result.status is Status.OPTIMAL:
        only = {
            True: "And no other is as good: the same sheets give this plan again, on any machine.",
            False: "Others are as good, so it may not come out the same again.",
            None: "Whether another is as good was not looked at.",
        }[result.unique]
        return PROVED, _MEANING[PROVED], only
    open_levels = [words_of(one) for one in result.levels if not one.is_proved and _is_shown(one)]
    told = f"Not proved for: {', '.join(open_levels)}. " if open_levels else ""
    why = "The search was stopped. " if result.status is Status.STOPPED else ""
    return OPEN, _MEANING[OPEN], f"{why}{told}It may not come out the same again."


def words_of(level: LevelValue) -> str:
    """What a level counts, in plain words."""
    return LEVEL_WORDS.get(level.name, level.name)


def proof_section(subject: Subject) -> Markup:
    """The levels, and the certificate."""
    result = subject.result
    lead = (
        "Plans are compared on the first line below; where two are as good there, on the second, and so on. Each line "
        "says what this plan comes to, smaller being better, and the least that any plan can come to that is as good "
        "on the lines above it. Where the two are the same number, no plan is better."
    )
    return joined([element("p", lead), _levels(result), *_certificate(subject)])


def _is_shown(level: LevelValue) -> bool:
    return not (is_tie(level.name) or is_start(level.name))


def _levels(result: Result) -> Markup:
    head = [
        column("No.", kind="number", class_="number"),
        column("What counts"),
        column("This plan", kind="number", class_="number"),
        column("The least there is", kind="number", class_="number"),
        column("Proved"),
    ]
    shown = [one for one in result.levels if _is_shown(one)]
    rows = []
    for number, one in enumerate(shown, start=1):
        bound = "not known" if one.bound is None else str(one.bound)
        name = element("code", one.name)
        words = LEVEL_WORDS.get(one.name)
        rows.append(
            row(
                cell(str(number), class_="number"),
                head_cell(*([f"{words} ", name] if words else [name])),
                cell(str(one.value), class_="number"),
                cell(bound, key=one.bound if one.bound is not None else -1, class_="number"),
                cell(element("span", "yes" if one.is_proved else "no", class_=f"tag tag-{_css(one)}")),
            )
        )
    note = "What is still alike after that is settled by a draw that depends on the people and the seed alone."
    return table("What matters, the most important first", head, rows, id_="levels-table", note=note)


def _css(level: LevelValue) -> str:
    return "good" if level.is_proved else "warning"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _certificate(subject: Subject) -> Iterator[Child]:
    result = subject.result
    facts = [("Found by", result.engine or "not said"), ("Seed", str(result.problem.seed))]
    if result.potentials is None:
        text = (
            "This plan carries no certificate: the values and bounds above are those of the search, and the values "
            "were worked out once more from the plan itself before it was shown."
        )
        yield element("p", text)
    else:
        found = certify(result.problem, result)
        first, *others = str(found).splitlines()
        mark = "Proved anew" if found.is_proved else "Not proved anew"
        text = (
            "This plan carries a certificate, with which anybody can prove it again by plain arithmetic, without a "
            "search. That was done while this page was made:"
        )
        yield element("p", text)
        told = [element("b", f"{mark}. "), _sentence(first.removeprefix("proved: "))]
        yield element(
            "div",
            element("p", told),
            *([element("ul", [element("li", _sentence(one.strip())) for one in others])] if others else []),
            class_="card good-card" if found.is_proved else "card bad-card",
        )
        yield element(
            "p",
            "To do it yourself: ",
            element("code", "python -m pairing plan PROGRAM --json > plan.json"),
            ", then ",
            element("code", "python -m pairing verify plan.json"),
            ".",
        )
    yield element("dl", (joined([element("dt", one), element("dd", other)]) for one, other in facts), class_="pairs")
