"""The elementary school: 24 homerooms in six grades, one special a day for a whole grade at once.

Last year there were 30 homerooms.  With six of their teachers released four a grade remain, the
fewest that the cap allows.  A grade has its special at the same time, so that its homeroom teachers
plan together.  The day is a grid of nine stretches of 45 minutes, of which one is lunch and recess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.bell import BellSchedule
from scheduler.domain.calendar import DateOverride, SchoolCalendar
from scheduler.domain.courses import SectionRole
from scheduler.domain.defaults import default_limits, default_policy
from scheduler.domain.pd import PDGroup
from scheduler.domain.school import SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Elsewhere, Team
from scheduler.domain.wishes import CommonPlanning, PartRelease, Release, Rights
from scheduler.samples import elementary_classes as classes
from scheduler.samples import support
from scheduler.samples.bells import at, bell
from scheduler.samples.coaching import BASELINE, Asking, coaching_facts
from scheduler.samples.draft import Draft, Sample
from scheduler.samples.elementary_classes import DAYS, GRADES, KEPT, SPECIAL_PERIOD, SPECIALS
from scheduler.samples.pd import pd_group
from scheduler.samples.year import school_year

PD_DAYS, CYCLES = 18, 4
# The middle wave comes first: it is the clock of the specialists and of common planning.
LUNCH_AFTER = {"lunch-middle": 4, "lunch-early": 3, "lunch-late": 5}

AREAS = (
    ContentArea(id="literacy", name="Literacy and social studies"),
    ContentArea(id="math-science", name="Mathematics and science"),
    ContentArea(id="art", name="Art"),
    ContentArea(id="music", name="Music", specialist_only=True),
    ContentArea(id="pe", name="Physical education"),
    ContentArea(id="library", name="Library"),
    ContentArea(id="stem", name="STEM"),
    *support.AREAS,
)
_CORE_AREAS = ("literacy", "math-science")
# What the Plus teachers are certified in beside the core.
_PLUS = ("music", "art", "pe", "stem", "library", "")
# Specials of which two people hold the post, side by side or one after the other.
_PARTS = {"ART": (0.4, 0.6), "MUS": (0.5, 0.5), "STEM": (0.5, 0.5)}


def sample(*, seed: int, pd_days: int | None = None, cycles: int | None = None) -> Sample:
    """Make the elementary school with its known staffing and timetable."""
    draft, bells = Draft(seed), _bells()
    classes.rooms(draft)
    classes.homerooms(draft)
    homerooms, specialists = _homeroom_teachers(draft), _specialists(draft)
    _plus_team(draft)
    _volunteers(draft, homerooms)
    classes.own_sections(draft, homerooms, specialists)
    classes.place_core(draft)
    classes.place_specials(draft)
    plannings = _common_planning(draft, homerooms)
    _support(draft, bells)
    shared = [dict(zip(specialists[key], parts, strict=True)) for key, parts in _PARTS.items()]
    days = PD_DAYS if pd_days is None else pd_days
    asking = Asking(
        calendar=_calendar(),
        pd_groups=_pd_groups(homerooms, specialists, days, shared),
        common_planning=plannings,
        cycles=CYCLES if cycles is None else cycles,
        shared=shared,
        everybody_ticks=True,
        sections={one: (f"ELA-{group}", f"MATH-{group}") for group, one in homerooms.items()},
    )
    return draft.finish(
        id="elementary",
        name="Maple Grove Elementary School",
        kind=SchoolKind.ELEMENTARY,
        calendar=asking.calendar,
        bells=bells,
        areas=AREAS,
        grades=classes.grades(),
        rights=Rights(lunch_from=at(10), lunch_to=at(13, 30)),
        limits=default_limits(SchoolKind.ELEMENTARY),
        common_planning=plannings,
        release=_release(draft, specialists["ART"][1]),
        policy=replace(default_policy(SchoolKind.ELEMENTARY), expected_absences_a_day=1.5),
        baseline=BASELINE,
        **coaching_facts(draft, asking),
    )


def _bells() -> tuple[BellSchedule, ...]:
    def one(
        name: str, hour: int, minute: int, minutes: int, *, regular: bool = False
    ) -> BellSchedule:
        # Lunch and recess together take as long as a period, so that the grid holds for all waves.
        return bell(
            name,
            start=at(hour, minute),
            minutes=minutes,
            periods=8,
            passing=0,
            lunch=30,
            recess=minutes - 30,
            lunch_after=LUNCH_AFTER,
            regular=regular,
        )

    return (
        one("Regular day", 8, 15, 45, regular=True),
        one("Early release", 8, 15, 35),
        one("Delay of two hours", 10, 15, 30),
        one("Assembly first", 9, 0, 40),
    )


def _calendar() -> SchoolCalendar:
    return school_year(
        DAYS,
        regular_bell="regular",
        overrides=(
            DateOverride(date=dt.date(2026, 10, 9), bell="assembly", name="Harvest assembly"),
            DateOverride(date=dt.date(2026, 11, 19), bell="early", name="Conferences"),
            DateOverride(date=dt.date(2026, 11, 20), bell="early", name="Conferences"),
            DateOverride(date=dt.date(2027, 2, 4), bell="delay", name="Ice on the roads"),
            # A Monday was lost to the holiday: its classes meet on the Tuesday.
            DateOverride(date=dt.date(2027, 2, 16), cycle_day="Mon", name="Monday's classes"),
        ),
    )


def _homeroom_teachers(draft: Draft) -> dict[str, str]:
    """Hire the teacher of each homeroom that stays."""
    return {
        group.id: draft.person(
            areas=_CORE_AREAS,
            most_load=35,
            track=group.track,
            home_room=group.home_room,
            last_year=classes.core_courses(group.id),
        )
        for group in draft.groups
        if classes.is_kept(group.id)
    }


def _specialists(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Hire five specialists: two posts are shared, one passes to a new hire in January."""
    first, second = _calendar().segments

    def post(key: str, load: int = 30, **facts: object) -> str:
        _, area, room = SPECIALS[key]
        return draft.person(
            areas=(area,),
            most_load=load,
            home_room=room,
            last_year=tuple(f"{key}-{grade}" for grade in GRADES),
            **facts,
        )

    afternoons = Elsewhere(
        start=at(12, 15), end=at(15), travel_minutes=30, site="Lakeside Middle School"
    )
    leaver = post("STEM", last=first.last)
    return {
        # Two days a week, and three: the second one is a partly released Plus teacher, too.
        "ART": (
            post("ART", 12, share=0.4, unavailable=slots(DAYS[2:], range(1, 9))),
            post("ART", 18, share=0.6, unavailable=slots(DAYS[:2], range(1, 9))),
        ),
        # Half a post in the mornings, half in the afternoons.
        "MUS": (
            post("MUS", 15, share=0.5, elsewhere=(afternoons,)),
            post("MUS", 15, share=0.5, unavailable=slots(DAYS, (1, 2, 3))),
        ),
        "PE": (post("PE"),),
        "LIB": (post("LIB"),),
        "STEM": (leaver, post("STEM", first=second.first, replaces=leaver)),
    }


