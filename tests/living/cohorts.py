"""A generated cohort in a folder of its own, to which things happen as they happen to a real one."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from pathlib import Path

DAYS = ("Monday", "Tuesday", "Wednesday")
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata")
TRACKS = ("Backend", "Frontend", "Data")
REGIONS = ("North", "South", "East")
FIRST = ("Ada", "Bo", "Cem", "Dee", "Eli", "Fay", "Gus", "Hal", "Ina", "Jo", "Kai", "Lea")
LAST = ("Quill", "Osei", "Park", "Moss", "Ito", "Lind", "O'Rourke", "Nuñez")
SESSIONS = ("LinkedIn review", "Job-fit interview", "Technical interview", "Practice")
DOCUMENTS = {
    "LinkedIn review": "review.md",
    "Job-fit interview": "job-fit.md",
    "Technical interview": "technical.md",
    "Practice": "practice.md",
}
HEADERS = {
    "LinkedIn review": "| Collabie | Reviewer |",
    "Job-fit interview": "| Collabie | Interviewer |",
    "Technical interview": "| Interviewer | Collabie | Remarks |",
    "Practice": "| Collabie 1 | Collabie 2 |",
}
SETTINGS = """[program]
name = "Lab"
seed = {seed}
changes = "changes.csv"
time_zone = "UTC"

[collabies]
file = "collabies.csv"

[mentors]
file = "mentors.csv"

[[sessions]]
name = "LinkedIn review"
document = "review.md"
{closed}

[[sessions]]
name = "Job-fit interview"
document = "job-fit.md"
minutes = 60
fits_one_after_another = {fits}
first_day = 2027-03-01
last_day = 2027-03-07

[[sessions]]
name = "Technical interview"
document = "technical.md"
minutes = 60
fits_one_after_another = {fits}
first_day = 2027-03-01
last_day = 2027-03-07
track = "required"

[[sessions]]
name = "Practice"
document = "practice.md"
kind = "peers"
prefer_same = "Region"
"""
COLLABIE_HEADER = ["Email", "Full name", "Track", "Region", "Time zone", "Which sessions will you take part in?"]
MENTOR_HEADER = ["Email", "Full name", "Track", "How many Collabies can you take?", "Time zone"]
MENTOR_HEADER += ["Which sessions can you help with?"]
CHANGES_HEADER = ["date", "who", "session", "what", "value"]


@dataclass
class Cohort:
    """The folder, the rows of both sheets by e-mail, and the lines of changes.csv.

    ``fits``: whether all interviews must fit one after another.
    """

    folder: Path
    chance: random.Random
    collabies: dict[str, list[str]] = field(default_factory=dict)
    mentors: dict[str, list[str]] = field(default_factory=dict)
    changes: list[list[str]] = field(default_factory=list)
    is_closed: bool = False
    names: set[str] = field(default_factory=set)
    fits: bool = False

    @classmethod
    def make(cls, folder: Path, seed: int) -> Cohort:
        """Four to nine Collabies and three to six mentors with tables that are still empty."""
        cohort = cls(folder, random.Random(seed), fits=seed % 2 == 1)
        for _ in range(cohort.chance.randint(4, 9)):
            cohort.join()
        for _ in range(cohort.chance.randint(3, 6)):
            cohort.mentor_joins()
        for session, name in DOCUMENTS.items():
            header = HEADERS[session]
            dashes = "|" + " --- |" * (header.count("|") - 1)
            text = f"# {session}\n\nBefore.\n\n{header}\n{dashes}\n\nAfter.\n"
            (folder / name).write_text(text, encoding="utf-8")
        cohort.write()
        return cohort

    def write(self) -> None:
        """Sheets, changes and settings as they are now; the documents are left alone."""
        closed = "closed = true" if self.is_closed else ""
        fits = str(self.fits).lower()
        settings = SETTINGS.format(seed=self.chance.randint(0, 99), closed=closed, fits=fits)
        old = self.folder / "pairing.toml"
        if old.exists():  # the seed stays
            settings = settings.replace(settings.splitlines()[2], old.read_text(encoding="utf-8").splitlines()[2], 1)
        old.write_text(settings, encoding="utf-8")
        days = [f"When are you free? [{day}]" for day in DAYS]
        self._csv("collabies.csv", [*COLLABIE_HEADER, *days], list(self.collabies.values()))
        self._csv("mentors.csv", [*MENTOR_HEADER, *days], list(self.mentors.values()))
        self._csv("changes.csv", CHANGES_HEADER, self.changes)

    def _csv(self, name: str, header: list[str], rows: list[list[str]]) -> None:
        with (self.folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])

    def _name(self) -> str:
        while True:
            name = f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"
            if name not in self.names:
                self.names.add(name)
                return name

    def _hours(self) -> list[str]:
        cells = []
        for _ in DAYS:
            hours = sorted(self.chance.sample(range(8, 21), self.chance.choice([0, 2, 3, 5])))
            cells.append(", ".join(f"{hour:02}:00 - {hour + 1:02}:00" for hour in hours))
        return cells

    # --- what happens -------------------------------------------------------------------------------------------

    def join(self) -> str:
        """A Collabie more."""
        name = self._name()
        email = f"{name.replace(' ', '.').replace(chr(39), '').lower()}@example.org"
        some = [one for one in SESSIONS if self.chance.random() < 0.85] or [SESSIONS[0]]
        person = [email, name, self.chance.choice(TRACKS), self.chance.choice(REGIONS), self.chance.choice(ZONES)]
        self.collabies[email] = [*person, ", ".join(some), *self._hours()]
        return name

    def mentor_joins(self) -> str:
        """A mentor more."""
        name = self._name()
        email = f"{name.replace(' ', '.').replace(chr(39), '').lower()}@example.com"
        some = [one for one in SESSIONS[:3] if self.chance.random() < 0.6] or [SESSIONS[0]]
        tracks = ", ".join(self.chance.sample(TRACKS, self.chance.randint(1, 3)))
        limit = self.chance.choice(["1", "2", "3", "4", "as many as you need"])
        self.mentors[email] = [email, name, tracks, limit, self.chance.choice(ZONES), ", ".join(some), *self._hours()]
        return name

    def say(self, who: str, what: str, value: str = "", session: str = "") -> None:
        """A line more in changes.csv."""
        self.changes.append([f"2027-02-{min(28, len(self.changes) + 1):02}", who, session, what, value])

    def lines(self) -> dict[str, list[str]]:
        """The lines of every document."""
        return {name: (self.folder / name).read_text(encoding="utf-8").splitlines() for name in DOCUMENTS.values()}
