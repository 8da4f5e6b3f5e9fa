"""Builds a high school of any size from its courses and posts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from scheduler.domain.bell import Atom, BellSchedule, Span
from scheduler.domain.calendar import CycleKind, DateOverride, SchoolCalendar
from scheduler.domain.courses import Grade, SectionRole
from scheduler.domain.defaults import default_limits, default_policy
from scheduler.domain.school import SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea
from scheduler.domain.wishes import Rights
from scheduler.samples import high_courses, high_posts, high_staff, support
from scheduler.samples.bells import at, bell
from scheduler.samples.coaching import BASELINE, Asking, coaching_facts
from scheduler.samples.colouring import Colouring, Row
from scheduler.samples.draft import Draft, Sample
from scheduler.samples.high_courses import BAND_COHORTS, GRADE, PUPILS_A_COHORT, ROOM_KINDS, Offer
from scheduler.samples.high_posts import AB, AB_SHARED, Grid, Post, Shared
from scheduler.samples.workday import WorkDay
from scheduler.samples.year import school_year

LUNCH_WINDOW = Span(at(10), at(14))
_AREA_NAMES = {
    "ela": "English language arts",
    "math": "Mathematics",
    "science": "Science",
    "social-studies": "Social studies",
    "languages": "World languages",
    "pe": "Physical education",
    "health": "Health",
    "art": "Art",
    "music": "Music",
    "shop": "Shop",
    "computing": "Computing and business",
}
_SPECIALIST_ONLY = ("music", "shop")


@dataclass(frozen=True)
class Shape:
    """What one high school has more of than another.

    Parameters
    ----------
    cohorts
        Groups of grade 9 that run.
    posts
        Full posts by area.
    plus
        Areas of each Plus teacher.
    shared
        By area, how two people hold one of its posts.
    team_slots
        By course, when some of its teachers plan together.
    minutes
        Length of a period on the regular bell, on early release, after a delay and with an
        assembly.
    passing
        Minutes from one period to the next.
    lunch_after
        By lunch wave: the period after which it eats.
    row
        The kind of school whose limit on lessons in a row it has: long blocks tire sooner.
    """

    id: str
    name: str
    offers: tuple[Offer, ...]
    cohorts: int
    posts: Mapping[str, int]
    plus: tuple[tuple[str, ...], ...]
    grid: Grid = AB
    shared: Shared = field(default_factory=lambda: AB_SHARED)
    band_slot: Slot = Slot("B", 4)
    team_slots: Mapping[str, Slot] = field(
        default_factory=lambda: {
            "ENG-10": Slot("A", 4),
            "GEOM": Slot("B", 2),
            "CHEM": Slot("A", 2),
        }
    )
    minutes: tuple[int, int, int, int] = (93, 65, 60, 78)
    passing: int = 6
    lunch_after: Mapping[str, int] = field(default_factory=lambda: {"lunch-a": 2, "lunch-b": 3})
    row: SchoolKind = SchoolKind.HIGH


def build(shape: Shape, *, seed: int, pd_days: int, cycles: int) -> Sample:
    """Make the school with its known staffing and timetable."""
    draft, bells, calendar = Draft(seed), _bells(shape), _calendar(shape.grid)
    posts = high_posts.posts(shape.posts, shape.grid, shape.shared)
    _rooms(draft, posts, len(shape.plus))
    high_courses.add_courses(draft, shape.offers, shape.cohorts, shape.grid.pattern)
    high_posts.deal(posts, shape.offers)
    high_staff.hire(draft, posts, calendar, shape.grid)
    high_staff.plus_team(draft, shape.plus, shape.grid)
    high_staff.volunteers(draft, posts, shape.grid)
    plannings = high_staff.course_teams(draft, posts, shape.grid, shape.team_slots)
    _place(draft, posts, bells[0], shape)
    _support(draft, bells)
    shared = high_staff.shared_posts(draft, posts)
    asking = Asking(
        calendar=calendar,
        pd_groups=tuple(high_staff.pd_groups(draft, posts, pd_days, shared)),
        common_planning=plannings,
        cycles=cycles,
        shared=shared,
    )
    enrolment = PUPILS_A_COHORT * shape.cohorts
    absences = round(sum(shape.posts.values()) / 25, 1)
    return draft.finish(
        id=shape.id,
        name=shape.name,
        kind=SchoolKind.HIGH,
        calendar=asking.calendar,
        bells=bells,
        areas=_areas(),
        grades=(Grade(id=GRADE, name="Grade 9", enrolment=enrolment),),
        course_pairs=high_courses.course_pairs(draft, shape.offers),
        rights=Rights(lunch_from=at(10), lunch_to=at(14)),
        limits=default_limits(shape.row),
        common_planning=plannings,
        release=high_staff.release(draft, posts, shape.grid),
        policy=replace(default_policy(SchoolKind.HIGH), expected_absences_a_day=absences),
        baseline=BASELINE,
        **coaching_facts(draft, asking),
    )


def _areas() -> tuple[ContentArea, ...]:
    own = tuple(
        ContentArea(id=area, name=name, specialist_only=area in _SPECIALIST_ONLY)
        for area, name in _AREA_NAMES.items()
    )
    return own + support.AREAS


def _bells(shape: Shape) -> tuple[BellSchedule, ...]:
    def one(name: str, hour: int, minutes: int, *, regular: bool = False) -> BellSchedule:
        return bell(
            name,
            start=at(hour),
            minutes=minutes,
            periods=shape.grid.periods,
            passing=shape.passing,
            lunch=30,
            lunch_after=shape.lunch_after,
            regular=regular,
        )

    regular, early, delay, assembly = shape.minutes
    return (
        one("Regular day", 8, regular, regular=True),
        one("Early release", 8, early),
        one("Delay of two hours", 10, delay),
        one("Assembly first", 9, assembly),
    )


def _calendar(grid: Grid) -> SchoolCalendar:
    """Days in turn: every day off shifts them; the second semester begins with the first."""
    return school_year(
        grid.days,
        regular_bell="regular",
        cycle=CycleKind.ROTATING,
        overrides=(
            DateOverride(date=dt.date(2026, 9, 18), bell="assembly", name="Homecoming"),
            DateOverride(date=dt.date(2026, 12, 22), bell="early", name="Before the break"),
            DateOverride(date=dt.date(2027, 1, 15), cycle_day=grid.days[0], name="New semester"),
            DateOverride(date=dt.date(2027, 2, 5), bell="delay", name="Ice on the roads"),
            DateOverride(date=dt.date(2027, 5, 28), bell="assembly", name="Awards"),
        ),
    )


def _rooms(draft: Draft, posts: list[Post], plus: int) -> None:
    """Add a room for every teacher of the area, and a few more; gyms hold several classes."""
    kinds = [ROOM_KINDS.get(post.area, "classroom") for post in posts]
    spare = {"classroom": plus // 2, "lab": 2, "gym": 0}
    for kind in dict.fromkeys(kinds):
        if kind == "gym":
            draft.room("Gym", kind, holds=kinds.count(kind))
            continue
        for number in range(1, kinds.count(kind) + spare.get(kind, 1) + 1):
            name = "Room" if kind == "classroom" else kind.capitalize()
            draft.room(f"{name} {100 * (kind == 'classroom') + number}", kind, capacity=30)


class _BlockCost:
    """What is wrong with one teacher's cycle."""

    def __init__(
        self, draft: Draft, posts: list[Post], regular: BellSchedule, shape: Shape
    ) -> None:
        self._grid, self._band_slot = shape.grid, shape.band_slot
        self.units = [unit for post in posts for unit in post.units]
        sections = {section.id: section for section in draft.sections}
        first = [sections[unit[0]] for unit in self.units]
        self.groups = [one.groups[0] if one.groups else one.id for one in first]
        self._tracks = [one.track or "lunch-a" for one in first]
        self._posts = {post.person: post for post in posts}
        self._slots = shape.grid.slots
        most = default_limits(shape.row)[0].value
        self._day = WorkDay(regular, most_in_a_row=most, lunch=LUNCH_WINDOW)

    def __call__(self, person: Hashable, row: Row) -> int:
        post = self._posts[str(person)]
        taught = {self._slots[colour]: edge for colour, edge in enumerate(row) if edge is not None}
        cost = len(taught.keys() & (post.away | post.free))
        for day in self._grid.looked_at:
            blocks = {slot: edge for slot, edge in taught.items() if slot.day == day}
            atoms = {Atom(self._tracks[edge], slot.period) for slot, edge in blocks.items()}
            there = sum(slot.day == day for slot in self._slots) - sum(
                s.day == day for s in post.away
            )
            # One block is for planning, but for those who plan at their other school.
            most = there if post.mornings else there - 1
            cost += self._day.cost(frozenset(atoms)) + max(0, len(blocks) - max(0, most))
        return cost + sum(self._band(slot, edge) for slot, edge in taught.items())

    def _band(self, slot: Slot, edge: int) -> bool:
        """Whether the band is not at its time, or a cohort of its players is busy then."""
        if self.units[edge] == ("BAND-1",):
            return slot != self._band_slot
        return slot == self._band_slot and self.groups[edge] in BAND_COHORTS


