"""What may give way so that there is a calendar: locks, PD days, cover, shares, requests."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.pd import PDGroup
from scheduler.domain.school import School
from scheduler.solver.explain.changes import Change, Edit, Op, set_field
from scheduler.solver.explain.kinds import Kind
from scheduler.solver.explain.mend_places import promises
from scheduler.solver.explain.mend_staffing import certificates
from scheduler.solver.explain.mend_timetable import halves
from scheduler.solver.outcome import Reason, counted

_WEEK = dt.timedelta(days=7)


def calendar_locks(school: School, why: Reason) -> Iterator[Change]:
    """C12: give up a lock of a PD day, a cover or a session, or what else takes somebody away."""
    for lock in school.pd_locks:
        if lock.group in why.ids:
            yield give_up_pd_lock(school, lock.group)
            break
    yield from cover_locks(school, why)
    yield from session_locks(school, why)
    yield from promises(school, why)


def give_up_pd_lock(school: School, group: str) -> Change:
    """Leave the dates of a PD group to the scheduler."""
    mine = [one for one in school.pd_locks if one.group == group]
    name = next(one.name for one in school.pd_groups if one.id == group)
    dates = ", ".join(str(one.date) for one in mine)
    return Change(
        Kind.GIVE_UP_PD_LOCK,
        f"Give up the lock of {name} on {dates}",
        "the choice of another date for its PD",
        tuple(Edit("pd_locks", "", Op.DROP, "", one) for one in mine),
    )


def cover_locks(school: School, why: Reason) -> Iterator[Change]:
    """Leave it open who covers a class."""
    for lock in school.cover_locks:
        if lock.coverer in why.ids and (lock.section or lock.duty) in why.ids:
            what = f"{lock.section} in period {lock.period}"
            if lock.duty is not None:
                what = school.duty[lock.duty].name
            yield Change(
                Kind.GIVE_UP_COVER_LOCK,
                f"Leave open who covers {what} on {lock.date}, "
                f"instead of {school.person[lock.coverer].name}",
                "the choice among all who are there",
                (Edit("cover_locks", "", Op.DROP, "", lock),),
            )


def session_locks(school: School, why: Reason) -> Iterator[Change]:
    """Leave it open when a session takes place, and with whom."""
    for lock in school.session_locks:
        request = school.request.get(lock.request)
        if request is not None and {lock.coach, request.teacher} <= set(why.ids):
            yield Change(
                Kind.GIVE_UP_SESSION_LOCK,
                f"Unlock the session of {school.person[lock.coach].name} and "
                f"{school.person[request.teacher].name} on {lock.date}",
                "another time for it",
                (Edit("session_locks", "", Op.DROP, "", lock),),
            )


def _groups(school: School, why: Reason) -> list[PDGroup]:
    return [one for one in school.pd_groups if one.id in why.ids]


def owed(school: School, why: Reason) -> Iterator[Change]:
    """C5: fewer days, a shorter gap, no protected dates, or no must."""
    for group in _groups(school, why):
        open_dates = why.numbers.get("open", group.days_owed - 1)
        if 0 <= open_dates < group.days_owed:
            yield fewer_days([group], open_dates)
        if group.least_gap_days > 1:
            yield shorter_gap(group)
        if group.exclusions:
            yield Change(
                Kind.DROP_EXCLUSIONS,
                f"Open the protected dates of {group.name} to PD",
                "more dates to choose from",
                (set_field("pd_groups", group.id, "exclusions", ()),),
            )
        yield no_must(group)


def shorter_gap(group: PDGroup) -> Change:
    """Let the PD days of a group follow one another sooner."""
    gap = group.least_gap_days // 2
    return Change(
        Kind.SHORTER_GAP,
        f"Let PD days of {group.name} lie {counted(max(gap, 1), 'day')} apart",
        "more dates to choose from",
        (set_field("pd_groups", group.id, "least_gap_days", max(gap, 1)),),
    )


def no_must(group: PDGroup) -> Change:
    """Let PD days of a group be missing where they find no date."""
    return Change(
        Kind.PD_NO_MUST,
        f"Let PD days of {group.name} be missing, and listed, where they find no date",
        "a calendar with as many of them as fit",
        (set_field("pd_groups", group.id, "must", False),),
    )


def fewer_days(groups: list[PDGroup], days: int) -> Change:
    """Let members of groups owe fewer days, part-timers by their share."""
    most = max(group.days_owed for group in groups)
    edits = []
    for group in groups:
        number = math.floor(group.days_owed * days / most)
        own = tuple(
            replace(one, days=min(one.days, math.floor(one.days * days / most)))
            for one in group.owed
        )
        edits.append(set_field("pd_groups", group.id, "days_owed", number))
        edits.append(set_field("pd_groups", group.id, "owed", own))
    whose = groups[0].name if len(groups) == 1 else "every PD group that must go out"
    return Change(
        Kind.FEWER_PD_DAYS,
        f"Let each member of {whose} owe {counted(days, 'PD day')} only",
        "cover and dates that suffice for these days",
        tuple(edits),
        most - days,
    )


def covered(school: School, why: Reason) -> Iterator[Change]:
    """C2, C3: halves, one more Plus teacher or none to go: what a group needs to be covered."""
    for group in _groups(school, why):
        if not group.halves_allowed and len(group.members) > 1:
            yield halves(group.id, group.name)
        yield no_must(group)
    caps = school.cover_caps
    if caps.standby_periods:
        yield Change(
            Kind.LOOSEN_COVER_CAP,
            "Keep no Plus teacher on standby",
            f"{counted(caps.standby_periods, 'more Plus teacher')} for cover in every period",
            (set_field("cover_caps", "", "standby_periods", 0),),
            caps.standby_periods,
        )
    if caps.plus_periods_a_day is not None:
        yield Change(
            Kind.LOOSEN_COVER_CAP,
            f"Let a Plus teacher cover {caps.plus_periods_a_day + 1} periods a day",
            "one more class for each of them",
            (set_field("cover_caps", "", "plus_periods_a_day", caps.plus_periods_a_day + 1),),
        )


def specialists(school: School, why: Reason) -> Iterator[Change]:
    """C4: let others cover a specialist's area, or certify somebody of the team."""
    for area in (one for one in school.areas if one.id in why.ids):
        if area.specialist_only:
            yield Change(
                Kind.ALLOW_COVER,
                f"Let every Plus teacher cover {area.name}",
                "cover without a certificate",
                (set_field("areas", area.id, "specialist_only", False),),
            )
        yield from certificates(school, area.id, plus=True)
    for group in _groups(school, why):
        yield no_must(group)


