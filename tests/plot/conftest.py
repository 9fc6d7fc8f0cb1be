"""Figures that pyplot was given are closed again."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def _no_figures_left():
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