def _place(draft: Draft, posts: list[Post], regular: BellSchedule, shape: Shape) -> None:
    """Find the slot of every section: a colour in the graph of teachers and cohorts."""
    cost, slots = _BlockCost(draft, posts, regular, shape), shape.grid.slots
    people = [post.person for post in posts for _ in post.units]
    edges = list(zip(people, cost.groups, strict=True))
    colours = Colouring(edges, len(slots), cost, draft.rng).solve()
    for unit, colour in zip(cost.units, colours, strict=True):
        for section in unit:
            draft.slots[section] = shape.grid.every([slots[colour]])


def _support(draft: Draft, bells: tuple[BellSchedule, ...]) -> None:
    """Add everybody beyond teachers and Plus team, with their pull-outs and duties."""
    support.courses(draft, resource=1, esl=1, advisory=1)
    sped, esl, counselor = (
        draft.person(areas=(area,), track="lunch-a")
        for area in ("special-education", "esl", "advisory")
    )
    support.assist(draft, "ALG-9-1", sped, SectionRole.CO_TEACHER, one_is_enough=True)
    for course, teacher, cohort in (
        ("RES", sped, "9-4"),
        ("ESL", esl, "9-5"),
        ("ADV", counselor, "9-6"),
    ):
        support.pull_out(
            draft,
            course,
            teacher,
            (cohort,),
            may_overlap=("WORLD-9", "BIO-9"),
            must_not_overlap=("ENG-9", "ALG-9"),
        )
    aide, lunch_aide = draft.person(track="lunch-a"), draft.person(track="lunch-a")
    support.assist(draft, "BIO-9-2", aide, SectionRole.SUPPORT)
    support.duties(draft, bells, {"buses": aide, "lunch": lunch_aide})
    support.leaders(draft, 3)
