"""The settings are read strictly: every fault at once, each with its line and its cure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pairing.errors import InputError, Issue
from pairing.model.rules import MatchColumns
from pairing.rosters.settings import (
    HistorySettings,
    MessageSettings,
    PersonSettings,
    PollSettings,
    SessionSettings,
    Settings,
    TimeSettings,
    Wish,
    read_settings,
)

DATA = Path(__file__).parents[1] / "data" / "settings"
LEAST = '[collabies]\nfile = "c.csv"\n[mentors]\nfile = "m.csv"\n[[sessions]]\nname = "Review"\n'


def faults(path: Path) -> tuple[Issue, ...]:
    with pytest.raises(InputError) as caught:
        read_settings(path)
    assert caught.value.exit_status == 2
    return caught.value.issues


def faults_of(tmp_path: Path, text: str) -> list[tuple[int | None, str]]:
    path = tmp_path / "pairing.toml"
    path.write_text(text, encoding="utf-8")
    return [(issue.line, issue.code) for issue in faults(path)]


def test_every_key_is_read() -> None:
    settings = read_settings(DATA / "career-lab.toml")
    assert (settings.file, settings.folder) == ("career-lab.toml", DATA)
    assert (settings.name, settings.seed, settings.repeat, settings.balance) == (
        "Career Lab, spring 2027",
        7,
        "avoid",
        "equal",
    )
    assert settings.levels is not None
    assert settings.levels[3] == "language"
    assert (settings.time_zone, settings.assume_zone, settings.unpaired_text) == (
        "America/Los_Angeles",
        True,
        "_still open_",
    )
    assert settings.collabies.headers == {"name": "What’s your full name?", "track": ""}
    assert (settings.mentors.file, settings.mentors.capacity_if_blank, settings.mentors.unlimited_means) == (
        "exports/mentors*.csv",
        4,
        6,
    )
    assert settings.zones == {"IST (India)": "Asia/Kolkata", "our office": "UTC-5"}
    assert settings.people == {
        "Michael X": PersonSettings("Mike", ("Mike X",), None),
        "Ada Quill": PersonSettings(None, (), True),
    }
    assert settings.rules == (
        MatchColumns(
            ("Which languages do you speak?", "Languages you can interview in"),
            "share",
            2,
            ("technical mock interviewer",),
            "Ada Quill",
            "language",
        ),
        MatchColumns(("Employer", "Where do you work?"), "differ"),
    )
    assert settings.wishes == (
        Wish("together", ("Ada Quill", "Bo Lindqvist"), "LinkedIn review", 3, 61),
        Wish("apart", ("Ada Quill", "Cem Osei"), None, None, 66),
    )
    assert settings.accept == {"answered-twice:Ada Quill"}


def test_a_session_is_made_with_its_days_in_the_programmes_zone() -> None:
    interview, review = read_settings(DATA / "career-lab.toml").sessions
    session = interview.session
    assert (session.name, session.minutes, session.time, session.zone) == (
        "Technical mock interview",
        60,
        "they agree",
        "America/Los_Angeles",
    )
    assert (session.first_day, session.last_day) == (date(2027, 3, 12), date(2027, 3, 16))
    assert (session.most_per_mentor, session.mentors_each, session.track) == (4, 2, "preferred")
    assert session.is_called("Technical mock interviewer")
    assert interview.table_header == ("Collabie", "Technical Interviewer")
    assert (interview.document, interview.under) == ("session-docs/mock-interview-technical.md", "Pairs")
    assert review == SessionSettings(review.session, None, None, None)
    assert not review.session.is_timed


def test_defaults_where_little_is_said(tmp_path: Path) -> None:
    (tmp_path / "pairing.toml").write_text(LEAST)
    settings = read_settings(tmp_path)
    assert settings.name == tmp_path.name
    assert (settings.seed, settings.repeat, settings.balance, settings.levels) == (0, "never", "in proportion", None)
    assert (settings.time_zone, settings.assume_zone, settings.unpaired_text) == ("UTC", False, "_not yet paired_")
    assert (settings.mentors.capacity_if_blank, settings.mentors.unlimited_means) == (None, None)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert read_settings(DATA / "bom-and-crlf.toml").name == "With a BOM"


def test_all_faults_are_told_at_once_each_with_its_line() -> None:
    assert [(issue.line, issue.code) for issue in faults(DATA / "many-faults.toml")] == [
        (3, "wrong-type"),
        (4, "unknown-key"),
        (5, "unknown-value"),
        (6, "unknown-value"),
        (6, "bad-value"),
        (7, "unknown-zone"),
        (8, "wrong-type"),
        (10, "wrong-type"),
        (11, "unknown-key"),
        (11, "unknown-key"),
        (12, "missing-key"),
        (13, "bad-value"),
        (15, "unknown-zone"),
        (18, "same-person"),
        (21, "wrong-type"),
        (22, "wrong-type"),
        (23, "unknown-value"),
        (26, "same-session"),
        (28, "bad-value"),
        (29, "missing-key"),
        (30, "bad-value"),
        (31, "missing-key"),
        (32, "bad-value"),
        (33, "wrong-type"),
        (35, "bad-value"),
        (36, "unknown-value"),
        (37, "bad-value"),
        (38, "missing-key"),
        (40, "unknown-session"),
        (42, "unknown-session"),
        (43, "bad-value"),
        (44, "missing-key"),
        (45, "unknown-key"),
        (47, "bad-value"),
        (48, "missing-key"),
        (49, "unknown-key"),
        (50, "unknown-key"),
    ]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        (3, "Expected no quotes: seed = 7."),
        (4, "Did you mean 'repeat'?"),
        (5, "Did you mean 'in proportion'?"),
        (7, "Did you mean 'America/Los_Angeles'?"),
        (15, "Did you mean 'Asia/Kolkata'?"),
        (21, "Expected no quotes: minutes = 60."),
        (22, "Expected no quotes: first_day = 2027-03-12."),
        (23, "Did you mean 'we set'?"),
        (36, "Did you mean 'share'?"),
        (50, "Did you mean 'mentors'?"),
    ],
)
def test_a_fault_comes_with_its_cure(line: int, hint: str) -> None:
    assert [issue.hint for issue in faults(DATA / "many-faults.toml") if issue.line == line] == [hint]


def test_curly_quotes_are_named_on_every_line_and_the_other_faults_too() -> None:
    found = faults(DATA / "curly-quotes.toml")
    assert [(issue.line, issue.code) for issue in found] == [
        (2, "curly-quotes"),
        (3, "wrong-type"),
        (5, "curly-quotes"),
        (8, "curly-quotes"),
    ]
    assert found[0].hint.startswith('Write name = "Career Lab"')
    assert found[0].file == "curly-quotes.toml"


def test_curly_quotes_that_do_not_read_on_are_still_named(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "[program]\nname = “Career “Lab””\nseed 7\n") == [(2, "curly-quotes")]


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("[program]\nname = Career Lab\n", 2, "straight double quotes"),
        ('[program]\nname = "Career Lab\nseed = 7\n', 2, "must end with the same quote"),
        ("[program]\nseed = 7\nseed = 8\n", 3, "stands twice"),
        ("[program]\nseed = 7\n\n[program]\nname = 'x'\n", 4, "This section stands twice"),
        ("[program]\njust some words\n", 2, "key = value"),
        ('[program]\nlevels = ["unpaired"\n', 2, ""),
        ('[collabies]\nfile = "C:\\Users\\x.csv"\n', 2, "write / in file names"),
        ('[collabies]\nfile = "exports\\jan.csv"\n', 2, "write / in file names"),
    ],
)
def test_what_is_no_toml_is_told_by_its_line(tmp_path: Path, text: str, line: int, hint: str) -> None:
    path = tmp_path / "pairing.toml"
    path.write_text(text)
    (issue,) = faults(path)
    assert (issue.code, issue.line) == ("bad-toml", line)
    assert hint in issue.hint


@pytest.mark.parametrize(("name", "line"), [("utf-16.toml", 1), ("windows-encoding.toml", 3)])
def test_other_encodings_are_refused_with_the_line(name: str, line: int) -> None:
    (issue,) = faults(DATA / name)
    assert (issue.code, issue.line, issue.file) == ("not-utf-8", line, name)


def test_a_missing_file_names_the_settings_that_are_there() -> None:
    (issue,) = faults(DATA / "pairing.toml")
    assert issue.code == "missing-file"
    assert "career-lab.toml" in issue.hint


def test_a_folder_without_settings_is_told_how_to_get_them(tmp_path: Path) -> None:
    (issue,) = faults(tmp_path)
    assert (issue.code, issue.file) == ("missing-file", "pairing.toml")
    assert "init" in issue.hint


def test_a_sheet_without_a_section_or_a_session_is_missed(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "") == [(None, "missing-key")] * 3


def test_days_without_a_time_zone_are_no_days(tmp_path: Path) -> None:
    assert faults_of(tmp_path, LEAST + "first_day = 2027-03-12\n") == [(7, "missing-key")]


def test_a_timed_session_may_leave_its_days_open(tmp_path: Path) -> None:
    (tmp_path / "pairing.toml").write_text(LEAST + "minutes = 30\n")
    session = read_settings(tmp_path).sessions[0].session
    assert session.is_timed
    assert session.first_day is None


def test_an_assumed_zone_must_be_named(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "[program]\nassume_zone = true\n" + LEAST) == [(2, "missing-key")]


@pytest.mark.parametrize("section", ["[sessions]", "[rules]", "[together]"])
def test_single_brackets_for_a_list_are_named(tmp_path: Path, section: str) -> None:
    text = LEAST.replace("[[sessions]]", section)
    assert (5, "wrong-type") in faults_of(tmp_path, text)


def test_double_brackets_for_one_section_are_named(tmp_path: Path) -> None:
    assert (1, "wrong-type") in faults_of(tmp_path, LEAST.replace("[collabies]", "[[collabies]]"))


def test_a_level_of_a_rule_needs_a_soft_rule_of_that_name(tmp_path: Path) -> None:
    rule = '[[rules]]\nname = "language"\ncolumns = ["a", "b"]\nmatch = "share"\n'
    levels = '[program]\nlevels = ["unpaired", "language"]\n'
    assert faults_of(tmp_path, levels + LEAST + rule) == [(2, "unknown-value")]
    (tmp_path / "pairing.toml").write_text(levels + LEAST + rule + "weight = 1\n")
    assert read_settings(tmp_path).levels == ("unpaired", "language")


def test_an_invisible_turn_of_the_writing_direction_is_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path, LEAST + '[people]\n"Ada\u202e Quill" = { same = true }\n') == [(8, "bidi-control")]


def test_keys_of_later_work_are_unknown(tmp_path: Path) -> None:
    text = LEAST + 'video_link = true\n[program]\nhistory = "history.csv"\n'
    assert faults_of(tmp_path, text) == [(7, "unknown-key"), (9, "unknown-key")]


def test_how_starts_are_found_is_read(tmp_path: Path) -> None:
    session = 'minutes = 60\ntime = "we set"\nagenda = "Bring your CV."\n'
    (tmp_path / "pairing.toml").write_text(
        "[program]\nstart_every = 15\npause = 10\nmost_a_day = 3\n" + LEAST + session
    )
    settings = read_settings(tmp_path)
    assert settings.times == TimeSettings(start_every=15, pause=10, most_a_day=3)
    assert settings.sessions[0].session.sets_time
    assert settings.sessions[0].session.agenda == "Bring your CV."


def test_a_grid_of_other_minutes_is_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "[program]\nstart_every = 20\n" + LEAST) == [(2, "unknown-value")]


def test_what_fits_is_asked_only_where_they_agree_on_the_time(tmp_path: Path) -> None:
    for time in ('"we set"', '"none"'):
        text = LEAST + f"minutes = 60\ntime = {time}\nfits_one_after_another = true\n"
        assert faults_of(tmp_path, text) == [(9, "bad-value")]
    (tmp_path / "pairing.toml").write_text(LEAST + "minutes = 60\nfits_one_after_another = false\n")
    assert not read_settings(tmp_path).sessions[0].session.needs_start


def test_lines_are_found_after_long_strings_and_lists(tmp_path: Path) -> None:
    text = "[program]\nname = '''\nseed = 1 [\n'''\nlevels = [\n  'unpaired', # ]\n  'idle',\n]\nunpaired_text = 3\n"
    assert faults_of(tmp_path, text + LEAST) == [(2, "bad-value"), (9, "wrong-type")]


def test_dotted_and_quoted_keys_have_their_lines(tmp_path: Path) -> None:
    text = 'collabies.file = "c.csv"\nmentors.file = 3\n[people."Ada = Quill"]\nsame = 1\n[[sessions]]\nname = "R"\n'
    assert faults_of(tmp_path, text) == [(2, "wrong-type"), (4, "wrong-type")]


# --- the living cohort ------------------------------------------------------------------------------------------

PEERS = LEAST + '[[sessions]]\nname = "Practice"\nkind = "peers"\n'


def read_text(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "pairing.toml").write_text(text, encoding="utf-8")
    return read_settings(tmp_path)


def test_nothing_is_said_of_changes_history_and_messages_by_default(tmp_path: Path) -> None:
    settings = read_text(tmp_path, LEAST)
    assert (settings.changes, settings.history, settings.messages) == (None, HistorySettings(), MessageSettings())


def test_changes_history_and_messages_are_read(tmp_path: Path) -> None:
    text = '[program]\nchanges = "changes.csv"\n' + LEAST
    text += '[history]\nfiles = ["history/*.csv", "old/*.md"]\nload_weight = 2\n'
    text += "[messages]\nsubject = 'Your $programme'\ncollabies = '''\nHello ${name},\n$meetings\nIt costs $$5.'''\n"
    settings = read_text(tmp_path, text)
    assert settings.changes == "changes.csv"
    assert settings.history == HistorySettings(("history/*.csv", "old/*.md"), 2)
    assert settings.messages == MessageSettings("Your $programme", "Hello ${name},\n$meetings\nIt costs $$5.", None)


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ("[history]\n", (7, "missing-key")),
        ("[messages]\nsubject = 'For {name}'\n", (8, "bad-value")),
        ("[history]\nfiles = []\n", (8, "bad-value")),
        ('[history]\nfiles = "x.csv"\n', (8, "wrong-type")),
        ('[history]\nfiles = ["x.csv"]\nload_weight = -1\n', (9, "bad-value")),
        ('[history]\nfiles = ["x.csv"]\nload = 1\n', (9, "unknown-key")),
        ('[messages]\nmentors = "$meeting"\n', (8, "unknown-value")),
        ('[messages]\nmentors = "It costs $5"\n', (8, "bad-value")),
        ('[messages]\nmentors = " "\n', (8, "bad-value")),
        ('[messages]\nsubject = "$meetings"\n', (8, "unknown-value")),
        ('[messages]\nsubjekt = "x"\n', (8, "unknown-key")),
        ('[people]\n"Bo" = { outside = "yes" }\n', (8, "wrong-type")),
    ],
)
def test_a_fault_of_history_or_messages_has_its_line(tmp_path: Path, section: str, fault: tuple[int, str]) -> None:
    assert faults_of(tmp_path, LEAST + section) == [fault]


def test_an_unknown_placeholder_comes_with_the_near_one(tmp_path: Path) -> None:
    (tmp_path / "pairing.toml").write_text(LEAST + '[messages]\nmentors = "Hello $Name, of $program"\n')
    assert [(issue.value, issue.hint) for issue in faults(tmp_path)] == [
        ("$Name", "Did you mean 'name'?"),
        ("$program", "Did you mean 'programme'?"),
    ]


def test_a_session_of_peers_has_its_wish_policy_and_days(tmp_path: Path) -> None:
    text = PEERS + 'minutes = 45\nprefer_same = "Region"\nrepeat = "never"\nclosed = true\ntime = "none"\n'
    session = read_text(tmp_path, text).sessions[1].session
    assert (session.is_peers, session.minutes, session.is_timed) == (True, 45, False)
    assert (session.prefer_same, session.repeat, session.closed) == ("Region", "never", True)


@pytest.mark.parametrize(
    "line", ['track = "required"', "most_per_mentor = 2", "mentors_each = 2", 'time = "they agree"']
)
def test_what_only_mentors_have_is_a_fault_of_a_session_of_peers(tmp_path: Path, line: str) -> None:
    assert faults_of(tmp_path, PEERS + line + "\n") == [(10, "bad-value")]


def test_only_peers_prefer_the_same(tmp_path: Path) -> None:
    assert faults_of(tmp_path, LEAST + 'prefer_same = "Region"\n') == [(7, "bad-value")]


def test_a_rule_on_columns_is_not_for_peers(tmp_path: Path) -> None:
    rule = '[[rules]]\ncolumns = ["a", "b"]\nmatch = "share"\nsessions = ["practice"]\n'
    assert faults_of(tmp_path, PEERS + rule) == [(13, "bad-value")]


@pytest.mark.parametrize(
    ("level", "keys", "is_known"),
    [
        ("changed", "", True),
        ("prefer same", "", False),
        ("prefer same", 'prefer_same = "Region"\n', True),
        ("practised before", "", True),
        ("practised before", 'repeat = "never"\n', False),
        ("practised before", 'repeat = "allow"\n', False),
        ("no repeat", "", False),
        ("no repeat", 'repeat = "avoid"\n', False),
        ("no repeat", '[[sessions]]\nname = "Interview"\nrepeat = "avoid"\n', True),
    ],
)
def test_a_level_of_peers_is_known_where_a_session_can_have_it(
    tmp_path: Path, level: str, keys: str, is_known: bool
) -> None:
    text = f'[program]\nlevels = ["unpaired", "{level}"]\n' + PEERS + keys
    if is_known:
        assert read_text(tmp_path, text).levels == ("unpaired", level)
    else:
        assert faults_of(tmp_path, text) == [(2, "unknown-value")]


def test_an_outside_helper_is_read(tmp_path: Path) -> None:
    settings = read_text(tmp_path, LEAST + '[people]\n"Bo Lind" = { outside = true }\n')
    assert settings.people["Bo Lind"] == PersonSettings(outside=True)


# --- polls and parts of the day ---------------------------------------------------------------------------------


def test_polls_and_parts_of_the_day_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pairing.toml"
    text = (
        f'{LEAST}[[polls]]\nfile = "when2meet*.csv"\nformat = "when2meet"\ntime_zone = "Europe/Berlin"\n'
        'exported_in = "UTC"\nyes = ["Ja"]\nif_need_be = false\nslot_minutes = 30\n[[polls]]\nfile = "b.csv"\n'
        'format = "slots"\nheaders = { name = "Handle" }\n'
        '[day_parts]\nMorning = "09:00-12:00"\n"Late evening" = "9pm-11pm"\n'
    )
    path.write_text(text, encoding="utf-8")
    settings = read_settings(path)
    assert settings.polls == (
        PollSettings("when2meet*.csv", "when2meet", "Europe/Berlin", "UTC", ("Ja",), False, 30, 7),
        PollSettings("b.csv", "slots", line=15, headers={"name": "Handle"}),
    )
    assert settings.day_parts == {"Morning": "09:00-12:00", "Late evening": "9pm-11pm"}


def test_the_sections_of_sheets_say_the_shape_and_the_zone_of_their_hours(tmp_path: Path) -> None:
    path = tmp_path / "pairing.toml"
    keys = 'format = "slots"\nslot_minutes = 30\ntime_zone = "UTC-5"\n'
    path.write_text(LEAST.replace('"m.csv"\n', f'"m.csv"\n{keys}'), encoding="utf-8")
    mentors = read_settings(path).mentors
    assert (mentors.format, mentors.slot_minutes, mentors.time_zone) == ("slots", 30, "UTC-5")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[[polls]]\ntime_zone = "UTC"\n', "missing-key"),
        ('[[polls]]\nfile = "a.csv"\nformat = "doodel"\n', "unknown-value"),
        ('[[polls]]\nfile = "a.csv"\ntime_zone = "Mars/Olympus"\n', "unknown-zone"),
        ('[[polls]]\nfile = "a.csv"\ntimezone = "UTC"\n', "unknown-key"),
        ('[[polls]]\nfile = "a.csv"\nyes = "Ja"\n', "wrong-type"),
        ('[[polls]]\nfile = "a.csv"\nheaders = { track = "Track" }\n', "unknown-key"),
        ('[[polls]]\nfile = "a.csv"\nif_need_be = "yes"\n', "wrong-type"),
        ('[[polls]]\nfile = "a.csv"\nslot_minutes = 0\n', "bad-value"),
        ('[[polls]]\nfile = "a.csv"\n[[polls]]\nfile = "a.csv"\n', "bad-value"),
        ('[polls]\nfile = "a.csv"\n', "wrong-type"),
        ('[day_parts]\nMorning = "9-12"\n', "bad-day-part"),
        ('[day_parts]\nMorning = "25:00-26:00"\n', "bad-day-part"),
        ('[day_parts]\nMorning = "09:00-10:00, 11:00-12:00"\n', "bad-day-part"),
        ('[day_parts]\n"Morning, early" = "09:00-10:00"\n', "bad-day-part"),
        ('[day_parts]\nMorning = "09:00-10:00"\nmorning = "08:00-10:00"\n', "bad-day-part"),
        ("[day_parts]\nMorning = 9\n", "wrong-type"),
    ],
)
def test_what_is_wrong_with_polls_and_parts_of_the_day_is_named_by_its_line(
    tmp_path: Path, text: str, code: str
) -> None:
    ((line, found),) = faults_of(tmp_path, LEAST + text)
    assert (found, line is not None and line >= 7) == (code, True)
