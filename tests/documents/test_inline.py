"""Cells: what is written shows as it was meant, what is read is what a reader sees. markdown-it is the oracle."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pairing.documents.inline import (
    Source,
    cell_source,
    cell_text,
    escape_cell,
    has_keep_mark,
    line_sources,
    split_cells,
    struck_lines,
    unescape_cell,
    without_keep_mark,
)

QUICK = settings(max_examples=200, deadline=None, derandomize=True, database=None)

HARD_NAMES = [
    "O'Rourke",
    "Sørensen",
    "A_B",
    "_private_",
    "Ann|Bo",
    "back\\slash",
    "ends in \\",
    "\\|",
    "\\\\|*",
    "*star* **two**",
    "`code`",
    "``",
    "<b>bold</b>",
    "<!-- no -->",
    "<3",
    "a < b > c",
    "[x](y)",
    "![x](y)",
    "[x][y]",
    "&amp; &lt; &#39; AT&T",
    "~~gone~~ ~one~",
    "漢字 🎉 👩‍💻",
    "#1 + - 2. !",
    "--- | ---",
    "||",
]


def shown(source: str) -> str:
    """The text that markdown-it shows for a cell, ``<br>`` as a line break."""
    document = f"| a | b |\n|---|---|\n| x | {source} |\n"
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document)
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    lines = _text(cells[3].children or []).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _text(tokens: list[Token]) -> str:
    text = ""
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            text += token.content
        elif token.type == "image":
            text += _text(token.children or [])
        elif token.type == "html_inline" and token.content.strip("</ >").lower() == "br":
            text += "\n"
    return text


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_hard_name_shows_and_reads_back_as_it_was_written(name: str) -> None:
    assert shown(escape_cell(name)) == name
    assert unescape_cell(escape_cell(name)) == name


@QUICK
@given(st.text(st.sampled_from("ab A1*_`[]()<>&;#!|~\\:/@.-+= \"'éß漢🎉{}$^%\u00a0\u200b\t\n\r"), max_size=12))
def test_any_name_shows_and_reads_back_but_for_its_blanks(name: str) -> None:
    wanted = " ".join(name.split())
    source = escape_cell(name)
    assert shown(source) == wanted
    assert unescape_cell(source) == wanted
    assert len(split_cells(f"| {source} | x |")) == 2
    assert "\n" not in source
    assert "\r" not in source


@QUICK
@given(st.lists(st.text(st.sampled_from("ab *_`<|\\&"), min_size=1, max_size=6), min_size=2, max_size=4))
def test_several_names_in_a_cell_read_back_one_by_one(names: list[str]) -> None:
    wanted = [" ".join(name.split()) for name in names if name.strip()]
    assert unescape_cell(cell_source(tuple(names))) == "\n".join(wanted)


@pytest.mark.parametrize(
    "name", ["O'Rourke", "Sørensen", "A_B", "Ada (she/her)", "AT&T", "a > b", "Mary-Jane #2", "D. Q."]
)
def test_what_needs_no_backslash_gets_none(name: str) -> None:
    assert escape_cell(name) == name


@QUICK
@given(st.text(st.sampled_from("ab *_\\é."), max_size=12))
def test_bold_and_emphasis_are_read_as_a_reader_sees_them(source: str) -> None:
    if not source.strip(" ").endswith("\\"):
        assert unescape_cell(source) == shown(source)


@QUICK
@given(st.text(st.sampled_from("a[]()*`\\ <>"), max_size=10))
def test_links_code_and_tags_are_read_as_a_reader_sees_them(source: str) -> None:
    if not source.strip(" ").endswith("\\"):
        assert unescape_cell(source) == shown(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**Ada Quill**", "Ada Quill"),
        ("~~Ada~~ ~Bo~", "Ada Bo"),
        ("[Ada](https://example.org)", "Ada"),
        ("![A](a.png) Bo", "A Bo"),
        ("<https://example.org>", "https://example.org"),
        ("Bo<br>Cem<br/>Dee<BR />", "Bo\nCem\nDee"),
        ("Bo <!-- keep -->", "Bo"),
        ("&Aring;sa &amp; &nosuch; &#x41;&#0;", "Åsa & &nosuch; A\ufffd"),
        ("`a\\|b`", "a|b"),
        ("[no link] (x)", "[no link] (x)"),
    ],
)
def test_marks_people_write_by_hand_are_read_as_their_text(source: str, text: str) -> None:
    assert unescape_cell(source) == text


def test_very_deep_brackets_end() -> None:
    assert "a" in unescape_cell("[" * 3000 + "a" + "](b)" * 3000)


def test_ready_markdown_is_written_as_it_stands_but_cannot_break_the_row() -> None:
    assert cell_source(Source("_not yet\n| paired_")) == "_not yet \\| paired_"
    assert cell_text(Source("_not yet paired_")) == "not yet paired"


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| a | b |", [" a ", " b "]),
        ("a | b", ["a ", " b"]),
        ("\t|a|\t", ["a"]),
        ("|a\\|b|", ["a\\|b"]),
        ("a\\\\|b", ["a\\\\|b"]),
        ("|  | b", ["  ", " b"]),
        ("|", []),
        ("", []),
    ],
)
def test_rows_are_cut_at_pipes_that_no_backslash_escapes(row: str, cells: list[str]) -> None:
    assert split_cells(row) == cells


@pytest.mark.parametrize(
    ("source", "struck"),
    [
        ("Bo<br>Cem", ()),
        ("~~Bo~~<br>Cem", ("Bo",)),
        ("~~Bo<br>Cem~~<br>Dee", ("Bo", "Cem")),
        ("~Bo~ ~ Cem", ("Bo ~ Cem",)),
        ("[~~Bo~~](x)", ("Bo",)),
        ("~~[Bo](x)~~ Quill", ("Bo Quill",)),
        ("<del>Bo</del><br><S>Cem</S>", ("Bo", "Cem")),
        ("`~~Bo~~`", ()),
        ("\\~\\~Bo\\~\\~", ()),
        ("~~Bo", ()),
        ("a < b ~~~~", ()),
    ],
)
def test_lines_with_something_struck_through_are_told(source: str, struck: tuple[str, ...]) -> None:
    assert struck_lines(source) == struck
    assert set(struck) <= set(unescape_cell(source).split("\n"))


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("[Bo](x) <br/> **Cem**", ("[Bo](x)", "**Cem**")),
        ("Bo<br><br>Cem<!-- x -->", ("Bo", "Cem<!-- x -->")),
        ("**Bo<br>C*m**", ("Bo", "C\\*m")),
        ("`a<br>b`", ("a\\<br>b",)),
        ("", ()),
    ],
)
def test_lines_of_a_cell_can_be_had_one_by_one_as_markdown(source: str, lines: tuple[str, ...]) -> None:
    assert line_sources(source) == lines
    assert [unescape_cell(line) for line in lines] == [line for line in unescape_cell(source).split("\n") if line]


@pytest.mark.parametrize(
    ("source", "is_kept"),
    [
        ("Bo <!-- keep -->", True),
        ("<!--KEEP-->Bo", True),
        ("<!-- a --> <!-- keep -->", True),
        ("`x` <!-- keep -->", True),
        ("` <!-- keep -->", True),
        ("\\\\<!-- keep -->", True),
        ("`<!-- keep -->`", False),
        ("``a ` <!-- keep -->``", False),
        ("\\<!-- keep -->", False),
        ("<!-- keep it -->", False),
        ("<!-- keep", False),
        ("keep", False),
    ],
)
def test_the_mark_counts_unless_it_is_escaped_or_shown_as_code(source: str, is_kept: bool) -> None:
    assert has_keep_mark(source) is is_kept
    assert not has_keep_mark(without_keep_mark(source))
    assert unescape_cell(without_keep_mark(source)) == unescape_cell(source)
