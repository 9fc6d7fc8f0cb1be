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
# # From two sign-up sheets to a table
#
# You sent out two forms: one to the people who take part (the Collabies), one to the mentors. Both came back as a
# sheet. This page turns the two into the table of one session, looks at it, and says what was doubtful on the way.
#
# Run each cell with Shift and Enter. The sheets are those of an invented programme, in `examples/career-lab`; put the
# paths of your own in their place.

# %%
from datetime import date
from pathlib import Path

import pandas as pd

import pairing
from pairing import plot

SHEETS = Path("../career-lab")

# %% [markdown]
# ## Read them
#
# The sheets are read as the forms export them. Nothing has to be renamed or tidied up first: the columns are
# recognised by what they ask.

# %%
collabies = pairing.read_collabies(SHEETS / "collabies.csv")
mentors = pairing.read_mentors(SHEETS / "mentors.csv")

# %% [markdown]
# Whatever could be read in two ways is said, with the place and what would help. Here is what there is to say about
# the mentors:

# %%
mentors.issues

# %% [markdown]
# One mentor left open how many Collabies he can take, so for now he is *set aside*: nobody is counted in or out by a
# guess. You know that people who leave it blank usually mean about four. Say so, and read the sheet again:

# %%
mentors = pairing.read_mentors(SHEETS / "mentors.csv", capacity_if_blank=4)
assert mentors.set_aside == ()
mentors.to_frame().head()

# %% [markdown]
# And the Collabies? One of them answered twice; the later answer counts. Nothing is left to do.

# %%
assert [issue.code for issue in collabies.issues] == ["answered-twice"]
collabies.issues

# %% [markdown]
# ## Say what is to happen
#
# One session: a technical mock interview of an hour, from Friday to Tuesday, with a mentor of the Collabie's own
# track. Four of the sixteen mentors offered to help in other sessions only, so they are left aside here.

# %%
interview = pairing.Session(
    "Technical mock interview",
    minutes=60,
    track="required",
    first_day=date(2027, 3, 12),
    last_day=date(2027, 3, 16),
    zone="America/Los_Angeles",
)
helping = [mentor for mentor in mentors.people if interview.has(mentor.sessions)]
assert len(helping) == 12
problem = pairing.Problem(collabies.people, helping, [interview], seed=7)
problem

# %% [markdown]
# ## Pair them

# %%
result = pairing.solve(problem)
result

# %% [markdown]
# Open the folded lines to see who meets whom, with the hours that the two have in common, each on his own clock.
#
# *Proved* means what it says: no other way to pair these people leaves fewer without a mentor, or, among those, gives
# fewer mentors nobody, or is fairer to them. And *no other is as good*: run it again, on another computer, with the
# rows in another order, and the same table comes out.

# %%
assert result.status is pairing.Status.OPTIMAL
assert result.unique
assert result.unpaired == ()
assert result.level("idle").value == 0  # everybody who offered to help is asked

# %% [markdown]
# ## Look at it
#
# A bar for each mentor: how many Collabies he has, and how many he offered to take.

# %%
axes = plot.loads(result)

# %% [markdown]
# ## Take the table with you
#
# As Markdown, to paste into the page of the session. With `hours=True` each row also says when the two could meet.

# %%
table = pairing.to_markdown(result, session="Technical mock interview")
print(table)

# %%
assert len(table.splitlines()) == 2 + len(collabies.people) - 1  # one of the 26 does not take part in it

# %% [markdown]
# `pairing.to_text(result)` is the same for a chat, `pairing.to_csv(result)` for a spreadsheet, and
# `pairing.update_markdown("page.md", result, session="Technical mock interview")` puts the table into a page and
# leaves every other byte of that page alone.
#
# ## If your sheets are tables already
#
# Whoever has the answers in a database or in pandas hands over the table itself. It is read with the same care: a
# blank stays a blank, and a doubt names the row. (Where there is a file, name the file: `read_csv` takes an answer
# such as "None" for a blank before anybody can look at it.)

# %%
answers = pd.read_csv(SHEETS / "mentors.csv")
from_frame = pairing.read_mentors(answers, capacity_if_blank=4)
assert from_frame.people == mentors.people

# %% [markdown]
# ## And then
#
# The real programme has four sessions, pages to be filled, people who leave. That is what a folder with a small file
# of settings is for, and one command writes that file from your two sheets:
#
# ```
# python -m pairing init my-programme collabies.csv mentors.csv
# ```
#
# The next page, `cohort`, shows such a folder at work.
