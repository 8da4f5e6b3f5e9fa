"""Schools with a master schedule but without a calendar, each for one planted reason.

Staffing and timetable are feasible in the sample as in its twin; where rule T13 would already find
the reason in the timetable, it is off.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scheduler.domain.calendar import SCHOOL_WEEK, Weekday
from scheduler.domain.coaching import (
    CoachingRequest,
    CycleTemplate,
    Kind,
    RequestStatus,
    Step,
    TeacherIs,
)
from scheduler.domain.courses import Lock
from scheduler.domain.pd import CoverLock, PDGroup, PDLock
from scheduler.domain.policy import ShareDemand
from scheduler.domain.staff import Elsewhere
from scheduler.domain.wishes import RuleStrength
from scheduler.samples import high
from scheduler.samples.bells import at
from scheduler.samples.draft import Draft, Sample
from scheduler.samples.little import Little, Special, draft_of, facts_of

# A week of October in which nothing else happens.
MONDAY = dt.date(2026, 10, 19)
_NO_T13 = (RuleStrength(rule="T13", strength=0),)
_PLUS = (("literacy", "art"), ("math-science", "art"), ("math-science", "pe"))
_SHORT_CORE = {"ELA": 5, "MATH": 5, "SCI": 5, "SS": 5}
_SPECIALS = (Special("ART", 4, (4,)), Special("MUS", 3, (4,)), Special("PE", 3, (4,)))


def no_over_half(
    *, seed: int, pd_days: int | None = None, cycles: int | None = None, mended: bool = False
) -> Sample:
    """Demand 18 PD days of everybody in the high school, and half of the team's time free.

    In the twin everybody owes 9 days.
    """
    usual = 9 if mended else 18
    sample = high.sample(
        seed=seed,
        pd_days=usual if pd_days is None else pd_days,
        cycles=0 if cycles is None else cycles,
    )
    school = replace(
        sample.school,
        id="no-over-half",
        name="Bayview High School",
        pd_groups=tuple(replace(group, must=True) for group in sample.school.pd_groups),
        share_demands=(ShareDemand(figure="free_share", least=0.5),),
    )
    return Sample(school, replace(sample.plan, school=school.id))


def grade_out(
    *, seed: int, pd_days: int | None = None, cycles: int | None = None, mended: bool = False
) -> Sample:
    """Send four homeroom teachers out together, with three Plus teachers to cover them.

    Each teaches five of six periods a day, so that at some time all four are in class.  In the
    twin they may go in two halves.
    """
    shape = Little(
        id="grade-out",
        name="Fern Hill Elementary School",
        homerooms=4,
        core={"ELA": 10, "MATH": 5, "SCI": 5, "SS": 5},
        specials=(Special("ART", 2, (4,)), Special("MUS", 2, (4,)), Special("PE", 1, (4,))),
        plus=_PLUS,
    )
    draft = draft_of(shape, seed)
    group = _homeroom_group(draft, 4 if pd_days is None else pd_days)
    group = replace(group, must=True, halves_allowed=mended)
    return draft.finish(**facts_of(shape, draft), pd_groups=(group,), rules=_NO_T13)


def music_uncovered(
    *, seed: int, pd_days: int | None = None, cycles: int | None = None, mended: bool = False
) -> Sample:
    """Demand PD days of a music teacher who teaches daily and whom nobody may cover.

    In the twin the first Plus teacher is certified in music, too.
    """
    shape = Little(
        id="music-uncovered",
        name="Harmony Elementary School",
        homerooms=4,
        core=_SHORT_CORE,
        specials=(Special("ART", 3, (4,)), Special("MUS", 5, (4,)), Special("PE", 2, (4,))),
        plus=((*_PLUS[0], "music"), *_PLUS[1:]) if mended else _PLUS,
    )
    draft = draft_of(shape, seed)
    group = PDGroup(
        id="specialists",
        name="Specialists",
        members=tuple(draft.owners[f"{key}-4-A"] for key in ("MUS", "ART", "PE")),
        days_owed=2 if pd_days is None else pd_days,
        least_gap_days=3,
        must=True,
    )
    return draft.finish(**facts_of(shape, draft), pd_groups=(group,), rules=_NO_T13)


def shared_plus(
    *, seed: int, pd_days: int | None = None, cycles: int | None = None, mended: bool = False
) -> Sample:
    """Lock a cover to a Plus teacher on a weekday that is promised to another school.

    In the twin the lock names another Plus teacher.
    """
    shape = _shape("shared-plus", "Twin Creeks Elementary School")
    draft = draft_of(shape, seed)
    slot = draft.slots["ELA-4-A"][0]
    weekday = Weekday(slot.day)
    away, other, _ = draft.released
    _promise(draft, away, (weekday,))
    lock = CoverLock(
        date=_date_of(weekday),
        section="ELA-4-A",
        period=slot.period,
        coverer=other if mended else away,
    )
    return draft.finish(
        **facts_of(shape, draft),
        pd_groups=(_homeroom_group(draft, 2 if pd_days is None else pd_days),),
        # The class that is covered must really be there then.
        locks=(Lock(section="ELA-4-A", meeting=1, slot=slot),),
        cover_locks=(lock,),
    )


def pd_window(
    *, seed: int, pd_days: int | None = None, cycles: int | None = None, mended: bool = False
) -> Sample:
    """Demand a visit in a week whose one day with the coach is the teacher's PD day.

    In the twin the PD day is locked to the week after.
    """
    shape = _shape("pd-window", "Willow Park Elementary School")
    draft = draft_of(shape, seed)
    teacher, coach = draft.owners["ELA-4-A"], draft.released[0]
    _promise(draft, coach, tuple(day for day in SCHOOL_WEEK if day is not Weekday.TUE))
    group = _homeroom_group(draft, 2 if pd_days is None else pd_days)
    tuesday = _date_of(Weekday.TUE)
    request = CoachingRequest(
        id=f"{teacher}-1",
        teacher=teacher,
        template="class-visit",
        areas=("literacy",),
        first=MONDAY,
        last=MONDAY + dt.timedelta(days=4),
        status=RequestStatus.CONFIRMED,
        asked_on=MONDAY - dt.timedelta(days=28),
        must=True,
    )
    lock = PDLock(
        group=group.id,
        date=tuesday + dt.timedelta(days=7) if mended else tuesday,
        unit="first_half",
    )
    return draft.finish(
        **facts_of(shape, draft),
        pd_groups=(group,),
        pd_locks=(lock,),
        templates=(_class_visit(),),
        requests=(request,),
    )


def _shape(identity: str, name: str) -> Little:
    return Little(
        id=identity, name=name, homerooms=4, core=_SHORT_CORE, specials=_SPECIALS, plus=_PLUS
    )


def _homeroom_group(draft: Draft, days: int) -> PDGroup:
    """Let the four homeroom teachers be one group, in two halves."""
    return PDGroup(
        id="grade-4",
        name="Grade 4 team",
        members=tuple(draft.owners[f"ELA-4-{letter}"] for letter in "ABCD"),
        days_owed=days,
        least_gap_days=3,
        halves_allowed=True,
    )


def _promise(draft: Draft, person: str, weekdays: tuple[Weekday, ...]) -> None:
    """Promise these weekdays of somebody to another school."""
    elsewhere = Elsewhere(start=at(7), end=at(16), weekdays=weekdays, site="Lakeside Middle School")
    draft.staff = [
        replace(one, elsewhere=(elsewhere,)) if one.id == person else one for one in draft.staff
    ]


def _date_of(weekday: Weekday) -> dt.date:
    return MONDAY + dt.timedelta(days=SCHOOL_WEEK.index(weekday))


def _class_visit() -> CycleTemplate:
    return CycleTemplate(
        id="class-visit",
        name="Visit to a class",
        kind=Kind.COACHING_CYCLE,
        steps=(Step(key="visit", title="Visit", minutes=40, teacher_is=TeacherIs.TEACHING),),
    )
