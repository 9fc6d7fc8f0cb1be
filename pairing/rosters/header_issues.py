"""What is said about headers, and how the roles of columns are called there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pairing.errors import Issue, Severity
from pairing.rosters.header_words import listing


class Place(Protocol):
    """Makes an issue at the sheet's header."""

    def __call__(self, severity: Severity, code: str, message: str, hint: str, value: str = "") -> Issue: ...


def two_columns(place: Place, role: str, fitting: Sequence[str], severity: Severity = Severity.ERROR) -> Issue:
    message = f"{len(fitting)} columns could be the {role_words(role)}: {listing(fitting)}."
    hint = f'Say which in the settings: headers = {{ {role} = "{fitting[0]}" }}.'
    return place(severity, "two-columns", message, hint, fitting[0])


def role_words(role: str) -> str:
    return {
        "email": "e-mail",
        "zone": "time zone",
        "free": "grid of free times",
        "apart": "people to be kept apart from",
        "capacity": "number of places offered",
        "first_name": "first name",
        "last_name": "last name",
    }.get(role, role)
