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
# # A whole cohort, with reasons
#
# The Career Lab: 26 Collabies, 16 mentors, two weeks. Everybody gets a LinkedIn review and two mock interviews, each
# from another mentor, and practises once with a fellow Collabie. This page plans all four sessions at once, and then
# asks what a coordinator is asked afterwards: why is somebody left out, why *this* mentor, who could step in.

# %%
import shutil
import tempfile
from pathlib import Path

import pairing
from pairing import plot

# %% [markdown]
# The programme is a folder: the two sheets, the pages with the tables, and `pairing.toml`, which says what the
# sessions are. We work on a copy, so that nothing here changes the example.

# %%
folder = Path(shutil.copytree("../career-lab", Path(tempfile.mkdtemp()) / "career-lab"))
program = pairing.read_program(folder)
program.problem

# %% [markdown]
# ## What was doubtful in the sheets
#
# Read this first. None of it stops the plan, but you would want to know.

# %%
assert not program.issues.of("error", "aside", "question")
program.issues

# %% [markdown]
# ## The plan

# %%
result = pairing.solve(program)
result

# %%
assert result.status is pairing.Status.OPTIMAL
assert result.unique
wanted = program.problem.num_places
left_out = sum(one.places for one in result.unpaired)
print(f"{wanted - left_out} of {wanted} places are filled")

# %% [markdown]
# No mentor who offered to help goes without anybody, and nobody holds more than he offered. Those who said "as many
# as you need" carry the rest.

# %%
loads = result.to_frame("loads")
assert (loads["load"] >= 1).all()
assert (loads["load"] <= loads["capacity"]).fillna(True).all()
axes = plot.loads(result)

# %% [markdown]
# ## Where it is tight
#
# The job-fit interview needs an hour that both have free. Dark hours are those that few possible pairs could use.

# %%
axes = plot.hours(result, "Job-fit mock interview")

# %% [markdown]
# The same session, person by person: who meets whom, who else could have met, and what stands against the others.

# %%
axes = plot.meetings(result, "Job-fit mock interview")

# %% [markdown]
# ## Why somebody is left out
#
# One place of 101 stays empty. The first question will be: why?

# %%
reasons = pairing.reasons_of(result)
assert [(one.participant.name, one.session.name) for one in reasons] == [("Wen Tembo", "Job-fit mock interview")]
reasons[0]

# %% [markdown]
# So it is not the fault of the plan: only one mentor can meet Wen in either interview, and nobody meets the same
# mentor twice. What would help stands below the reason. Every such change was tried out before it is told: with that
# one hour more, everybody has somebody.

# %%
remedy = reasons[0].remedies[0]
with_the_hour = pairing.solve(remedy.apply(program.problem))
assert with_the_hour.unpaired == ()
remedy.text

# %% [markdown]
# ## Why this mentor
#
# Hana asks why she was given Priya. Here are the others, and what each would have cost: the draw decided among
# equals.

# %%
explained = pairing.explain(result, "Hana Hoang", session="Technical mock interview")
explained

# %% [markdown]
# ## Who could step in
#
# A mentor falls ill. Before you plan anew: for each of his Collabies, who could take his place, and at what price?
# Open a line to see.

# %%
stand_ins = pairing.explain(result, "Gabi Grinberg")
assert stand_ins.alternates
stand_ins

# %% [markdown]
# ## The practice groups
#
# Collabies practise with each other, from one region where possible. Of 25, one group is of three.

# %%
groups = result.to_frame("groups").groupby("group")["participant"].agg(", ".join)
assert sorted(groups.str.count(",") + 1) == [2] * 11 + [3]
groups.to_frame()

# %%
wishes = pairing.unmet_wishes(result)
assert len(wishes) == 1
wishes

# %% [markdown]
# ## Is it really the best?
#
# Six things matter, one after the other, and of each it was shown how good it can be at best. A bar ends where that
# was known.

# %%
steps = []
same = pairing.solve(program, on_progress=steps.append)
assert same.pairs == result.pairs
axes = plot.levels(steps)

# %% [markdown]
# You need not believe the program that found the plan. The plan carries a number for every place and person; with
# these, each possible change is looked at once, and none is an improvement. That check shares no code with the
# search.

# %%
proof = pairing.certify(program.problem, result)
assert proof.is_proved
print(proof)

# %% [markdown]
# ## Into the pages
#
# Publishing writes the tables into the four pages and leaves every other byte of them alone. Doing it twice changes
# nothing.

# %%
changed = pairing.publish(program, result)
assert len(changed) == 4
[document.path.name for document in changed]

# %%
again = pairing.read_program(folder)
assert pairing.publish(again, pairing.solve(again)) == ()
print((folder / "session-docs" / "mock-interview-job-fit.md").read_text(encoding="utf-8")[-1200:])

# %% [markdown]
# From here on the pages themselves are the memory of the programme. What happens when people leave and join is told
# in `repair`.
