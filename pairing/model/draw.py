"""The two definitions that engines and judge must share: the draw that breaks ties, and the weights of offers.

The draw
    Every id is hashed once: ``h(kind, id) = BLAKE2b(id, digest 8 bytes, person = kind)``, read little-endian. With
    ``mix`` = the finaliser of splitmix64 (Steele, Lea, Flood 2014) the *ticket* of a pair is
    ``mix(mix(mix(mix(seed + G) ^ h(session)) ^ h(participant)) ^ h(mentor))`` with G = 0x9E3779B97F4A7C15, all modulo
    2⁶⁴. It is combined non-linearly on purpose: a sum of a number per participant and a number per mentor would make
    all perfect matchings tie.

    Two peers have the ticket of the same chain with ``h(participant)`` of both, the smaller id first; a group's cost
    is the sum over each two of it.

    Level ``tie`` is the first b bits of the ticket, b = min(20, 30 − bit length of the number of eligible pairs), so
    that a whole plan stays under 2³¹; each peer session counts its own eligible couples. Where that leaves two plans
    equal, level ``tie k`` (k = 2 … 6) takes 10 fresh bits, the first of ``mix(ticket + (k − 1)·G)``.

    Where we set the times, the starts of the plan's pairs are drawn next: a pair's *start ticket* is
    ``mix(mix(ticket + G) ^ start)``, the start in UTC minutes since 1970. Level ``start`` takes bits of it as level
    ``tie`` does of the ticket, by the number of places wanted in such sessions, and ``start k`` fresh ones as
    ``tie k`` does.

Offers
    Balance in proportion is the apportionment of Sainte-Laguë (Webster 1832; Balinski & Young 1982): the k-th pair
    of a mentor who offered c places has the price (2k − 1)/c, here in whole numbers (``offer_weights``).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import lcm

GOLDEN = 0x9E3779B97F4A7C15
MASK = 2**64 - 1
MOST_TIE_LEVELS = 6  # the first one, and at most 5 further ones
FRESH_BITS = 10


def mix(x: int) -> int:
    """The finaliser of splitmix64: a bijection of 64 bits in which every bit depends on every other."""
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


def id_hash(kind: str, text: str) -> int:
    """64 bits of an id; ``kind`` is ``session``, ``participant`` or ``mentor``."""
    return int.from_bytes(
        blake2b(text.encode(errors="surrogatepass"), digest_size=8, person=kind.encode()).digest(), "little"
    )


class Draw:
    """The tickets of one seed; ids are hashed once.

    >>> Draw(7).ticket("technical mock interview", "ada@example.org", "bo@example.org") >> 44
    613035
    """

    def __init__(self, seed: int):
        self._seed = mix((seed + GOLDEN) & MASK)
        self._hash: dict[tuple[str, str], int] = {}

    def _of(self, kind: str, text: str) -> int:
        found = self._hash.get((kind, text))
        if found is None:
            found = self._hash[kind, text] = id_hash(kind, text)
        return found

    def ticket(self, session_id: str, participant_id: str, mentor_id: str) -> int:
        """64 pseudo-random bits of a pair."""
        return self.whole_ticket(self.half_ticket(session_id, participant_id), mentor_id)

    def half_ticket(self, session_id: str, participant_id: str) -> int:
        """What the tickets of all pairs of a place have in common."""
        of_session = mix(self._seed ^ self._of("session", session_id))
        return mix(of_session ^ self._of("participant", participant_id))

    def whole_ticket(self, half: int, mentor_id: str) -> int:
        """The ticket of a place with a mentor."""
        return mix(half ^ self._of("mentor", mentor_id))

    def peer_ticket(self, session_id: str, one_id: str, other_id: str) -> int:
        """64 pseudo-random bits of two peers, whichever is named first.

        >>> Draw(7).peer_ticket("practice", "ada@example.org", "bo@example.org") >> 44
        292769
        """
        first, second = sorted((one_id, other_id))
        of_session = mix(self._seed ^ self._of("session", session_id))
        return mix(mix(of_session ^ self._of("participant", first)) ^ self._of("participant", second))


def tie_bits(num_eligible: int) -> int:
    """How many bits the first tie cost of a pair has, so that the costs of all pairs together stay under 2³¹."""
    return max(1, min(20, 30 - num_eligible.bit_length()))


def tie_cost(ticket: int, level: int, num_eligible: int) -> int:
    """The cost of a pair in tie level 1 … 6; see the top of this file."""
    if level == 1:
        return ticket >> (64 - tie_bits(num_eligible))
    return mix((ticket + (level - 1) * GOLDEN) & MASK) >> (64 - FRESH_BITS)


def start_ticket(ticket: int, start: int) -> int:
    """64 pseudo-random bits of a pair at a start (UTC minutes since 1970).

    >>> start_ticket(Draw(7).ticket("technical mock interview", "ada@example.org", "bo@example.org"), 30081840) >> 44
    952871
    """
    return mix(mix((ticket + GOLDEN) & MASK) ^ (start & MASK))


def start_name(level: int) -> str:
    """``start``, ``start 2``, … ``start 6``: the levels of the draw of starts."""
    return "start" if level == 1 else f"start {level}"


def is_start(name: str) -> bool:
    """Whether a level of that name is a draw of starts."""
    return name == start_name(1) or name.startswith(f"{start_name(1)} ")


def tie_name(level: int) -> str:
    """``tie``, ``tie 2``, … ``tie 6``."""
    return "tie" if level == 1 else f"tie {level}"


def is_tie(name: str) -> bool:
    """Whether a level of that name is a draw."""
    return name == tie_name(1) or name.startswith(f"{tie_name(1)} ")


def offer_weights(limits: Sequence[int | None], has_pair: Sequence[bool], *, finest: int = 5040) -> list[int]:
    """The weight of each mentor's pairs when balance is in proportion to the offers.

    Parameters
    ----------
    limits
        The places each mentor offered in total; None is no limit.
    has_pair
        Whether the mentor has an eligible pair; the others do not set the scale.
    finest
        The most that the scale L may be.

    Returns
    -------
    list of int, one a mentor, ≥ 0
        w = max(1, (2L + c) // 2c), with c the limit (for a mentor without: the largest among those who have an
        eligible pair, or 1 where nobody has a limit) and L = lcm of their c, at most ``finest``.
        0 where the limit is 0.
    """
    offered = [limit for limit, counts in zip(limits, has_pair, strict=True) if counts and limit]
    largest = max(offered, default=1)
    scale = 1
    for limit, counts in zip(limits, has_pair, strict=True):
        if counts and limit != 0:
            scale = min(finest, lcm(scale, largest if limit is None else limit))
            if scale == finest:
                break
    chosen = [largest if limit is None else limit for limit in limits]
    return [max(1, (2 * scale + c) // (2 * c)) if c else 0 for c in chosen]
