"""Pieces of HTML: what is put in as text stays text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pairing.report
from pairing.report.elements import Markup, clean, element, joined, verbatim
from tests.report.reading import Page

FOLDER = Path(pairing.report.__file__).parent


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='x", "&lt;b&gt;", "a\x00b"]
)
def test_text_and_attributes_are_read_back_as_they_were(name):
    page = Page(element("td", name, title=name))
    shown = name.replace("\x00", "\ufffd")
    assert [(one.tag, one.attributes) for one in page.elements] == [("td", {"title": shown})]
    assert page.texts == [("td", shown)]


def test_pieces_are_taken_as_they_are():
    assert element("p", element("b", "a"), [" & ", element("i", "<")]) == "<p><b>a</b> &amp; <i>&lt;</i></p>"


def test_what_was_joined_from_text_is_escaped_once():
    assert joined(["<", element("b", "&")]) == "&lt;<b>&amp;</b>"


def test_a_piece_put_together_with_text_is_text_again():
    """Adding up strings gives plain text, which is escaped: it cannot become HTML by mistake."""
    assert element("p", Markup("<b>") + "x") == "<p>&lt;b&gt;x</p>"


@pytest.mark.parametrize("attribute", ["style", "onclick", "onerror", "src", "formaction"])
def test_attributes_that_could_act_are_refused(attribute):
    with pytest.raises(ValueError, match="no attribute"):
        element("td", "a", **{attribute: "x"})


def test_links_lead_to_places_of_the_page_alone():
    assert element("a", "b", href="#main") == '<a href="#main">b</a>'
    for elsewhere in ("javascript:alert(1)", "https://example.org", "//example.org"):
        with pytest.raises(ValueError, match="links"):
            element("a", "b", href=elsewhere)


def test_attributes_without_a_value_and_left_out_ones():
    assert element("p", hidden=True, title=None, id=False) == "<p hidden></p>"


def test_a_source_that_would_end_its_element_is_refused():
    with pytest.raises(ValueError, match="cannot stand"):
        verbatim("script", 'x = "</script>"')


@pytest.mark.parametrize(
    "address",
    ["ada@example.org", "<ada.quill+x@mail.example.org>", "ada＠example．org", "a@example.com b＠example.org"],
)
def test_addresses_are_never_shown(address):
    told = clean(f"the cell says {address}, twice")
    assert "example" not in told
    assert told.startswith("the cell says ")
    assert told.endswith(", twice")


def test_a_name_cannot_turn_the_direction_of_what_follows():
    assert clean("Ada\u202egnp.") == "Ada\ufffdgnp."
    assert clean("شهرزاد \u200f(x)") == "شهرزاد \u200f(x)"


def test_only_one_module_makes_html_of_text():
    """``Markup`` says that something is HTML already: whoever could say so of a name would undo the escaping."""
    makers = []
    for path in sorted(FOLDER.glob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        makers += [path.name for node in calls if ast.unparse(node.func).endswith("Markup")]
    assert set(makers) == {"elements.py"}
