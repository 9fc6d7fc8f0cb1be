"""What happened to the example cohort after its first tables were published, as its coordinator writes it down."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "career-lab"
EVENTS = ROOT / "tests" / "data" / "living" / "events.csv"
ALL = "LinkedIn review, Job-fit mock interview, Technical mock interview, Pair interview practice"
EVENINGS = ("6pm - 7pm, 7pm - 8pm, 8pm - 9pm",) * 5
WEEKEND = ("", *("10am - 11am, 11am - 12pm, 12pm - 1pm, 1pm - 2pm, 2pm - 3pm, 3pm - 4pm",) * 2, "", "")


class Joiner(NamedTuple):
    """The answers that a form collects from somebody who joins late."""

    email: str
    region: str
    zone: str
    track: str
    free: tuple[str, ...]


JOINERS = {
    "Ines Haddad": Joiner("ines.haddad@example.org", "US East", "America/New_York", "Frontend", EVENINGS),
    "Dmitri Choi": Joiner("dmitri.choi@example.org", "Europe", "Europe/Berlin", "Backend", WEEKEND),
}


class Event(NamedTuple):
    """One line of the list: the day, what happened, and to whom."""

    day: date
    what: str
    who: str
    details: str


def events() -> Iterator[Event]:
    """In order."""
    with EVENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Event(date.fromisoformat(row["date"]), row["what"], row["who"], row["details"])


def copy_of_example(folder: Path) -> Path:
    """A programme of its own to which things may happen."""
    return Path(shutil.copytree(EXAMPLE, folder / "career-lab"))


def apply(event: Event, folder: Path, capacity: dict[str, int]) -> None:
    """Write an event down where the coordinator would: a form's answer, a line of changes.csv, a word of the settings.

    ``capacity``: what each mentor offers by now.
    """
    if event.what == "publish":
        return
    if event.what == "joins":
        _answer(folder / "collabies.csv", event, JOINERS[event.who])
        return
    with (folder / "changes.csv").open("a", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        if event.what == "mentor offers one fewer":
            lines.writerow([event.day, event.who, "", "capacity", capacity[event.who] - 1])
        else:
            is_one = event.details.endswith(" only")
            lines.writerow([event.day, event.who, event.details.removesuffix(" only") if is_one else "", "leaves", ""])
    if "was held" in event.details:
        settings = folder / "pairing.toml"
        text = settings.read_text(encoding="utf-8")
        held = 'name = "LinkedIn review"'
        assert held in text
        settings.write_text(text.replace(held, held + "\nclosed = true", 1), encoding="utf-8")


def _answer(sheet: Path, event: Event, joiner: Joiner) -> None:
    raw = sheet.read_bytes()
    header = next(csv.reader(raw.decode("utf-8-sig").splitlines()))
    cells = dict.fromkeys(header, "")
    cells["Timestamp"] = f"{event.day.month}/{event.day.day}/{event.day.year} 12:00:00"
    cells["Email Address"], cells["What's your full name?"] = joiner.email, event.who
    cells["What region are you in?"], cells["What is your time zone?"] = joiner.region, joiner.zone
    cells["Which track are you on?"], cells["Which sessions will you take part in?"] = joiner.track, ALL
    days = [one for one in header if one.startswith("When are you free?")]
    cells.update(zip(days, joiner.free, strict=True))
    with sheet.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([cells[one] for one in header])
