"""What everybody has a right to: planning, lunch, and no class during a duty (rule T7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.domain.bell import Atom, Span
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.week import BOOK, Week
from scheduler.domain.slots import Slot


@BOOK.rule("T7a")
def planning_time(week: Week) -> Iterator[Finding]:
    """Everybody who owns a section has their planning, by day or by cycle."""
    for person in week.people_at_work:
        need = needed_minutes(week, person)
        if not need or person in week.facts.released:
            continue
        segments = [one for one in week.facts.segments if (person, one) in week.facts.owned]
        missing: dict[str, int] = {}
        for segment in segments:
            for when, minutes in _missing(week, person, segment, need).items():
                missing[when] = max(minutes, missing.get(when, 0))
        for when, minutes in missing.items():
            if minutes > 0:
                lack = f"{counted(minutes, 'minute')} of planning"
                if week.bell.shortened:
                    lack = f"{counted(minutes, 'free whole period')} for planning"
                yield Finding(
                    f"{week.names.person(person)} lacks {lack} {when}.", (person,), minutes
                )


def needed_minutes(week: Week, person: str) -> int:
    """Planning a day that a person has a right to."""
    own = week.school.person[person].planning_minutes
    return week.school.rights.planning_minutes if own is None else own


def _missing(week: Week, person: str, segment: str, need: int) -> dict[str, int]:
    """Missing minutes (periods on a shortened bell) of each day, or of the cycle."""
    if week.bell.shortened:
        need = 1
    found = {
        day: _planning(week, person, segment, day)
        for day in week.days
        if week.day_of(person, "staff", segment, day)
    }
    if week.school.rights.planning_per == "cycle":
        return {"over the cycle": need * len(found) - sum(found.values())}
    return {f"on {day}": need - minutes for day, minutes in found.items()}


def _planning(week: Week, person: str, segment: str, day: str) -> int:
    """Planning that a person has on a day, with lunch where it costs the least of it."""
    track = week.track_of_person(person)
    own = [(one, week.bell.spans[Atom(track, one)]) for one in week.bell.periods(track)]
    busy = _busy(week, person, "staff", segment, day)
    blocked = [*busy, *week.absent(person, day), *_team_times(week, person, day)]
    # A lunch without length takes nothing away.
    lunches = [Span(0, 0)]
    if week.bell.lunches[track] is None and week.school.rights.lunch_minutes:
        starts = (span.end for _, span in own)
        lunches = list(_lunches(week, busy, starts)) or lunches
    return max(_counted(week, own, [*blocked, lunch]) for lunch in lunches)


def _counted(week: Week, own: list[tuple[int, Span]], blocked: list[Span]) -> int:
    """Minutes of those runs of free periods that are long enough; periods on a shortened bell."""
    runs: list[list[Span]] = [[]]
    for _, span in own:
        if any(span.overlaps(one) for one in blocked):
            runs.append([])
        else:
            runs[-1].append(span)
    if week.bell.shortened:
        return sum(map(len, runs))
    minutes = [sum(span.minutes for span in run) for run in runs]
    return sum(one for one in minutes if one >= week.school.rights.planning_block_minutes)


def _team_times(week: Week, person: str, day: str) -> tuple[Span, ...]:
    """Time of common planning on a day that is not individual planning as well."""
    entries = {
        one.id
        for one in week.school.common_planning
        if one.strength and not one.counts_as_planning and person in one.staff
    }
    slots: Iterable[Slot] = (one.slot for one in week.team_times if one.common_planning in entries)
    return week.closed(slots, week.school.first_track, day)


def _busy(week: Week, who: str, of: str, segment: str, day: str) -> list[Span]:
    """Lessons of a day, and the duties of a person."""
    spans = [span for lesson in week.day_of(who, of, segment, day) for span in lesson.spans]
    if of == "staff":
        spans += [span for _, span in week.duties(who, segment, day)]
    return spans


def _lunches(week: Week, busy: list[Span], starts: Iterable[int] = ()) -> Iterator[Span]:
    """Free stretches for lunch; one earlier than all of these would touch the same periods."""
    rights = week.school.rights
    for start in sorted({rights.lunch_from, *(span.end for span in busy), *starts}):
        lunch = Span(start, start + rights.lunch_minutes)
        if lunch.within(rights.lunch_window) and not any(lunch.overlaps(one) for one in busy):
            yield lunch


@BOOK.rule("T7b")
def lunch_time(week: Week) -> Iterator[Finding]:
    """Every person and every group with lessons on a day has an unbroken lunch."""
    rights = week.school.rights
    if not rights.lunch_minutes:
        return
    subjects = [("staff", one, week.names.person(one)) for one in week.people_at_work]
    subjects += [("groups", one, week.names.group(one)) for one in week.groups_at_work]
    for of, who, name in subjects:
        for day in week.days:
            if any(_without_lunch(week, who, of, segment, day) for segment in week.facts.segments):
                yield Finding(
                    f"{name} has no unbroken {rights.lunch_minutes} minutes for lunch on {day}.",
                    (who,),
                )


def _without_lunch(week: Week, who: str, of: str, segment: str, day: str) -> bool:
    if not week.day_of(who, of, segment, day):
        return False
    return not any(_lunches(week, _busy(week, who, of, segment, day)))


@BOOK.rule("T7c")
def no_class_during_duty(week: Week) -> Iterator[Finding]:
    """Nobody teaches while they stand a duty."""
    duties = {one.id: one for one in week.school.duties}
    for person in week.people_at_work:
        for one in week.presences(person):
            hit = {
                duty
                for segment in one.segments
                for duty, span in week.duties(person, segment, one.lesson.day)
                if one.lesson.overlaps(span)
            }
            for duty in sorted(hit):
                yield Finding(
                    f"{week.names.person(person)} stands {duties[duty].name} ({duty}) at the time "
                    f"of {week.names.section(one.lesson.section.id)} on {one.lesson.placed.slot}.",
                    (person, duty, one.lesson.section.id),
                )
