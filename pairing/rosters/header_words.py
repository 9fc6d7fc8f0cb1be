"""The words that people write above columns: which say what a column is, and which say that it is something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pairing.model.names import text_key


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FILLER = word_set(
    "a an and any are as at be can could enter for give i if in is it list me my of on or our please provide share so"
    " state tell that the there these this to type us we what whats which will with would write you your youre"
    " youd select choose pick tick check mark optional required"
)
OPENS_YES_NO = word_set("am are can could did do does has have is may should was were will would")
COLLABIE = word_set("collabie collabies participant participants mentee mentees student students candidate candidates")
MENTOR = word_set("mentor mentors volunteer volunteers interviewer interviewers coach reviewer")
PEOPLE = COLLABIE | word_set("people pairs pairings matches persons")
NOT_OWN = word_set(
    "company employer organisation organization manager boss friend friends emergency partner parent guardian spouse"
    " referral referrer reference team school university pet teacher someone somebody else previous alternate"
    " alternative secondary second backup"
)
SUBMITTED = tuple(
    map(
        word_set,
        (
            "timestamp",
            "time stamp",
            "submitted",
            "submission time",
            "submission date",
            "submission timestamp",
            "date submitted",
            "time submitted",
            "completion time",
            "submit date",
            "created",
            "date created",
        ),
    )
)
FIRST_NAME = tuple(map(word_set, ("first name", "given name", "forename", "first names")))
LAST_NAME = tuple(map(word_set, ("last name", "family name", "surname", "last names")))
# Explaining a number of places: it is not the total.
PER_SESSION = word_set("per each every session once slot day week weekly apiece simultaneously")
# Explaining a grid of hours: they may be the hours that do *not* suit.
NEVER_FREE = word_set(
    "not no never none neither nor cant cannot couldnt dont doesnt wont wouldnt shouldnt isnt arent unable without"
    " unavailable unavailability busy booked blocked block occupied taken conflict conflicts clash clashes except"
    " exclude excluding avoid unless impossible"
)
SECOND_CHOICE = word_set("preferred display legal chosen personal work contact best alternative")

# What may stand beside the anchor of a role.
BESIDE: Mapping[str, frozenset[str]] = {
    "name": word_set(
        "name full complete entire own first last given family surname pronouns pronoun preferred display legal chosen"
        " like called appear appears should shown want table tables by go"
    ),
    "email": word_set("email address contact best preferred own id reach main primary personal work get"),
    "pronouns": word_set("pronoun pronouns preferred use gender own go by like personal do"),
    "zone": word_set(
        "time zone current local home own based located live living during week weeks lab career interview interviews"
        " mock session sessions programme program from joining join where do most"
    ),
    "track": word_set(
        "track tracks interview interviews interviewing mentor mentoring help cover chosen learning bootcamp programme"
        " program career lab preparing prepare study studying following take taking want like support all apply"
        " comfortable current own main doing do signed up enrolled"
    ),
    "sessions": word_set(
        "session sessions help helping take taking part join joining attend attending volunteer volunteering sign up"
        " like want interested support lead run host hold offer able participate participating all apply mentor"
        " mentoring career lab cohort following do available mock interview interviews happy willing"
    ),
    "capacity": PEOPLE
    | word_set(
        "how many capacity take total mentor interview meet help support altogether overall max maximum most number"
        " handle all across sessions limit want like happy willing comfortable up commit have see paired matched do"
        " own mentoring"
    ),
    "apart": PEOPLE
    | MENTOR
    | word_set(
        "anyone anybody someone somebody no nobody person names name rather not prefer like get paired pair pairing"
        " matched match meet placed put together avoid want dont should shouldnt conflict conflicts interest who whom"
        " else know keep kept apart from wish work working grouped do being partnered have by"
    ),
    "free": word_set(
        "when free available availability availabilities time times hour hours own slot slots day days date dates"
        " window windows weekday weekdays meet best good ok okay well suit suits convenient possible week weeks do make"
        " take have work works could might be mock interview interviews session sessions mentor mentors mentoring"
        " collabie collabies career lab cohort programme program join attend talk call chat during next following"
        " coming local zone usually typically generally general current all each every mark"
    ),
}
# Words by which a column that was not recognised may be it after all: said, never guessed.
MAY_BE: Mapping[str, frozenset[str]] = {
    "email": word_set("email mail"),
    "zone": word_set("timezone zone utc gmt"),
    "track": word_set("track tracks"),
    "sessions": word_set("session sessions help helping volunteer"),
    "capacity": PEOPLE | word_set("capacity sessions interviews"),
    "apart": word_set("apart avoid conflict conflicts paired matched"),
}
_NUMBERING = re.compile(r"\s*(?:q(?:uestion)?\s*)?\d+\s*[.):]\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^][]*)\]")
_WORD = re.compile(r"[^\W_]+")


def core_and_rest(header: str) -> tuple[str, str]:
    """The question itself, and what explains it: brackets, and what follows a question mark, colon or line break."""
    text = _NUMBERING.sub("", header, count=1) if _NUMBERING.match(header) else header
    brackets = " ".join(match.group(1) or match.group(2) or "" for match in _BRACKETS.finditer(text))
    bare = _BRACKETS.sub(" ", text).strip()
    cut = min((place for mark in "?:\n" if (place := bare.find(mark)) >= 0), default=len(bare))
    return bare[:cut], f"{bare[cut:]} {brackets}"


def words_of(text: str) -> list[str]:
    plain = text_key(text).replace("'", "").replace("’", "").replace("e-mail", "email").replace("timezone", "time zone")
    return _WORD.findall(plain.replace("e mail ", "email "))


def listing(texts: Sequence[str]) -> str:
    """Headers in a message, at most 12."""
    shown = ", ".join(repr(" ".join(text.split())) for text in texts[:12])
    return f"{shown} and {len(texts) - 12} more" if len(texts) > 12 else shown
