"""The proposal of a morning, as it is decided on: what changes, what gives way, who is told."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.changes import changed_rows
from scheduler.domain.form import clock_text
from scheduler.domain.yearplan import CalendarAnswer, LostReason
from scheduler.services.absences.announcing import told_of
from scheduler.services.absences.counting import Told
from scheduler.services.absences.gaps import gaps
from scheduler.services.absences.propose import by_hand
from scheduler.services.absences.rows import Desk, GapRow
from scheduler.services.absences.standing import Decision, Standing
from scheduler.services.messages.changes import Affected
from scheduler.services.plans.held import is_held

__all__ = ["Proposal", "proposal_of"]


@dataclass(frozen=True)
class Proposal:
    """
    What is proposed, in the words of the page.

    Parameters
    ----------
    rows
        What changes; `num_staying` were announced just so before.
    num_by_hand
        How many somebody has chosen; that nothing changes less is proven of the others alone.
    minutes_given_up, sessions_moved
        Coaching time that gives way to it; sessions that find another place.
    num_locked, locked
        Locked sessions that cannot stay; whose, as far as the viewer may know of it.
    told, num_told
        Who gets a message, as far as the viewer may know of it; how many in all.
    """

    version: int
    is_proven: bool
    rows: tuple[GapRow, ...]
    num_staying: int
    num_by_hand: int
    minutes_given_up: int
    sessions_moved: int
    num_locked: int
    locked: tuple[str, ...]
    told: tuple[Affected, ...]
    num_told: int

    @property
    def num_open(self) -> int:
        """How much nobody was found for."""
        return sum(not one.by for one in self.rows)


def proposal_of(on: Decision, told: Told, sees_coaching: bool) -> Proposal:
    """
    Put what is proposed into words.

    Parameters
    ----------
    sees_coaching
        Whether the viewer may know whose coaching it changes.
    """
    now, made, calendar = on.now, on.made, on.calendar
    desk, found = Desk(on, told), gaps(on)
    lost = calendar.lost[len(now.calendar.lost) :]
    changed = changed_rows(now.calendar, calendar)
    kept = {row.id for row in calendar.sessions}
    everybody, locked = told_of(now, made.plan), _unheld(now, calendar)
    return Proposal(
        version=made.version,
        is_proven=made.is_proven,
        rows=tuple(desk.row(one, found) for one in found if not one.stays),
        num_staying=sum(one.stays for one in found),
        num_by_hand=len(by_hand(made.order)),
        minutes_given_up=sum(
            one.minutes for one in lost if one.reason is LostReason.EMERGENCY_COVER
        ),
        sessions_moved=len(changed & kept),
        num_locked=len(locked),
        locked=tuple(locked) if sees_coaching else (),
        told=everybody if sees_coaching else told_of(now, made.plan, coaching=False),
        num_told=len(everybody),
    )


def _unheld(now: Standing, calendar: CalendarAnswer) -> list[str]:
    """Name the locked sessions that are not where they were: whoever is at them is absent."""
    stay, person = set(calendar.sessions), now.school.person
    return [
        f"{person[row.coach].name} and {person[row.teacher].name}, "
        f"{row.date:%b} {row.date.day}, {clock_text(row.start)}"
        for row in now.calendar.sessions
        if row not in stay and is_held(now.school, row)
    ]
