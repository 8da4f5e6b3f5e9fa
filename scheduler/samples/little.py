"""A little school: homerooms of one grade, a few specialists, at most a dozen teachers.

The infeasible samples are made from it, each by one thing that is planted in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from scheduler.domain.bell import Atom, BellSchedule, Span
from scheduler.domain.courses import Course, Grade, Group, MeetingPattern, Section
from scheduler.domain.defaults import default_limits, default_policy
from scheduler.domain.policy import Baseline
from scheduler.domain.school import SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea
from scheduler.domain.wishes import Release
from scheduler.samples.bells import at, bell
from scheduler.samples.colouring import Colouring, Row
from scheduler.samples.draft import Draft
from scheduler.samples.workday import WorkDay
from scheduler.samples.year import school_year

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
PERIODS = 6
SLOTS = tuple(Slot(day, period) for day in DAYS for period in range(1, PERIODS + 1))
GRADE = "grade-4"
PUPILS_A_HOMEROOM = 24
_CORE = {"ELA": ("English language arts", "literacy"), "MATH": ("Mathematics", "math-science")}
_CORE |= {"SCI": ("Science", "math-science"), "SS": ("Social studies", "literacy")}
_SPECIALS = {"ART": ("Art", "art"), "MUS": ("Music", "music"), "PE": ("Physical education", "pe")}


@dataclass(frozen=True)
class Special:
    """A special as each homeroom has it.

    Parameters
    ----------
    meetings
        Periods a week.
    holders
        For each of its teachers, how many homerooms they have.
    """

    key: str
    meetings: int
    holders: tuple[int, ...]


@dataclass(frozen=True)
class Little:
    """What one little school has more of than another.

    Parameters
    ----------
    homerooms
        Each has one teacher for its core.
    core
        Periods a week of each core course.
    specials
        Every homeroom has them all.
    plus
        Areas of each Plus teacher.
    """

    id: str
    name: str
    homerooms: int
    core: dict[str, int]
    specials: tuple[Special, ...]
    plus: tuple[tuple[str, ...], ...] = ()


def draft_of(shape: Little, seed: int) -> Draft:
    """Make a draft with people, classes and the known answers."""
    draft = Draft(seed)
    names = [f"4-{'ABCDEFGH'[number]}" for number in range(shape.homerooms)]
    meetings = shape.core | {special.key: special.meetings for special in shape.specials}
    _rooms(draft, names)
    _classes(draft, names, meetings)
    for name in names:
        _teach(draft, ("literacy", "math-science"), [f"{key}-{name}" for key in shape.core], 30)
    for special in shape.specials:
        left = iter(names)
        for count in special.holders:
            taken = [f"{special.key}-{next(left)}" for _ in range(count)]
            _teach(draft, (_SPECIALS[special.key][1],), taken, 25)
    draft.released = [
        draft.person(areas=areas, most_load=30, volunteer=True) for areas in shape.plus
    ]
    _place(draft, meetings)
    draft.person(evaluates=tuple(one.id for one in draft.staff))
    return draft


def facts_of(shape: Little, draft: Draft) -> dict[str, Any]:
    """Give everything else that the school is made of."""
    return {
        "id": shape.id,
        "name": shape.name,
        "kind": SchoolKind.ELEMENTARY,
        "calendar": school_year(DAYS, regular_bell="regular"),
        "bells": (_bell(),),
        "areas": (
            ContentArea(id="literacy", name="Literacy and social studies"),
            ContentArea(id="math-science", name="Mathematics and science"),
            ContentArea(id="art", name="Art"),
            ContentArea(id="music", name="Music", specialist_only=True),
            ContentArea(id="pe", name="Physical education"),
        ),
        "grades": (Grade(id=GRADE, name="Grade 4", enrolment=PUPILS_A_HOMEROOM * shape.homerooms),),
        "limits": default_limits(SchoolKind.ELEMENTARY),
        "release": Release(k=len(draft.released), names=tuple(draft.released)),
        "policy": default_policy(SchoolKind.ELEMENTARY),
        "baseline": Baseline(source="One coach on site before the Plus team"),
    }


def _bell() -> BellSchedule:
    return bell(
        "Regular day",
        start=at(8),
        minutes=50,
        periods=PERIODS,
        passing=5,
        lunch=30,
        lunch_after={"all": 3},
        regular=True,
    )


def _rooms(draft: Draft, names: list[str]) -> None:
    for name in names:
        draft.room(f"Room {name}", "classroom", capacity=30)
    for name in ("Art room", "Music room", "Gym"):
        draft.room(name, name.lower().replace(" room", ""), capacity=60)


def _classes(draft: Draft, names: list[str], meetings: dict[str, int]) -> None:
    draft.running[GRADE] = len(names)
    draft.groups += [
        Group(
            id=name,
            name=name,
            grade=GRADE,
            size=PUPILS_A_HOMEROOM,
            home_room=f"room-{name.lower()}",
            homeroom=True,
        )
        for name in names
    ]
    for key, count in meetings.items():
        name, area = _CORE.get(key) or _SPECIALS[key]
        kind = {"art": "art", "music": "music", "pe": "gym"}.get(area, "classroom")
        draft.courses.append(
            Course(
                id=key,
                name=name,
                area=area,
                grade=GRADE,
                pattern=MeetingPattern(lengths=(1,) * count, most_a_day=-(-count // len(DAYS))),
                size_cap=28,
                size_target=25,
                core=key in _CORE,
                room_kind=kind,
            )
        )
        draft.sections += [
            Section(id=f"{key}-{group}", course=key, groups=(group,)) for group in names
        ]


def _teach(draft: Draft, areas: tuple[str, ...], sections: list[str], most_load: int) -> None:
    """Hire somebody for these sections; homeroom teachers are volunteers, too."""
    person = draft.person(areas=areas, most_load=most_load, volunteer="literacy" in areas)
    draft.owners.update(dict.fromkeys(sections, person))


def _place(draft: Draft, meetings: dict[str, int]) -> None:
    """Find the slot of every meeting: a colour in the graph of teachers and homerooms."""
    sections = list(chain.from_iterable([s.id] * meetings[s.course] for s in draft.sections))
    edges = [(draft.owners[section], section.partition("-")[2]) for section in sections]
    most = {section.id: -(-meetings[section.course] // len(DAYS)) for section in draft.sections}
    workday = WorkDay(_bell(), most_in_a_row=3, lunch=Span(at(10, 30), at(13, 30)))

    def cost(person: Hashable, row: Row) -> int:
        total = 0
        for day in DAYS:
            held = [
                (slot.period, sections[edge])
                for slot, edge in zip(SLOTS, row, strict=True)
                if slot.day == day and edge is not None
            ]
            times = Counter(section for _, section in held)
            total += sum(max(0, count - most[section]) for section, count in times.items())
            # One period is for planning.
            total += max(0, len(held) - (PERIODS - 1))
            total += workday.cost(frozenset(Atom("all", period) for period, _ in held))
        return total

    colours = Colouring(edges, len(SLOTS), cost, draft.rng).solve()
    found: dict[str, list[int]] = {}
    for section, colour in zip(sections, colours, strict=True):
        found.setdefault(section, []).append(colour)
    draft.slots = {
        section: tuple(SLOTS[colour] for colour in sorted(chosen))
        for section, chosen in found.items()
    }
