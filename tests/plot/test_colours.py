"""Colours stay apart for everybody, and nothing hangs on them alone.

Deuteranopia and protanopia are simulated after Machado, Oliveira and Fernandes (2009), severity 1, in linear light;
colours are compared by their distance in CIE L*a*b* (D65).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib import colormaps

from pairing.plot import palette
from pairing.plot.palette import OF_RULES, category_styles, session_style
from pairing.reasons.meeting_grid import CHOSEN, ELSEWHERE, EXCLUDED, HELD, POSSIBLE, Category

SEEN_BY = {
    "most people": np.eye(3),
    "protanopes": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopes": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE_POINT = np.array([0.95047, 1.0, 1.08883])
APART = 15  # 2.3 is the least that can be seen side by side


def light(colour):
    """Linear light, 0 to 1, of ``#RRGGBB``."""
    values = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(linear):
    parts = XYZ @ linear / WHITE_POINT
    f = np.where(parts > 216 / 24389, np.cbrt(parts), (24389 / 27 * parts + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def closest(colours, eyes):
    seen = [lab(np.clip(SEEN_BY[eyes] @ light(colour), 0, 1)) for colour in colours]
    return min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2))


def categories(rules):
    met = [Category(kind, kind) for kind in (CHOSEN, HELD, POSSIBLE, ELSEWHERE)]
    return [*met, *(Category(EXCLUDED, f"rule {n}", (f"rule {n}",)) for n in range(rules))]


def test_the_measure_knows_what_is_hard_to_tell_apart():
    red, green = "#C03020", "#5B6B1E"
    assert closest([red, green], "most people") > 50
    assert closest([red, green], "deuteranopes") < APART
    assert lab(light("#FFFFFF")) == pytest.approx([100, 0, 0], abs=0.1)


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_the_categories_of_a_grid_stay_apart(eyes):
    assert closest([one.colour for one in category_styles(categories(len(OF_RULES)))], eyes) > APART


@pytest.mark.parametrize("eyes", SEEN_BY)
def test_sessions_stay_apart(eyes):
    assert closest([session_style(number).colour for number in range(len(palette.OF_SESSIONS))], eyes) > APART


def test_categories_are_told_apart_without_any_colour():
    marks = [style.mark for style in category_styles(categories(len(palette.MARKS_OF_RULES)))]
    assert len(set(marks)) == len(marks)
    assert marks.count("") == 1  # what is possible, and the palest of all


def test_sessions_are_told_apart_without_any_colour():
    marks = [session_style(number).mark for number in range(len(palette.HATCHES))]
    assert len(set(marks)) == len(marks)


def test_many_rules_and_sessions_still_look_each_like_itself():
    styles = category_styles(categories(66))
    assert len(set(styles)) == len(styles)
    assert len({session_style(number) for number in range(56)}) == 56


def contrast(one, other):
    dark, bright = sorted(float(XYZ[1] @ light(colour)) for colour in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def test_marks_can_be_seen_on_their_colours():
    for style in category_styles(categories(len(OF_RULES))):
        assert not style.mark or contrast(style.colour, style.ink) > 4.5


def test_numbers_can_be_read_on_every_shade_of_the_hours():
    from pairing.plot.clock import ink_on

    for shade in np.linspace(0.15, 1, 60):
        colour = "#" + "".join(f"{round(part * 255):02X}" for part in colormaps["cividis"](shade)[:3])
        assert contrast(colour, ink_on(shade)) > 4.1
