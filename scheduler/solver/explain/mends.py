"""From a reason to what may give way: one function for each rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scheduler.domain.school import School
from scheduler.solver.explain import mend_calendar, mend_places, mend_staffing, mend_timetable
from scheduler.solver.explain.changes import Change
from scheduler.solver.outcome import Reason

_Mend = Callable[[School, Reason], Iterator[Change]]


def _homerooms(school: School, why: Reason) -> Iterator[Change]:
    return mend_staffing.softer(school, why, "other than the homeroom teacher takes a core class")


def _teams(school: School, why: Reason) -> Iterator[Change]:
    return mend_staffing.softer(school, why, "of a team misses one of its groups")


def _pupils(school: School, why: Reason) -> Iterator[Change]:
    return mend_staffing.softer(school, why, "meets more pupils than the limit")


_MENDS: dict[str, _Mend] = {
    "S1": mend_staffing.sections_and_sizes,
    "S2": mend_staffing.owners,
    "S3": mend_staffing.loads,
    "S4a": mend_staffing.preps,
    "S4b": _pupils,
    "S5": mend_staffing.release_choice,
    "S6": mend_staffing.release_choice,
    "S8": _homerooms,
    "S9": _teams,
    "T1": mend_places.overfull,
    "T2": mend_places.overfull,
    "T3": mend_places.rooms,
    "T4a": mend_places.times,
    "T4b": mend_places.times,
    "T5b": mend_timetable.patterns,
    "T5c": mend_timetable.patterns,
    "T5d": mend_timetable.patterns,
    "T5e": mend_timetable.patterns,
    "T6": mend_timetable.limits,
    "T7a": mend_timetable.planning,
    "T7b": mend_timetable.lunch,
    "T7c": mend_places.duties,
    "T8": mend_places.locks,
    "T9": mend_timetable.entries,
    "T10a": mend_places.rooms,
    "T10b": mend_timetable.strengths,
    "T10c": mend_timetable.strengths,
    "T10d": mend_timetable.entries,
    "T11": mend_timetable.team_time,
    "T12": mend_timetable.common_slots,
    "T13": mend_timetable.coverable,
    "T14a": mend_timetable.entries,
    "T14b": mend_timetable.entries,
    "T14c": mend_timetable.strengths,
    "T14d": mend_timetable.strengths,
    "T14e": mend_timetable.strengths,
    "T14f": mend_timetable.strengths,
    "T15": mend_timetable.pairs,
    "T16a": mend_timetable.entries,
    "T16b": mend_timetable.entries,
    "T17": mend_timetable.entries,
    "C2": mend_calendar.covered,
    "C3": mend_calendar.covered,
    "C4": mend_calendar.specialists,
    "C5": mend_calendar.owed,
    "C6": mend_calendar.class_caps,
    "C7": mend_calendar.requests,
    "C8": mend_calendar.requests,
    "C9": mend_calendar.requests,
    "C12": mend_calendar.calendar_locks,
    "C13": mend_calendar.class_caps,
    "C14": mend_calendar.shares,
}


def mends(school: School, why: Reason) -> tuple[Change, ...]:
    """Find the changes that may resolve a reason, the cheapest first.

    None of them is sure to be enough: the changed school is examined again.
    """
    mend = _MENDS.get(why.key)
    found = dict.fromkeys(mend(school, why)) if mend is not None else {}
    return tuple(sorted(found, key=lambda one: one.cost))
