# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A matrix instead of people: the papers of a conference
#
# Without names, sessions and hours a pairing is a matrix: what it costs to give row *i* column *j*. `pairing.assign`
# is the door for that. Here: reviewers and papers of a computer-science conference, with what each reviewer bid.
# Every paper needs three reviewers, a reviewer takes six at most.
#
# The bids are from [PrefLib](https://preflib.org) (data set 00039; Mattei & Walsh, *PrefLib: a library for
# preferences*, 2013). The best there is has been found by others as well: 124.25 points.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import pairing

INSTANCES = Path("../../benchmarks/instances")
KNOWN_BEST = 124.25

# %% [markdown]
# ## From bids to costs
#
# 4 is an eager bid, worth a point; 3 willing, half a point; 2 if need be, a quarter; 1 no bid, nothing; 0 is a
# conflict of interest, and must not be. Costs are minimised, so points count negative; a pair that must not be is
# NaN.

# %%
POINTS = {4: 1.0, 3: 0.5, 2: 0.25, 1: 0.0, 0: np.nan}


def points_of(name):
    with np.load(INSTANCES / f"{name}.npz", allow_pickle=False) as file:
        bids = pd.DataFrame(file["bids"].T)
    bids.index = [f"paper {number}" for number in range(1, len(bids) + 1)]
    bids.columns = [f"reviewer {number}" for number in range(1, bids.shape[1] + 1)]
    return bids.map(POINTS.__getitem__)


points = points_of("csconf1")
print(f"{len(points)} papers, {points.shape[1]} reviewers, {points.isna().sum().sum()} conflicts")

# %%
found = pairing.assign(-points, scale=4, demand=3, max_load=6, levels=("unpaired", "penalty"))
found

# %% [markdown]
# `scale=4` says that costs are quarters: everything is reckoned in whole numbers, so the optimum is exact and not
# *about* right. Labels that go in with a DataFrame come out again.

# %%
assert found.status is pairing.Status.OPTIMAL
assert -found.cost == KNOWN_BEST
chosen = found.to_frame()
assert (chosen.groupby("row").size() == 3).all()
chosen.head(6)

# %% [markdown]
# ## Look at it
#
# The bids, the darker the keener; a dot where a reviewer got the paper; conflicts in red.

# %%
rows, columns = points.index.get_indexer(chosen["row"]), points.columns.get_indexer(chosen["column"])
figure, axes = plt.subplots(figsize=(6.5, 9), layout="constrained")
shades = plt.get_cmap("Blues").with_extremes(bad="#CC6677")
papers, reviewers = points.shape
frame = (0.5, reviewers + 0.5, papers + 0.5, 0.5)
image = axes.imshow(np.ma.masked_invalid(points), cmap=shades, vmin=0, vmax=1.4, aspect="auto", extent=frame)
axes.plot(columns + 1, rows + 1, "o", color="black", markersize=3)
axes.set_xlabel("reviewers")
axes.set_ylabel("papers")
bar = figure.colorbar(image, ax=axes, ticks=[0, 0.25, 0.5, 1], label="points of the bid", shrink=0.4)

# %% [markdown]
# ## Check it without trusting it
#
# The answer carries *potentials*: for each level one number a row and one a column. They prove it, and the proof is
# looked at here without any solver. All comparisons go by the first level that is not nothing. (The last level, the
# draw among equals, has costs of its own; it is left out here.)

# %%
proof = found.potentials
levels = [place for place, name in enumerate(proof.levels) if not name.startswith("tie")]
prices_of_rows, prices_of_columns = proof.rows[levels], proof.columns[levels]
unpaired, penalty = (proof.levels.index(name) for name in ("unpaired", "penalty"))


def sign(vectors):
    """−1, 0 or 1: that of the first level that is not 0."""
    signs = np.zeros(vectors.shape[1:])
    for level in reversed(vectors):
        signs = np.where(level != 0, np.sign(level), signs)
    return signs


# %% [markdown]
# A pair that was not chosen would be a gain only if its cost, with the prices of its row and column, came out below
# nothing; one that was chosen, a loss only above. A column with papers has a price of nothing or less, one with room
# for more of nothing or more. And to leave a place of a row empty costs more than it brings. That is all:

# %%
cost = np.zeros((len(levels), *points.shape))
cost[penalty] = np.nan_to_num(-4 * points.to_numpy())
reduced = sign(cost + prices_of_rows[:, :, None] - prices_of_columns[:, None, :])
taken = np.zeros(points.shape, dtype=bool)
taken[rows, columns] = True
allowed = points.notna().to_numpy()
empty = np.zeros(prices_of_rows.shape)
empty[unpaired] = 1

assert (reduced[allowed & ~taken] >= 0).all()
assert (reduced[taken] <= 0).all()
assert (sign(prices_of_columns)[found.loads > 0] <= 0).all()
assert (sign(prices_of_columns)[found.loads < 6] >= 0).all()
assert (sign(prices_of_rows + empty) >= 0).all()
print(f"{allowed.sum()} pairs looked at: no swap is a gain")

# %% [markdown]
# ## The price of evenness
#
# Most reviewers have six papers, some hardly any. Ask that everybody has five or six:

# %%
even = pairing.assign(-points, scale=4, demand=3, min_load=5, max_load=6, levels=("unpaired", "penalty"))
assert -even.cost == KNOWN_BEST
assert found.loads.min() < 5 <= even.loads.min()
counts = {"as it comes": np.bincount(found.loads, minlength=7), "even": np.bincount(even.loads, minlength=7)}
pd.DataFrame(counts).rename_axis("papers").T.rename_axis("reviewers with so many")

# %% [markdown]
# It costs nothing at all: the same 124.25 points. Among plans of the same worth an even one was there to be had.
#
# ## At a larger conference
#
# 613 papers, 201 reviewers (AAMAS 2015, PrefLib data set 00037). Here evenness has a price. Once as an order of
# priority: first nobody without reviewers, then even loads, then the bids; and once without the middle.

# %%
large = points_of("aamas2015")
keen = pairing.assign(-large, scale=4, demand=3, max_load=12, levels=("unpaired", "penalty"))
balanced = pairing.assign(-large, scale=4, demand=3, max_load=12, levels=("unpaired", "imbalance", "penalty"))
assert (-keen.cost, -balanced.cost) == (1406.25, 1356.5)
pd.DataFrame(
    {
        "points": [-keen.cost, -balanced.cost],
        "fewest papers": [keen.loads.min(), balanced.loads.min()],
        "most papers": [keen.loads.max(), balanced.loads.max()],
        "proved": [one.status is pairing.Status.OPTIMAL for one in (keen, balanced)],
    },
    index=["bids first", "even loads first"],
)

# %%
figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
bins = np.arange(14) - 0.5
names, colours = ["bids first", "even loads first"], ["#DDCC77", "#332288"]
axes.hist([keen.loads, balanced.loads], bins=bins, label=names, color=colours)
axes.set_xlabel("papers of a reviewer")
axes.set_ylabel("reviewers")
axes.spines[["top", "right"]].set_visible(False)
legend = axes.legend(frameon=False)

# %% [markdown]
# Fifty points of 1406, three and a half in a hundred, are the price of nine or ten papers for everybody. Whether that
# is dear is for the chairs to say; what it costs is settled.
