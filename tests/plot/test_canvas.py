"""What holds of all pictures: the axes, the letters, and nothing left behind."""

from __future__ import annotations

import inspect
import subprocess
import sys
import unicodedata
from pathlib import Path

import matplotlib
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import pairing
from pairing import plot
from pairing.engine.run import solve
from pairing.model.people import Mentor, Participant
from pairing.model.problem import Problem
from pairing.model.session import Session
from pairing.model.solution import Progress
from pairing.plot import canvas
from tests.plot.people import programme

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = [
    "Ada $x^2$ & Co_1 {\\alpha}",
    "<script>alert(1)</script>",
    "$",
    "_hidden",
    "a | b\nsecond line\ttab",
    "\u202eevil\u202c name",
    "陳大文",
    "أحمد علي",
    "Zoë \U0001f9d1\u200d\U0001f4bb",
    "nul \x00 and \x1b[31m red",
    "e\u0301clair " * 20,
]


def pictures(result):
    """Every picture of a result, as functions of axes."""
    seen = [Progress("unpaired", 0, 0, 0.1), Progress("$a_b$", 1, None, 0.2)]
    return {
        "loads": lambda ax=None: plot.loads(result, ax=ax),
        "meetings": lambda ax=None: plot.meetings(result, ax=ax),
        "hours": lambda ax=None: plot.hours(result, ax=ax),
        "timetable": lambda ax=None: plot.timetable(result, ax=ax),
        "levels": lambda ax=None: plot.levels(seen, ax=ax),
    }


NAMES = tuple(pictures(None))


@pytest.fixture(scope="module")
def small():
    return solve(programme(6, 4, time="we set"))


@pytest.mark.parametrize("name", NAMES)
def test_axes_handed_in_are_drawn_into_and_handed_back(name, small):
    figure = Figure(figsize=(5, 4))
    ax, other = figure.subplots(1, 2)
    assert pictures(small)[name](ax) is ax
    assert tuple(figure.get_size_inches()) == (5, 4)
    assert not other.has_data()


@pytest.mark.parametrize("name", NAMES)
def test_settings_of_matplotlib_stay_as_they_were(name, small, tmp_path):
    before = dict(matplotlib.rcParams)
    pictures(small)[name]().figure.savefig(tmp_path / "picture.png")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name", NAMES)
def test_everything_but_the_subject_is_given_by_name(name):
    parameters = inspect.signature(getattr(plot, name)).parameters
    assert parameters["ax"].kind is inspect.Parameter.KEYWORD_ONLY
    assert parameters["ax"].default is None


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_are_drawn_as_letters_and_warn_of_nothing(name, tmp_path):
    """Warnings are errors here: of a letter that no font has, too."""
    base = programme(len(HOSTILE), len(HOSTILE), time="we set")
    people = [Participant(text, f"p{n}", free=base.participants[n].free) for n, text in enumerate(HOSTILE)]
    mentors = [Mentor(text, f"m{n}", free=base.mentors[n].free) for n, text in enumerate(HOSTILE)]
    sessions = [
        Session(
            "$Talk$_a <b>",
            minutes=60,
            time="we set",
            first_day=base.sessions[0].first_day,
            last_day=base.sessions[0].last_day,
        )
    ]
    ax = pictures(solve(Problem(people, mentors, sessions)))[name]()
    ax.figure.savefig(tmp_path / "picture.png")
    with_dollars = [text for text in ax.figure.findobj(Text) if "$" in text.get_text()]
    assert with_dollars
    assert [text for text in with_dollars if text.get_parse_math()] == []
    if name in ("loads", "meetings"):
        assert {"$", "_hidden"} <= {label.get_text() for label in ax.get_yticklabels()}


def test_names_stand_on_one_line_without_what_is_not_seen():
    for text in HOSTILE:
        shown = canvas.one_line(text)
        assert shown == shown.strip()
        assert 0 < len(shown) <= canvas.LONGEST_NAME
        assert not any(unicodedata.category(char).startswith("C") for char in shown)
    assert canvas.one_line("a | b\nsecond\tline") == "a | b second line"


