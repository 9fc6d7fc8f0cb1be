"""When two texts are the same name, and when they only look alike."""

from __future__ import annotations

import pytest

from pairing.model.names import (
    did_you_mean,
    has_bidi_control,
    name_key,
    near_misses,
    short_code,
    split_pronouns,
    text_key,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Quill", "  ada   QUILL "),
        ("Ada\u00a0Quill", "Ada Quill"),
        ("Zoe\u0308", "Zoë"),
        ("Straße", "STRASSE"),
        ("ﬁona", "Fiona"),
        ("Ａｄａ", "Ada"),
        ("Ada\u200b Quill", "Ada Quill"),
        ("\ufeffAda", "Ada"),
        ("Ada\tQuill\n", "Ada Quill"),
    ],
)
def test_case_blanks_and_forms_of_writing_make_no_difference(one: str, other: str) -> None:
    assert text_key(one) == text_key(other)


@pytest.mark.parametrize(("one", "other"), [("Müller", "Mueller"), ("Ada Quill", "Quill Ada"), ("Zoë", "Zoe")])
def test_what_only_looks_alike_is_not_the_same(one: str, other: str) -> None:
    assert text_key(one) != text_key(other)
    assert name_key(one) != name_key(other)


def test_a_key_is_its_own_key() -> None:
    for text in ("ß ẞ", "İstanbul", "ﬃ", "Ⅷ", "  ", "ǅ"):
        assert text_key(text_key(text)) == text_key(text)


@pytest.mark.parametrize(
    ("text", "name", "pronouns"),
    [
        ("Ada Quill (she/her)", "Ada Quill", "she/her"),
        ("Ada [They / Them] Quill", "Ada Quill", "They / Them"),
        ("Ada Quill ( he, him, his )", "Ada Quill", "he, him, his"),
        ("Ada (she/her pronouns)", "Ada", "she/her pronouns"),
        ("Ada (Addie) Quill", "Ada (Addie) Quill", ""),
        ("Ada  Quill", "Ada Quill", ""),
        ("Ada (Sherpa)", "Ada (Sherpa)", ""),
    ],
)
def test_pronouns_in_brackets_are_no_part_of_a_name(text: str, name: str, pronouns: str) -> None:
    assert split_pronouns(text) == (name, pronouns)
    assert name_key(text) == text_key(name)


def test_a_short_code_stands_for_an_id_and_tells_nothing() -> None:
    assert short_code("ada@example.org") == short_code("ada@example.org")
    assert short_code("ada@example.org") != short_code("ada@example.org", key="another programme")
    assert short_code("ada@example.org") != short_code("bo@example.org")
    assert len(short_code("ada@example.org")) == 10
    assert int(short_code("ada@example.org"), 16) >= 0
    # a key longer than BLAKE2b takes is cut, not refused
    assert short_code("ada@example.org", key="x" * 100) == short_code("ada@example.org", key="x" * 64)


def test_signs_that_turn_the_direction_of_writing_are_seen() -> None:
    assert has_bidi_control("Ada \u202egnuoY")
    assert not has_bidi_control("عبد الله")


def test_near_misses_are_suggested_nearest_first() -> None:
    names = ["Ada Quill", "Cem Osei", "Müller", "Ada Quilt", "Ida Quill", "Ad Quill"]
    assert near_misses("Mueller", names) == ["Müller"]
    assert near_misses("ada quill", names)[0] == "Ada Quill"
    assert len(near_misses("ada quill", names)) == 3
    assert near_misses("Xerxes", names) == []


def test_did_you_mean() -> None:
    assert did_you_mean("imbalanse", ["idle", "imbalance"]) == "Did you mean 'imbalance'?"
    assert did_you_mean("beauty", ["idle", "imbalance"]) == ""
