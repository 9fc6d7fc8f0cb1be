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
# # What if? Scenarios and prices
#
# A plan answers one question. An analyst has ten: what does this rule cost, what would one mentor less mean, what
# should we ask of whom? Problems are values here: a what-if is the same problem with one thing otherwise, and each
# answer is proved.

# %%
import dataclasses

import matplotlib.pyplot as plt
import pandas as pd

import pairing
from pairing import plot

# %%
program = pairing.read_program("../career-lab")
problem = program.problem
planned = pairing.solve(program)
planned.to_frame("levels")

# %% [markdown]
# ## Side by side
#
# Four plans for the same people: as planned; with equal loads whatever people offered; without the rule on tracks;
# and with another seed, which only draws ties anew. `compare` judges all of them in one currency, that of the problem
# as it is.

# %%
any_track = [dataclasses.replace(session, track="ignored") for session in problem.sessions]
scenarios = {
    "as planned": planned,
    "equal loads": pairing.solve(problem.replace(balance="equal")),
    "any track": pairing.solve(problem.replace(sessions=any_track)),
    "another seed": pairing.solve(problem.replace(seed=8)),
}
comparison = pairing.compare(scenarios, under=problem)
comparison

# %% [markdown]
# Equal loads would not move a single pair. Another seed is as good on every level, with other people. And the plan
# for "any track" breaks the rule that it was allowed to break, for nothing in return. As a frame, the same table can
# be reckoned with:

# %%
table = comparison.to_frame()
assert (table.loc["level", "as planned"] == table.loc["level", "another seed"]).all()
assert comparison.plan("equal loads").is_first
assert table.loc[("rules", "hard rules broken"), "any track"] > 0
table.loc[["level", "rules"]]

# %% [markdown]
# ## What each wish and rule costs
#
# `trade_offs` solves the problem without one wish or rule after the other, and says what each keeps you from.

# %%
prices = pairing.trade_offs(planned)
assert all(one.is_proved for one in prices)
prices

# %%
prices.to_frame()[["what", "unpaired", "imbalance", "rules_broken", "changes_plan"]]

# %% [markdown]
# The answer for this cohort: no rule is to blame that somebody is left out. That is worth knowing before anybody
# relaxes one.

# %%
assert (prices.to_frame()["unpaired"] == 0).all()

# %% [markdown]
# ## So what would help?
#
# Single changes that place somebody, each tried out, the cheapest first:

# %%
(reason,) = pairing.reasons_of(planned)
reason

# %% [markdown]
# As a frame, with the value of each level as it would be:

# %%
reason.to_frame()

# %% [markdown]
# A remedy can be applied: it gives the problem as it would be. The plan with it, beside the plan without:

# %%
better = reason.remedies[0].apply(problem)
helped = pairing.solve(better)
assert helped.unpaired == ()
pairing.compare({"as planned": planned, "with the hour": helped}, under=better)

# %% [markdown]
# ## How much hangs on two people
#
# Two mentors wrote "as many as you need", and hold most. What if they were to hold fewer? One solve for each limit,
# all of them proved.

# %%
willing = [mentor.name for mentor in problem.mentors if mentor.capacity is None]


def with_limit(limit):
    mentors = [
        dataclasses.replace(mentor, capacity=limit) if mentor.capacity is None else mentor for mentor in problem.mentors
    ]
    return pairing.solve(problem.replace(mentors=mentors))


limits = {limit: with_limit(limit) for limit in range(4, 13)}
assert all(result.status is pairing.Status.OPTIMAL for result in limits.values())

# %%
curve = pd.DataFrame(
    {
        "left out": {limit: result.level("unpaired").value for limit, result in limits.items()},
        "most held": {limit: result.to_frame("loads")["load"].max() for limit, result in limits.items()},
    }
)
curve.index.name = "limit"
curve.T

# %%
figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
axes.step(curve.index, curve["left out"], where="mid", color="#332288", linewidth=2)
axes.plot(curve.index, curve["left out"], "o", color="#332288")
axes.set_xlabel(f"the most that each of {' and '.join(willing)} holds")
axes.set_ylabel("places left without a mentor")
axes.set_ylim(bottom=0)
axes.grid(axis="y", alpha=0.3)
axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# Each step down leaves two more without a mentor: one for each of the two. At ten each, the plan would lose one more
# place than it does now.

# %%
assert curve["left out"].is_monotonic_decreasing
assert curve.loc[11, "left out"] == 1
assert (curve["left out"].loc[4:9].diff().dropna() == -2).all()

# %% [markdown]
# ## The loads, before and after
#
# On the left as planned, on the right with six at most for these two: the others hold what they offered already, so
# what the two no longer take, nobody takes.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(15, 6), layout="constrained")
left = plot.loads(planned, ax=left)
right = plot.loads(limits[6], ax=right)

# %% [markdown]
# ## One mentor less
#
# `without` takes a person out, with every rule that names him. Who would be missed most?

# %%
missed = pd.Series(
    {
        mentor.name: pairing.solve(problem.without(mentor.id)).level("unpaired").value - planned.level("unpaired").value
        for mentor in problem.mentors
        if mentor.id not in {one.id for one in problem.participants}
    },
    name="more places left out without",
)
assert (missed >= 0).all()
missed.sort_values(ascending=False).head(8).to_frame()
