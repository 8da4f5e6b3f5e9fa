"""Publish a plan: see first what changes for whom, then announce exactly that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.district.figures import SiteSummary, summary_of
from scheduler.domain.plan import Stage
from scheduler.domain.plan_difference import PlanDifference, plan_difference
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.school import School
from scheduler.errors import ConflictError, InvalidProblemError
from scheduler.formats.html.words import date_range
from scheduler.services.belonging import require as require_stages
from scheduler.services.context import place_of
from scheduler.services.messages.changes import Affected, affected_by
from scheduler.services.messages.tell import Mailing, tell
from scheduler.services.plans.judged import violations_of
from scheduler.services.plans.show import Shown, find
from scheduler.services.sites.shared import clashes_of, on_special_bells, with_other_sites
from scheduler.services.today import today_at
from scheduler.store import figures, load, reading, records, snapshots, writing
from scheduler.store import plans as saving
from scheduler.store.db import Session
from scheduler.store.queries import plans, sites
from scheduler.store.queries.plans import PlanHead
from scheduler.store.recent import Recent

__all__ = ["Summary", "announce", "publish", "summary"]

_MOST_NAMED = 20

# A school that a teacher has taken something back from is another object. Both are kept beside what
# was found with them, so that no other has their number meanwhile.
_affected: Recent[tuple[object, ...], tuple[object, tuple[Affected, ...]]] = Recent(most=16)


@dataclass(frozen=True)
class Summary:
    """
    What publishing a plan would do.

    Parameters
    ----------
    before
        The plan that people go by now, which would be archived; None: there is none.
    difference
        What differs from it; None where there is none.
    affected
        Everybody who would get a message, with the number of changes for them.
    clashes
        Where other sites' published plans want the same people: these stand in the way.
    special
        Dates with a special bell on which another site wants the same people: somebody has to
        cover then.
    violations
        Rules that the plan breaks: these stand in the way, too.
    is_current
        Whether the school's data are still those for which the plan was made.
    has_timetable
        Whether there is anything to go by.
    loses_calendar
        Whether people go by a year calendar now, and the plan has none.
    forgotten
        Absences still to come that came up since it was begun: their cover is not in it.
    """

    head: PlanHead
    before: PlanHead | None
    difference: PlanDifference | None
    affected: tuple[Affected, ...]
    clashes: tuple[str, ...]
    special: tuple[str, ...]
    violations: tuple[str, ...]
    is_current: bool
    has_timetable: bool
    loses_calendar: bool
    forgotten: tuple[str, ...]

    @property
    def may_be_published(self) -> bool:
        """Whether nothing stands in the way."""
        return self.has_timetable and not (self.clashes or self.violations)

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of changes of each kind."""
        return {} if self.difference is None else self.difference.counts


def summary(viewer: Viewer, school: str, plan: str) -> Summary:
    """Say what publishing a plan would change, for whom, and what stands in its way."""
    require(viewer, Action.SEE_DRAFTS, place_of(viewer, school))
    with reading() as session:
        new, before = _read(session, school, plan)
        year = sites.year(session, school)
        found = clashes_of(session, year, new.school, new.plan)
        special = on_special_bells(session, year, new.school, new.plan)
        is_current = _is_current(session, school, new.head)
    difference = None
    if before is not None:
        difference = plan_difference(new.school, before.plan, new.plan, before.school)
    return Summary(
        new.head,
        before.head if before else None,
        difference,
        _told(before, new),
        tuple(one.sentence for one in found),
        tuple(one.sentence for one in special),
        violations_of(new),
        is_current,
        new.plan.timetable is not None,
        before is not None and before.plan.calendar is not None and new.plan.calendar is None,
        () if before is None else tuple(_forgotten(before, new)),
    )


def publish(
    viewer: Viewer,
    school: str,
    plan: str,
    *,
    expected: int,
    instead_of: str | None,
    mailing: Mailing | None = None,
) -> PlanHead:
    """
    Announce a plan, archive the one before, and write one message to everybody affected.

    Parameters
    ----------
    expected
        The version of the plan that the viewer saw.
    instead_of
        The published plan that the viewer saw; None: there was none.
    mailing
        How mail is sent; None: not at all, people see it when they look, or on change sheets.

    Raises
    ------
    ConflictError
        If other sites' published plans want the same people at the same times, each of them
        named; or if somebody did something to these plans meanwhile.
    InputError
        If the plan has no timetable.
    InvalidProblemError
        If the plan breaks rules.
    """
    require(viewer, Action.PUBLISH, place_of(viewer, school))
    # What is read and compared here never changes; only what is published may.
    with reading() as session:
        new, before = _read(session, school, plan)
    require_stages(new.school, new.plan, Stage.STAFFING, Stage.TIMETABLE)
    if broken := violations_of(new):
        raise InvalidProblemError(broken)
    told, sums = _told(before, new), summary_of(new.school, new.plan)
    with writing() as session:
        _same_as_seen(session, school, instead_of, before)
        _refuse_clashes(session, school, new)
        head = announce(
            session, plan, expected=expected, sums=sums, told=told, mailing=mailing, by=viewer.user
        )
    return head


