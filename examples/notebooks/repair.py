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
# # Two weeks of changes
#
# The tables are out. On the third day somebody joins, on the fourth somebody leaves. You could plan anew each time,
# but then two dozen people who had already written to each other would have somebody else. This page replays two
# weeks of one cohort, event by event, and changes as few pairs as can be.

# %%
import shutil
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import pairing

# %%
folder = Path(shutil.copytree("../career-lab", Path(tempfile.mkdtemp()) / "career-lab"))
collabies = pd.read_csv(folder / "collabies.csv", dtype=str)

# %% [markdown]
# ## The first tables
#
# Monday, 1 March: all but one place is filled, and the four pages are published. From now on those pages are the
# memory: each plan begins by reading them.

# %%
program = pairing.read_program(folder)
first = pairing.solve(program)
pairing.publish(program, first)
first

# %% [markdown]
# ## One event by hand
#
# Thursday, 4 March: Ximena Kaplan writes that she cannot go on. Ask first what that would change; nothing is written.

# %%
program = pairing.read_program(folder, without=["Ximena Kaplan"])
moves = pairing.what_changes(program, pairing.solve(program))
moves

# %% [markdown]
# Her own places go. She would have practised with Uma, who needs somebody else now; the trio of the others becomes a
# pair, and its third member goes to Uma. Of the pairs with mentors that can stay, all stay. These are the people to
# write to:

# %%
assert {one.session for one in moves.of_kind("others")} == {"Pair interview practice"}
[one.name for one in moves.to_tell]

# %% [markdown]
# ## All of them
#
# What happens goes into a sheet of changes, a line each, so that the next download of a form does not undo it. Two
# people join: their answers come in with the form. On the 13th the LinkedIn reviews are over.

# %%
EVENTS = [  # the day, who, in which session (blank: all), what, and with which value
    ("2027-03-03", "Ines Haddad", "", "joins", ""),
    ("2027-03-04", "Ximena Kaplan", "", "leaves", ""),
    ("2027-03-06", "Jorge Pham", "Technical mock interview", "leaves", ""),
    ("2027-03-07", "Hiro Lindqvist", "", "leaves", ""),
    ("2027-03-08", "Kavya Eriksen", "", "leaves", ""),
    ("2027-03-09", "Dmitri Choi", "", "joins", ""),
    ("2027-03-10", "Camille Marchetti", "", "leaves", ""),
    ("2027-03-13", "Ulla Varga", "", "leaves", ""),
    ("2027-03-14", "Chiara O'Rourke", "", "capacity", "3"),
]
EVERY_SESSION = "LinkedIn review, Job-fit mock interview, Technical mock interview, Pair interview practice"
EVENING, DAY = (
    "6pm - 7pm, 7pm - 8pm, 8pm - 9pm",
    "10am - 11am, 11am - 12pm, 12pm - 1pm, 1pm - 2pm, 2pm - 3pm, 3pm - 4pm",
)
JOINERS = {
    "Ines Haddad": ("US East", "America/New_York", "Frontend", [EVENING] * 5),
    "Dmitri Choi": ("Europe", "Europe/Berlin", "Backend", [None, DAY, DAY, None, None]),
}

# %% [markdown]
# An answer to the form, as a new row of the sheet:

# %%
HOURS = [header for header in collabies.columns if header.startswith("When are you free?")]


def with_answer(sheet, day, name):
    region, zone, track, free = JOINERS[name]
    row = {
        "Timestamp": f"{day} 12:00:00",
        "Email Address": f"{name.lower().replace(' ', '.')}@example.org",
        "What's your full name?": name,
        "What region are you in?": region,
        "What is your time zone?": zone,
        "Which track are you on?": track,
        "Which sessions will you take part in?": EVERY_SESSION,
        **dict(zip(HOURS, free, strict=True)),
    }
    return pd.concat([sheet, pd.DataFrame([row])], ignore_index=True)


# %% [markdown]
# And the settings, once a session is over:


# %%
def close_linkedin_review():
    settings = folder / "pairing.toml"
    text = settings.read_text(encoding="utf-8")
    held = 'name = "LinkedIn review"'
    settings.write_text(text.replace(held, f"{held}\nclosed = true", 1), encoding="utf-8")


# %% [markdown]
# Now replay. After each event the plan is *repaired* and published. For comparison, a *fresh* plan for the same
# people is made too and thrown away; what it would have changed is counted the same way.

# %%
changes = pd.DataFrame(columns=["date", "who", "session", "what", "value"])
told = []
for day, who, session, what, value in EVENTS:
    if what == "joins":
        collabies = with_answer(collabies, day, who)
    else:
        changes.loc[len(changes)] = [day, who, session, what, value]
    if day == "2027-03-13":
        close_linkedin_review()
    program = pairing.read_program(folder, collabies=collabies, changes=changes)
    repaired = pairing.solve(program)
    fresh = pairing.solve(pairing.read_program(folder, collabies=collabies, changes=changes, start_over=True))
    afresh = pairing.judge(program.problem, fresh.pairs, fresh.groups)
    assert repaired.status is pairing.Status.OPTIMAL
    assert repaired.level("unpaired").value <= fresh.level("unpaired").value
    moves = pairing.what_changes(program, repaired)
    told.append(
        {
            "day": pd.Timestamp(day),
            "what happens": f"{who} {what if what != 'capacity' else 'takes one fewer'}",
            "repair": repaired.level("changed").value,
            "fresh plan": afresh.level("changed"),
            "left out": repaired.level("unpaired").value,
            "to be told": len(moves.to_tell),
        }
    )
    pairing.publish(program, repaired)

# %%
replay = pd.DataFrame(told)
replay

# %% [markdown]
# ## What it spared
#
# In two weeks the repairs drop 9 pairs that people had already been told. Fresh plans would have dropped 171.

# %%
assert replay["repair"].sum() == 9
assert replay["fresh plan"].sum() == 171
figure, axes = plt.subplots(figsize=(9, 4.2), layout="constrained")
places = range(len(replay))
for aside, column, colour in ((-0.2, "fresh plan", "#DDCC77"), (0.2, "repair", "#332288")):
    bars = axes.barh([one + aside for one in places], replay[column], height=0.4, color=colour, label=f"a {column}")
    axes.bar_label(bars, padding=3, fontsize=8)
axes.set_yticks(places, [f"{row.day:%d %b}  {row[2]}" for row in replay.itertuples()])
axes.invert_yaxis()
axes.set_xlabel("published pairs that change")
axes.spines[["top", "right"]].set_visible(False)
legend = axes.legend(frameon=False)

# %% [markdown]
# That each repair is the *smallest* is proved, not hoped for: the number of changed pairs is a level of the plan,
# right after the number of people left out.

# %%
repaired.to_frame("levels").head(3)

# %% [markdown]
# ## Your own hand counts
#
# Edit a table as you like. What you wrote is read back as published, and kept as far as the rules allow. And
# publishing what is published already changes nothing:

# %%
program = pairing.read_program(folder, collabies=collabies, changes=changes)
same = pairing.solve(program)
assert pairing.what_changes(program, same).is_nothing
pairing.what_changes(program, same)
