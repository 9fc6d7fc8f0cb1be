"""Widths of letters: what is wide, what is none, and what is aligned by them."""

from __future__ import annotations

import pytest

from pairing.documents.tables import table_lines
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import LevelValue, Result, Status
from pairing.model.text_width import cut_to, fitting, padded, text_width
from pairing.narrow import narrowed

FAMILY = "\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("Ada", 3), ("王小明", 6), ("Zoe\u0308", 3), ("🙂", 2), (FAMILY, 2), ("👍\U0001f3fd", 2), ("ｱ", 1)],
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, width: int) -> None:
    assert text_width(text) == width
    assert text_width(padded(text, 9)) == 9


@pytest.mark.parametrize("width", range(8))
def test_a_cut_text_is_never_wider_than_asked(width: int) -> None:
    for text in ("Technical", "王小明先生", "e\u0301" * 9, FAMILY * 4):
        assert text_width(cut_to(text, width)) <= width
        assert text_width(text[: fitting(text, width)]) <= width


def test_the_card_aligns_levels_of_any_alphabet() -> None:
    problem = Problem([Participant("Ada")], [Mentor("Bo")], [Session("Review")])
    levels = (LevelValue("unpaired", 0, 0), LevelValue("语言偏好", 3, 3))
    result = Result(problem, Status.OPTIMAL, levels, True, "by hand", 0.0, _pairs=())
    values = [line for line in str(result).splitlines() if line.endswith(("  0", "  3"))]
    assert len({text_width(line) for line in values}) == 1


def test_a_table_of_wide_letters_is_aligned_whole_and_broken() -> None:
    rows = [("Collabie", "Hours"), ("王小明", "周一 09:00–10:00; 周二 10:00–11:00; 周三 11:00–12:00"), ("Ada", "")]
    for lines in (table_lines(rows), narrowed("\n".join(table_lines(rows)), 40).split("\n")):
        assert len({text_width(line) for line in lines}) == 1
    assert text_width(lines[0]) <= 40


@pytest.mark.parametrize("text", ["| a | b |\n| --- | --- |\n| " + "x" * 90 + " |", "|\n" + "|" * 90, "| " + "x" * 90])
def test_what_is_no_table_stays_as_it_is(text: str) -> None:
    assert narrowed(text, 40) == text


def test_a_table_of_more_columns_than_there_is_room_stays_as_it_is() -> None:
    text = "\n".join(table_lines([("a fairly long title",) * 9, ("x",) * 9]))
    assert narrowed(text, 60) == text


def test_an_endless_word_is_broken_anywhere() -> None:
    lines = narrowed("\n".join(table_lines([("a", "b"), ("y" * 5000, "王" * 5000)])), 60).split("\n")
    assert {text_width(line) for line in lines} <= {59, 60}
    assert "".join(lines).count("y") == "".join(lines).count("王") == 5000