def class_caps(school: School, why: Reason) -> Iterator[Change]:
    """C6, C13: looser caps on how often a class is covered, or how much somebody covers."""
    caps = school.cover_caps
    more = {"covered_in_a_row": (caps.covered_in_a_row + 1, "meeting days of a class in a row")}
    if caps.covered_per_section_term is not None:
        number = caps.covered_per_section_term + 2
        more["covered_per_section_term"] = (number, "meetings of a class in a term")
    if caps.plus_periods_a_week is not None:
        number = caps.plus_periods_a_week + 3
        more["plus_periods_a_week"] = (number, "periods of a Plus teacher in a week")
    wanted = {"C13": ("plus_periods_a_week",)}
    for field in wanted.get(why.key[:3], ("covered_in_a_row", "covered_per_section_term")):
        if field in more:
            value, words = more[field]
            yield Change(
                Kind.LOOSEN_COVER_CAP,
                f"Allow cover of {value} {words}",
                "more dates on which PD can be covered",
                (set_field("cover_caps", "", field, value),),
            )


def shares(school: School, why: Reason) -> Iterator[Change]:
    """C14: fewer PD days, or a smaller share that must stay free."""
    groups = [one for one in school.pd_groups if one.must and one.days_owed]
    cover, plus = why.numbers.get("cover_periods", 0), why.numbers.get("plus_periods", 0)
    for place, demand in enumerate(school.share_demands):
        if groups and cover:
            most = max(one.days_owed for one in groups)
            fits = math.floor(most * plus * (1 - demand.least) / cover)
            # Cover also has to be packed into days: a quarter fewer is a safer choice.
            for days in dict.fromkeys((fits, fits * 3 // 4)):
                if days < most:
                    yield fewer_days(groups, days)
        reached = math.floor(100 * (1 - cover / plus)) / 100 if plus else 0.0
        lower = min(reached, demand.least - 0.05)
        if cover and lower > 0:
            demands = list(school.share_demands)
            demands[place] = replace(demand, least=lower)
            yield Change(
                Kind.LOWER_SHARE,
                f"Demand that {lower:.0%} of the Plus team's time stay free, not "
                f"{demand.least:.0%}",
                "all PD days that are demanded",
                (Edit("share_demands", "", Op.DROP, "", demand),
                 Edit("share_demands", "", Op.ADD, "", demands[place])),
                math.ceil(100 * (demand.least - lower)),
            )  # fmt: skip


def requests(school: School, why: Reason) -> Iterator[Change]:
    """C7 to C9: what keeps a request that must be served from being served."""
    for request in (one for one in school.requests if one.id in why.ids):
        for group in school.pd_groups:
            locks = [one for one in school.pd_locks if one.group == group.id]
            if request.teacher in group.members and locks:
                yield give_up_pd_lock(school, group.id)
        later = request.last + _WEEK
        if later <= school.calendar.last:
            yield Change(
                Kind.WIDER_WINDOW,
                f"Let request {request.id} be served until {later}, a week later",
                "more dates on which teacher and coach are free",
                (set_field("requests", request.id, "last", later),),
            )
        yield Change(
            Kind.REQUEST_NO_MUST,
            f"Let request {request.id} stay open where it finds no date",
            "a calendar for everybody else",
            (set_field("requests", request.id, "must", False),),
        )
