"""The people around one place of a large problem, as a plain problem of their own."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pairing.engine.arrays.columns import Ints
from pairing.engine.arrays.formulate import LargeFormulation
from pairing.engine.arrays.restrict import Restricted
from pairing.engine.formulation import Formulation
from pairing.model.solution import Triple


def near(
    large: LargeFormulation, chosen: Iterable[Triple], participant: int, session: int, most: int
) -> tuple[Formulation, list[Triple]]:
    """At most so many places, the nearest first, with all their pairs and limits, and those of the chosen pairs there.

    First those who hold the mentors of a place, then the same people in other sessions, and so on, as long as all of
    the next ones fit. Hard minimums and limits on changes are left out, for they would speak of others too.
    """
    table, picked = large.table, np.asarray(large.indices(chosen), np.int64)
    is_start = (table.place_participant == participant) & (table.place_session == session)
    places = np.flatnonzero(is_start)
    while True:
        is_in = np.isin(table.place, places)
        mentors = np.unique(table.mentor[is_in])
        wider = np.union1d(places, table.place[picked[np.isin(table.mentor[picked], mentors)]])
        people = np.unique(table.place_participant[wider])
        wider = np.union1d(wider, np.flatnonzero(np.isin(table.place_participant, people)))
        if len(wider) == len(places) or len(wider) > most:
            break
        places = wider
    numbers: Ints = np.flatnonzero(np.isin(table.place, places))
    plain = Restricted(large._replace(caps=()).only(()), numbers).formulation
    kept = np.intersect1d(picked, numbers)
    return plain._replace(tickets=(0,) * len(numbers)), list(large.triples(kept.tolist()))