def announce(
    session: Session,
    plan: str,
    *,
    expected: int,
    sums: SiteSummary,
    told: Sequence[Affected],
    mailing: Mailing | None,
    by: str | None,
) -> PlanHead:
    """Publish a plan with all that belongs to it; the caller has decided that it may be.

    Parameters
    ----------
    sums, told
        What the plan gives its site; whom it affects.
    """
    head = saving.publish(session, plan, expected=expected, by=by)
    figures.keep(session, plan, sums)
    session.flush()
    figures.renew(session, head.school_id, records.of_school(session, head.school_id))
    tell(session, head.school_id, head, told, mailing)
    return head


def _forgotten(before: Shown, new: Shown) -> Iterator[str]:
    """Name absences of the published calendar that a new one knows nothing of."""
    old, calendar, today = before.plan.calendar, new.plan.calendar, today_at(new.school)
    if old is None or calendar is None:
        return
    person = before.school.person
    for one in old.absences:
        if one.last >= today and one not in calendar.absences and one.person in person:
            yield f"{person[one.person].name}, {date_range(one.first, one.last)}"


def _read(session: Session, school: str, plan: str) -> tuple[Shown, Shown | None]:
    head = find(session, school, plan)
    new = Shown(head, plans.school_of(session, plan), plans.content(session, plan))
    old = plans.published(session, school)
    if old is None:
        return new, None
    return new, Shown(old, plans.school_of(session, old.id), plans.content(session, old.id))


def _same_as_seen(session: Session, school: str, seen: str | None, before: Shown | None) -> None:
    now = plans.published(session, school)
    current = None if now is None else now.id
    if current != seen or current != (before.head.id if before else None):
        raise ConflictError(
            "Another plan was published meanwhile; look again at what this one would change."
        )


def _refuse_clashes(session: Session, school: str, new: Shown) -> None:
    found = clashes_of(session, sites.year(session, school), new.school, new.plan)
    if found:
        more = len(found) - _MOST_NAMED
        words = " ".join(one.sentence for one in found[:_MOST_NAMED])
        rest = f" And {more} more." if more > 0 else ""
        raise ConflictError(f"The plan was not published. {words}{rest}")


def _told(before: Shown | None, new: Shown) -> tuple[Affected, ...]:
    """List everybody who would get a message: found for the summary, it serves to publish, too."""
    schools = (None if before is None else before.school, new.school)
    key = (None if before is None else before.head.id, new.head.id, *map(id, schools))

    def build() -> tuple[object, tuple[Affected, ...]]:
        among = _concerned(before, new) if before and _same_year(before, new) else None
        return schools, affected_by(before, new, among)

    return _affected.get(key, build)[1]


def _same_year(before: Shown, new: Shown) -> bool:
    """Whether two plans differ at most in the master schedule, and their schools in locks alone."""
    if before.plan.calendar != new.plan.calendar:
        return False
    if before.school is new.school:
        return True
    same: bool = _unlocked(before.school) == _unlocked(new.school)
    return same


def _unlocked(school: School) -> School:
    return dataclasses.replace(school, locks=(), pd_locks=(), cover_locks=(), session_locks=())


def _concerned(before: Shown, new: Shown) -> frozenset[str]:
    """Everybody who stands in anything of the master schedule that two plans have differently."""
    here, there = before.plan, new.plan
    people: set[str] = set()
    sections: set[str] = set()
    if here.staffing and there.staffing:
        owners = {*here.staffing.ownerships} ^ {*there.staffing.ownerships}
        sections |= {one.section for one in owners}
        people |= {*here.staffing.released} ^ {*there.staffing.released}
    if here.timetable and there.timetable:
        meetings = {*here.timetable.meetings} ^ {*there.timetable.meetings}
        sections |= {one.section for one in meetings}
        times = {*here.timetable.team_times} ^ {*there.timetable.team_times}
        teams = {one.id: one.staff for one in new.school.common_planning}
        people |= {person for one in times for person in teams.get(one.common_planning, ())}
    for plan in (here, there):
        owned = plan.staffing.ownerships if plan.staffing else ()
        people |= {one.owner for one in owned if one.section in sections}
    helpers = (one.staff for one in new.school.sections if one.id in sections)
    return frozenset(people | {one.person for some in helpers for one in some})


def _is_current(session: Session, school: str, head: PlanHead) -> bool:
    try:
        found = load.school(session, school)
    except InvalidProblemError:
        return False
    # A build keeps the promises to other sites, too.
    with_others = with_other_sites(session, sites.year(session, school), found)
    return head.snapshot in {snapshots.key_of(school, one) for one in (found, with_others)}