@pytest.mark.parametrize(("room", "shown"), [(12, "Ada O'Neil"), (9, "Ada"), (3, "Ada"), (2, "AO")])
def test_a_name_in_little_room_is_shortened_to_what_is_still_one(room, shown):
    assert canvas.short_name("Ada O'Neil", room) == shown


def test_letters_that_no_font_has_become_a_box(monkeypatch):
    monkeypatch.setattr(canvas, "FALLBACKS", ())
    letters = canvas.lettering(["Ada 陳"])
    assert (letters.text("Ada 陳"), letters.families) == ("Ada □", None)
    assert canvas.lettering(["Ådå Żółć Ω"]).text("Ådå Żółć Ω") == "Ådå Żółć Ω"


def test_a_font_that_has_the_letters_is_taken_beside_the_usual_one(monkeypatch):
    letter = "\u02ef"  # DejaVu Serif has it, DejaVu Sans does not; both come with matplotlib
    monkeypatch.setattr(canvas, "FALLBACKS", ("No Such Font", "DejaVu Serif"))
    letters = canvas.lettering([f"Ada {letter}"])
    assert letters.families == [*matplotlib.rcParams["font.family"], "DejaVu Serif"]
    assert letters.text(letter) == letter
    figure = Figure()
    letters.settle(figure.text(0, 0, letter))
    figure.draw_without_rendering()


# --- what is loaded ---------------------------------------------------------------------------------------------


def run(code):
    """What a fresh process prints."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


DRAW = """
import sys, pairing
people, mentors = [pairing.Participant("Ada")], [pairing.Mentor("Cem")]
result = pairing.solve(pairing.Problem(people, mentors, [pairing.Session("Review")]))
"""


def test_matplotlib_is_loaded_when_something_is_drawn_and_pyplot_never():
    code = f"{DRAW}print('matplotlib' in sys.modules)\nplot = pairing.plot\nprint('matplotlib' in sys.modules)\n"
    code += "plot.loads(result)\nprint('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    assert run(code) == ["False", "False", "True False"]


def test_where_pyplot_is_in_use_a_figure_of_ours_is_one_of_its_own():
    code = f"import matplotlib; matplotlib.use('agg')\nfrom matplotlib import pyplot\n{DRAW}"
    code += "ax = pairing.plot.loads(result)\nprint(pyplot.gcf() is ax.figure, pyplot.get_fignums())\n"
    code += "from matplotlib.figure import Figure\n"
    code += "pairing.plot.loads(result, ax=Figure().add_subplot())\nprint(pyplot.get_fignums())"
    assert run(code) == ["True [1]", "[1]"]


def test_in_a_notebook_a_figure_of_ours_is_one_that_is_shown():
    code = f"import matplotlib, types; matplotlib.use('agg')\n{DRAW}"
    code += "sys.modules['ipykernel'] = types.ModuleType('ipykernel')\n"
    code += "ax = pairing.plot.loads(result)\nprint(sys.modules['matplotlib.pyplot'].gcf() is ax.figure)"
    assert run(code) == ["True"]


def test_without_matplotlib_the_error_says_how_to_get_it():
    code = f"{DRAW}sys.modules['matplotlib'] = None\ntry:\n    pairing.plot.meetings(result)\n"
    code += "except pairing.InputError as error:\n    print(error)"
    (told,) = run(code)
    assert "matplotlib" in told
    assert 'python -m pip install ".[plot]"' in told
    assert told.endswith("[missing-package]")


def test_the_room_is_reached_from_the_package_in_either_order():
    assert run("import pairing\nprint(pairing.plot.loads.__name__)") == ["loads"]
    assert run("import pairing.plot\nprint(pairing.plot.loads.__name__, 'plot' in dir(pairing))") == ["loads True"]


def test_the_room_offers_what_it_lists():
    assert sorted(plot.__all__) == sorted(NAMES)
    assert pairing.plot is plot
