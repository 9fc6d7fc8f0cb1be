"""Pictures of a plan, drawn with matplotlib (the extra ``plot``); reached as ``pairing.plot``.

    >>> import pairing
    >>> people = [pairing.Participant("Ada"), pairing.Participant("Bo")]
    >>> problem = pairing.Problem(people, [pairing.Mentor("Cem"), pairing.Mentor("Dee")], [pairing.Session("Review")])
    >>> ax = pairing.plot.loads(pairing.solve(problem))
    >>> ax.get_title(loc="left")
    'Loads of 2 mentors'

``loads``      what each mentor holds in each session, against what he offered
``meetings``   who could meet whom in a session, who does, and what stands against the others
``hours``      who could begin a meeting in each hour of a session's days, against the places wanted
``timetable``  who is where when, of the sessions whose times we set
``levels``     how far each level was proved, and when

Each draws into ``ax``, or into a figure of its own that is as large as it needs to be; returns the axes; shows nothing
and leaves matplotlib's settings alone. ``ax.figure.savefig("loads.png")`` writes a file. In a notebook, and wherever
pyplot is in use already, a figure of our own is one of pyplot's, so that it is shown as others are; else it is not.

What colours say is said by marks, hatches or words as well, and the colours stay apart for the colour-blind. Names
stand as people write them, on one line; letters that no font at hand has become □.
"""

from pairing.plot.bars import loads as loads
from pairing.plot.clock import hours as hours
from pairing.plot.clock import timetable as timetable
from pairing.plot.heat import meetings as meetings
from pairing.plot.lanes import levels as levels

__all__ = ["hours", "levels", "loads", "meetings", "timetable"]
