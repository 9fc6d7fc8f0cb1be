"""The kinds of polls that are files of their own, in the order in which they are tried."""

from __future__ import annotations

from pairing.rosters.formats.form import Form
from pairing.rosters.formats.not_read import CRAB_FIT, DOODLE, LETTUCEMEET
from pairing.rosters.formats.poll_shapes import PollFormat
from pairing.rosters.formats.rallly import Rallly
from pairing.rosters.formats.when2meet import When2meet

FORMATS: tuple[PollFormat, ...] = (When2meet(), Rallly(), DOODLE, LETTUCEMEET, CRAB_FIT, Form())
