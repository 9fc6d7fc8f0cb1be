"""``messages`` and ``invites``: what goes to the people."""

from __future__ import annotations

import argparse

from pairing.shell import dump, out, say, say_issues
from pairing.verbs.asking import solve_program, strict


def messages(options: argparse.Namespace) -> int:
    """Print the messages as CSV."""
    program, result = solve_program(options)
    from pairing.program import publication
    from pairing.talk.sending import messages_to, unwritten_issues

    found = messages_to(
        program, result, planned := publication(program, result), to=options.to, changed=options.changed
    )
    if options.json:
        dump([one._asdict() for one in found])
    elif options.format == "text":
        from pairing.documents.messages import messages_text

        out(messages_text(found))
    else:
        from pairing.documents.messages import messages_csv

        out(messages_csv(found))
    untold = unwritten_issues(planned, found, options.to) if options.changed else ()
    say_issues([*program.issues, *planned.issues, *untold], options)
    return strict(options, program, result)


def invites(options: argparse.Namespace) -> int:
    """Write the calendar files into a folder."""
    program, result = solve_program(options)
    from pairing.cohort.calendars import read_calendars, write_calendars
    from pairing.program import publication
    from pairing.talk.sending import invites_text, invites_to, unpublished_issues

    planned = publication(program, result)
    before = read_calendars(options.folder)
    files = invites_to(program, result, before)
    changed = write_calendars(options.folder, files, before)
    if options.json:
        dump({"schema_version": 1, "folder": options.folder, "files": sorted(files), "written": list(changed)})
    say_issues([*program.issues, *planned.issues, *unpublished_issues(planned)], options)
    if not options.quiet:
        say(invites_text(options.folder, files, changed))
    return strict(options, program, result)
