"""Whom a line of the changes means, and in which session; what cannot be told is noted as a doubt about the line."""

from __future__ import annotations

from pairing.errors import Issue, Severity
from pairing.model.names import did_you_mean, name_key
from pairing.model.people import Person
from pairing.model.session import Session
from pairing.rosters.changes import ChangeLine, line_issue
from pairing.rosters.joining import Joined
from pairing.rosters.pins import roles_of, session_called, takes_part


class Lookup:
    """The people as they are while the lines are read one after the other; ``issues`` grows with them."""

    def __init__(
        self,
        joined: Joined,
        sessions: tuple[Session, ...],
        others: tuple[str, ...],
        set_aside: tuple[str, ...],
        file: str,
        gone: frozenset[str] = frozenset(),
    ):
        self.joined, self.sessions = joined, sessions
        self.issues: list[Issue] = []
        self._others, self._file = others, file
        self._aside = frozenset(map(name_key, set_aside))
        self._gone = gone  # keys of names that a line says have left, and that are on no sheet (any more)
        self._elsewhere = self._aside | frozenset(map(name_key, others))

    def doubt(self, line: ChangeLine, code: str, message: str, hint: str = "", column: str = "value") -> None:
        """Note a question about a line, at one of its columns."""
        self.issues.append(line_issue(line, code, message, hint, self._file, column))

    def warn(self, line: ChangeLine, message: str, code: str = "changes-no-effect") -> None:
        """Note that a line does nothing."""
        hint = "Delete the line, or correct it." if line.line else ""
        self.issues.append(line_issue(line, code, message, hint, self._file, "what", severity=Severity.WARNING))

    def person(self, line: ChangeLine, name: str, column: str = "who") -> str | None:
        """The id of the one person whom a name means; None with a doubt where nobody or several are meant."""
        ids = self.joined.ids_of(name)
        if len(ids) == 1:
            return ids[0]
        if ids:
            message = f"{len(ids)} people are called {name!r}."
            self.doubt(line, "changes-several-fit", message, "Write the e-mail instead.", column)
        elif name_key(name) in self._aside:
            self.warn(line, f"{name} is set aside for a fault in the row of the sheet, so {line.what!r} has no effect.")
        elif name_key(name) in self._gone and line.what not in ("together", "keep"):
            self.warn(line, f"{name} has left and is on no sheet, so {line.what!r} has no effect.")
        else:
            hint = did_you_mean(name, self.names()) or "Correct the name, or delete the line."
            self.doubt(line, "changes-unknown-name", f"{name!r} is on no sheet.", hint, column)
        return None

    def session(self, line: ChangeLine) -> tuple[Session | None, bool]:
        """The session that a line names, None for all; and whether there is such a one (else with a doubt)."""
        if not line.session:
            return None, True
        session = session_called(self.sessions, line.session)
        if session is None:
            known = [one.name for one in self.sessions]
            hint = did_you_mean(line.session, known) or f"Known are {', '.join(map(repr, known))}."
            message = f"there is no session {line.session!r}."
            self.doubt(line, "changes-unknown-session", message, hint, "session")
        return session, session is not None

    def is_elsewhere(self, name: str) -> bool:
        """Whether somebody of that name stands in a published table, or is set aside."""
        return name_key(name) in self._elsewhere

    def names(self) -> list[str]:
        """Every name that could be meant."""
        everybody: tuple[Person, ...] = (*self.joined.participants, *self.joined.mentors)
        return sorted({*(one.name for one in everybody), *self._others})

    def roles(self, who: str) -> list[Person]:
        """The person of that id, as participant and as mentor."""
        return roles_of(self.joined, who)

    def shown(self, who: str) -> str:
        """The name of the person of that id."""
        return self.roles(who)[0].name

    def is_in(self, who: str, session: Session | None) -> bool:
        """Whether the person is in a session that is not over (None: in any)."""
        wanted = self.sessions if session is None else (session,)
        return any(takes_part(role, one) for one in wanted if not one.closed for role in self.roles(who))