def slots(days: Iterable[str], periods: Iterable[int]) -> tuple[Slot, ...]:
    """Give all slots of these days and periods."""
    periods = tuple(periods)
    return tuple(Slot(day, period) for day in days for period in periods)


def _plus_team(draft: Draft) -> None:
    """Add the teachers of last year's fifth homerooms, whom the school releases."""
    for grade, area in zip(GRADES, _PLUS, strict=True):
        draft.released.append(
            draft.person(
                areas=(*_CORE_AREAS, area) if area else _CORE_AREAS,
                most_load=35,
                last_year=classes.core_courses(f"{grade}-A"),
                volunteer=True,
            )
        )


def _volunteers(draft: Draft, homerooms: dict[str, str]) -> None:
    willing = set(draft.rng.sample(sorted(homerooms.values()), len(_PLUS)))
    draft.staff = [
        replace(one, volunteer=one.volunteer or one.id in willing) for one in draft.staff
    ]


def _common_planning(draft: Draft, homerooms: dict[str, str]) -> tuple[CommonPlanning, ...]:
    plannings = []
    for grade in GRADES:
        members = tuple(homerooms[f"{grade}-{letter}"] for letter in KEPT)
        draft.teams.append(
            Team(id=f"team-{grade}", name=f"{classes.grade_name(grade)} team", staff=members)
        )
        plannings.append(
            CommonPlanning(
                id=f"team-{grade}",
                name=f"Common planning, {classes.grade_name(grade).lower()}",
                staff=members,
                periods=len(DAYS),
                different_days=True,
                counts_as_planning=True,
            )
        )
        draft.team_slots[f"team-{grade}"] = slots(DAYS, (SPECIAL_PERIOD[grade],))
    return tuple(plannings)


def _release(draft: Draft, part: str) -> Release:
    free = slots(DAYS[2:], (4, 8))
    return Release(
        k=len(draft.released),
        names=tuple(draft.released),
        part=(PartRelease(person=part, most_load=18, free=free),),
        common_slots=len(free),
    )


def _pd_groups(
    homerooms: dict[str, str],
    specialists: dict[str, tuple[str, ...]],
    days: int,
    shared: list[dict[str, float]],
) -> tuple[PDGroup, ...]:
    """Send each grade's team out together, and the specialists."""
    teams = [
        pd_group(
            f"grade-{grade}",
            f"{classes.grade_name(grade)} team",
            [homerooms[f"{grade}-{letter}"] for letter in KEPT],
            days=days,
        )
        for grade in GRADES
    ]
    everyone = [person for people in specialists.values() for person in people]
    return (*teams, pd_group("specials", "Specialists", everyone, days=days, shared=shared))


def _support(draft: Draft, bells: tuple[BellSchedule, ...]) -> None:
    """Add everybody beyond teachers and Plus team, with their pull-outs and duties."""
    support.courses(draft, resource=5, esl=5, advisory=1)
    support.course_outside_load(draft, "BAND", "Band", "music", support.meets(2))
    teachers = {
        grade: draft.person(areas=("special-education",), track=classes.TRACK[grade])
        for grade in ("2", "4")
    }
    support.assist(draft, "ELA-4-A", teachers["4"], SectionRole.CO_TEACHER, one_is_enough=True)
    for grade, teacher in teachers.items():
        classes.pull_out(draft, "RES", teacher, grade, "AB", keep=("ELA", "MATH"))
    for course, area, grade, letters in (
        ("ESL", "esl", "K", "AB"),
        ("ADV", "advisory", "3", "AB"),
        ("BAND", "music", "5", "ABCD"),
    ):
        teacher = draft.person(areas=(area,), track=classes.TRACK[grade])
        classes.pull_out(draft, course, teacher, grade, letters)
    aide, lunch_aide = draft.person(track=classes.TRACK["1"]), draft.person()
    support.assist(draft, "MATH-1-B", aide, SectionRole.SUPPORT)
    support.duties(draft, bells, {"buses": aide, "lunch": lunch_aide})
    support.leaders(draft)
