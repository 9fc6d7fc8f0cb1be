"""The draw and the weights of offers, pinned: a change here gives every cohort another table."""

from __future__ import annotations

from itertools import permutations

import pytest

from pairing.model.draw import (
    MOST_TIE_LEVELS,
    Draw,
    id_hash,
    mix,
    offer_weights,
    tie_bits,
    tie_cost,
    tie_name,
)


@pytest.mark.parametrize(
    ("x", "mixed"),
    # the finaliser of splitmix64; of the state 1·G, 2·G, 3·G it is the published sequence of seed 0
    [
        (0, 0),
        (0x9E3779B97F4A7C15, 0xE220A8397B1DCDAF),
        (0x3C6EF372FE94F82A, 0x6E789E6AA1B965F4),
        (0xDAA66D2C7DDF743F, 0x06C45D188009454F),
    ],
)
def test_mix_is_splitmix64(x: int, mixed: int) -> None:
    assert mix(x) == mixed


def test_hashes_of_ids() -> None:
    assert id_hash("mentor", "bo@example.org") == 7651803255781429347
    assert id_hash("participant", "bo@example.org") == 17575340781388185927
    assert id_hash("session", "") == 5196774764452803208


@pytest.mark.parametrize(
    ("seed", "ids", "ticket"),
    [
        (0, ("review", "ada", "bo"), 12017593226657512852),
        (-1, ("review", "ada", "bo"), 16563477635389877253),
        (7, ("technical mock interview", "ada@example.org", "bo@example.org"), 10784640423858115117),
        (2**70 + 5, ("résumé review", "zoë", "şule"), 14534329775873412468),
    ],
)
def test_tickets(seed: int, ids: tuple[str, str, str], ticket: int) -> None:
    assert Draw(seed).ticket(*ids) == ticket
    again = Draw(seed)
    again.ticket("other", "people", "before")
    assert again.ticket(*ids) == ticket


def test_a_seed_counts_modulo_two_to_the_64() -> None:
    assert Draw(-1).ticket("a", "b", "c") == Draw(2**64 - 1).ticket("a", "b", "c")


@pytest.mark.parametrize(
    ("seed", "ids", "ticket"),
    [
        (0, ("review", "ada", "bo"), 4272994713200597351),
        (-1, ("review", "ada", "bo"), 370077033372403106),
        (7, ("practice", "ada@example.org", "bo@example.org"), 5150456638547718202),
        (2**70 + 5, ("résumé review", "zoë", "şule"), 5331283195586930100),
    ],
)
def test_tickets_of_peers_whichever_is_named_first(seed: int, ids: tuple[str, str, str], ticket: int) -> None:
    session, one, other = ids
    assert Draw(seed).peer_ticket(session, one, other) == ticket
    assert Draw(seed).peer_ticket(session, other, one) == ticket


def test_two_peers_are_no_mentor_and_participant() -> None:
    assert Draw(0).peer_ticket("review", "ada", "bo") != Draw(0).ticket("review", "ada", "bo")


def test_each_tie_level_takes_bits_of_its_own() -> None:
    ticket = Draw(7).ticket("technical mock interview", "ada@example.org", "bo@example.org")
    assert [tie_cost(ticket, level, 4) for level in range(1, MOST_TIE_LEVELS + 1)] == [
        613035,
        689,
        304,
        286,
        329,
        882,
    ]
    assert [tie_name(level) for level in (1, 2, 6)] == ["tie", "tie 2", "tie 6"]


@pytest.mark.parametrize(
    ("num_eligible", "bits"),
    [(0, 20), (1, 20), (1023, 20), (1024, 19), (31_000, 15), (57_000, 14), (2**29, 1), (2**40, 1)],
)
def test_the_more_pairs_the_fewer_bits(num_eligible: int, bits: int) -> None:
    assert tie_bits(num_eligible) == bits


@pytest.mark.parametrize("num_eligible", [1, 5, 1023, 1024, 57_000, 10**6])
def test_all_pairs_together_stay_under_two_to_the_31(num_eligible: int) -> None:
    assert num_eligible * tie_cost(2**64 - 1, 1, num_eligible) < 2**31


def test_the_draw_is_not_additive() -> None:
    # with a cost that is a sum of one number per person, all 24 perfect matchings would cost the same
    draw = Draw(0)
    people, mentors = ("ada", "bo", "eve", "fay"), ("cem", "dee", "gil", "hal")
    sums = {
        sum(tie_cost(draw.ticket("review", p, m), 1, 16) for p, m in zip(people, order, strict=True))
        for order in permutations(mentors)
    }
    assert len(sums) == 24


def test_the_draw_favours_nobody() -> None:
    # of two people for one place, each is drawn about as often; 4 standard deviations of 2,000 throws are 179
    first = sum(Draw(seed).ticket("s", "ada", "m") < Draw(seed).ticket("s", "bo", "m") for seed in range(2000))
    assert 821 <= first <= 1179


@pytest.mark.parametrize(
    ("limits", "has_pair", "weights"),
    [
        ([4, 2], [True, True], [1, 2]),
        ([4, 2, 1], [True, True, True], [1, 2, 4]),
        ([3, 2], [True, True], [2, 3]),
        ([None, None], [True, True], [1, 1]),
        ([None, 2], [True, True], [1, 1]),
        ([None, 2, 6], [True, True, True], [1, 3, 1]),
        ([0, 2], [True, True], [0, 1]),
        ([4, 3], [True, False], [1, 1]),
        ([None, 3], [True, False], [1, 1]),
        ([5, 7, 9, 11, 13], [True] * 5, [1008, 720, 560, 458, 388]),
        ([], [], []),
        ([0], [False], [0]),
        ([20000, 1], [True, True], [1, 5040]),
    ],
)
def test_weights_of_offers(limits: list[int | None], has_pair: list[bool], weights: list[int]) -> None:
    assert offer_weights(limits, has_pair) == weights


def test_weights_share_out_the_pairs_as_sainte_lague_does() -> None:
    # 10 pairs to the offers 6, 3 and 1: 6, 3, 1. Each pair goes to the lowest price (2k - 1)·w.
    weights = offer_weights([6, 3, 1], [True] * 3)
    loads = [0, 0, 0]
    for _ in range(10):
        cheapest = min(range(3), key=lambda m: ((2 * loads[m] + 1) * weights[m], m))
        loads[cheapest] += 1
    assert loads == [6, 3, 1]
