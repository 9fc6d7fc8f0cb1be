"""[history] and [messages] of the settings: where earlier cohorts stand, and the texts that people get."""

from __future__ import annotations

from typing import NamedTuple

from pairing.model.faults import MOST_EARLIER_WEIGHT
from pairing.model.names import did_you_mean
from pairing.rosters.toml_table import TomlTable

PLACEHOLDERS = ("name", "programme", "meetings", "changes")
OF_SUBJECT = ("name", "programme")  # the others come to several lines
_TEXTS = ("subject", "collabies", "mentors")


class HistorySettings(NamedTuple):
    """[history]: patterns of files relative to the folder, and what a pair of the past counts as load today."""

    files: tuple[str, ...] = ()
    load_weight: int = 0


class MessageSettings(NamedTuple):
    """[messages]: templates (``string.Template``) of the subject and of the two texts; None is the usual text."""

    subject: str | None = None
    collabies: str | None = None
    mentors: str | None = None


def history_of(top: TomlTable) -> HistorySettings:
    """The section [history]; whether its files are there is not looked at."""
    table = top.table("history", ("files", "load_weight"))
    files = table.texts("files")
    if "history" in top.values and not files and (files is not None or "files" not in table.values):
        code = "bad-value" if "files" in table.values else "missing-key"
        table.fault(code, "[history] names no file.", 'Add files = ["history/*.csv"].', "files")
    return HistorySettings(files or (), table.number("load_weight", 0, MOST_EARLIER_WEIGHT) or 0)


def messages_of(top: TomlTable) -> MessageSettings:
    """The section [messages]: its templates, every placeholder of which is known."""
    table = top.table("messages", _TEXTS)
    subject, *texts = (_template(table, key, OF_SUBJECT if key == "subject" else PLACEHOLDERS) for key in _TEXTS)
    return MessageSettings(subject, *texts)


def _template(table: TomlTable, key: str, known: tuple[str, ...]) -> str | None:
    text = table.text(key) if key == "subject" else table.any_text(key)
    if text is None:
        return None
    from string import Template  # most programmes keep to the usual texts

    if not text.strip():
        table.fault("bad-value", f"{key} in {table.name} is blank.", "Write the text, or leave the key out.", key)
        return None
    template = Template(text)
    if not template.is_valid():
        message = f"{key} in {table.name} has a $ with no name behind it."
        table.fault("bad-value", message, "A $ that belongs to the text is written $$.", key)
        return None
    for name in PLACEHOLDERS:
        if f"{{{name}}}" in text and f"${{{name}}}" not in text:
            message = f"{key} in {table.name} has {{{name}}}, which would be sent as it stands."
            table.fault("bad-value", message, f"Write ${name}.", key, value=f"{{{name}}}")
    for name in template.get_identifiers():
        if name not in known:
            hint = did_you_mean(name, known) or f"Known are {', '.join(f'${one}' for one in known)}."
            message = f"{key} in {table.name} has ${name}."
            table.fault("unknown-value", message, hint, key, value=f"${name}")
    return text
