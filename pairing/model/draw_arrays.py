"""The draw that breaks ties (``draw``), for many pairs at once, on arrays of 64-bit words."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from pairing.model.draw import FRESH_BITS, GOLDEN, MASK, tie_bits
from pairing.model.draw import mix as mix_one

Words = NDArray[np.uint64]


def mix(x: Words) -> Words:
    """The finaliser of splitmix64, modulo 2⁶⁴."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def id_hashes(kind: str, ids: Iterable[str]) -> Words:
    """``draw.id_hash`` of each id."""
    start = blake2b(digest_size=8, person=kind.encode())  # copied: half the price of a new one for each

    def digest(text: str) -> bytes:
        one = start.copy()
        one.update(text.encode(errors="surrogatepass"))
        return one.digest()

    return np.frombuffer(b"".join(map(digest, ids)), "<u8").astype(np.uint64)


def half_tickets(seed: int, session: Words, participant: Words) -> Words:
    """What the tickets of a participant in a session have in common, from the hashes of their ids."""
    return mix(mix(np.uint64(mix_one((seed + GOLDEN) & MASK)) ^ session) ^ participant)


def tickets(half: Words, mentor: Words) -> Words:
    """64 pseudo-random bits a pair, from its half ticket and the hash of its mentor's id.

    >>> session, ada = id_hashes("session", ["technical mock interview"]), id_hashes("participant", ["ada@example.org"])
    >>> int(tickets(half_tickets(7, session, ada), id_hashes("mentor", ["bo@example.org"]))[0] >> np.uint64(44))
    613035
    """
    return mix(half ^ mentor)


def start_tickets(words: Words, start: NDArray[np.int64]) -> Words:
    """``draw.start_ticket`` of each ticket at its start."""
    return mix(mix(words + np.uint64(GOLDEN)) ^ start.astype(np.uint64))


def tie_costs(words: Words, level: int, num_eligible: int) -> NDArray[np.int64]:
    """``draw.tie_cost`` of each ticket: the cost of a pair in tie level 1 … 6."""
    if level == 1:
        return (words >> np.uint64(64 - tie_bits(num_eligible))).astype(np.int64)
    return (mix(words + np.uint64((level - 1) * GOLDEN & MASK)) >> np.uint64(64 - FRESH_BITS)).astype(np.int64)
