"""The middle school: 27 groups in three grades, core teams with team time, one lunch per grade.

Last year there were 30 groups.  With eight teachers released 38 full-time equivalents remain, who
teach five sections each: 190, exactly the seven courses of nine groups a grade and the band.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Any

from scheduler.domain.bell import Atom, BellSchedule, Span
from scheduler.domain.calendar import DateOverride, SchoolCalendar, Weekday
from scheduler.domain.courses import Grade
from scheduler.domain.defaults import default_limits, default_policy
from scheduler.domain.pd import PDGroup
from scheduler.domain.school import SchoolKind
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Elsewhere, Team
from scheduler.domain.wishes import CommonPlanning, PartRelease, Release, Rights
from scheduler.samples import middle_classes, middle_posts, support
from scheduler.samples.bells import at, bell
from scheduler.samples.coaching import BASELINE, Asking, coaching_facts
from scheduler.samples.colouring import Colouring, Row
from scheduler.samples.draft import Draft, Sample
from scheduler.samples.middle_classes import PUPILS_A_GRADE
from scheduler.samples.middle_posts import GRADES, GROUPS_RUNNING, Post
from scheduler.samples.pd import pd_group
from scheduler.samples.workday import WorkDay
from scheduler.samples.year import school_year

PD_DAYS, CYCLES = 18, 4
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
PERIODS = 7
# The core teachers of a grade meet in this period, while its groups have their other courses.
TEAM_PERIOD = {6: 3, 7: 2, 8: 4}
# Grade 6 eats second: on its clock every period overlaps only its like on the other tracks.
LUNCH_AFTER = {"lunch-6": 4, "lunch-7": 3, "lunch-8": 5}
LUNCH_WINDOW = Span(at(10), at(13, 30))

AREAS = (
    ContentArea(id="ela", name="English language arts"),
    ContentArea(id="math", name="Mathematics"),
    ContentArea(id="science", name="Science"),
    ContentArea(id="social-studies", name="Social studies"),
    ContentArea(id="pe", name="Physical education"),
    ContentArea(id="art", name="Art"),
    ContentArea(id="technology", name="Technology"),
    ContentArea(id="spanish", name="Spanish"),
    ContentArea(id="music", name="Music", specialist_only=True),
    *support.AREAS,
)


def sample(*, seed: int, pd_days: int | None = None, cycles: int | None = None) -> Sample:
    """Make the middle school with its known staffing and timetable."""
    draft, bells, posts = Draft(seed), _bells(), middle_posts.posts()
    middle_classes.rooms(draft)
    middle_classes.classes(draft)
    _hire(draft, posts)
    _plus_team(draft)
    _volunteers(draft, posts)
    _own_sections(draft, posts)
    _place(draft, posts, bells[0])
    planning = _team_times(draft, posts)
    support.middle(draft, bells)
    shared = _shared(draft, posts)
    asking = Asking(
        calendar=_calendar(),
        pd_groups=_pd_groups(draft, posts, PD_DAYS if pd_days is None else pd_days, shared),
        common_planning=planning,
        cycles=CYCLES if cycles is None else cycles,
        shared=shared,
    )
    return draft.finish(
        id="middle",
        name="Lakeside Middle School",
        kind=SchoolKind.MIDDLE,
        calendar=asking.calendar,
        bells=bells,
        areas=AREAS,
        grades=tuple(
            Grade(id=f"grade-{grade}", name=f"Grade {grade}", enrolment=PUPILS_A_GRADE)
            for grade in GRADES
        ),
        rights=Rights(lunch_from=at(10), lunch_to=at(13, 30)),
        limits=default_limits(SchoolKind.MIDDLE),
        common_planning=planning,
        release=_release(draft, posts),
        policy=replace(default_policy(SchoolKind.MIDDLE), expected_absences_a_day=1.5),
        baseline=BASELINE,
        **coaching_facts(draft, asking),
    )


def _release(draft: Draft, posts: list[Post]) -> Release:
    """Release the team that was chosen; the partly released ones have the last periods free."""
    free = _slots((6, 7))
    return Release(
        k=len(draft.released),
        names=tuple(draft.released),
        part=tuple(
            PartRelease(person=post.person, most_load=post.load, free=free)
            for post in posts
            if post.part_release
        ),
        common_slots=len(free),
    )


def _bells() -> tuple[BellSchedule, ...]:
    def one(name: str, start: tuple[int, int], minutes: int, regular: bool = False) -> BellSchedule:
        return bell(
            name,
            start=at(*start),
            minutes=minutes,
            periods=PERIODS,
            passing=4,
            lunch=30,
            lunch_after=LUNCH_AFTER,
            regular=regular,
        )

    return (
        one("Regular day", (8, 0), 47, regular=True),
        one("Early release", (8, 0), 38),
        one("Delay of two hours", (10, 0), 32),
        one("Assembly first", (8, 50), 40),
    )


def _calendar() -> SchoolCalendar:
    return school_year(
        DAYS,
        regular_bell="regular",
        weekday_bells=((Weekday.WED, "early"),),
        overrides=(
            DateOverride(date=dt.date(2026, 9, 25), bell="assembly", name="Autumn assembly"),
            DateOverride(date=dt.date(2027, 2, 3), bell="delay", name="Ice on the roads"),
            # A Monday was lost to the holiday: its classes meet on the Tuesday.
            DateOverride(date=dt.date(2027, 2, 16), cycle_day="Mon", name="Monday's classes"),
            DateOverride(date=dt.date(2027, 5, 21), bell="assembly", name="Spring assembly"),
        ),
    )


def _slots(periods: Iterable[int]) -> tuple[Slot, ...]:
    return tuple(Slot(day, period) for period in periods for day in DAYS)


def _hire(draft: Draft, posts: list[Post]) -> None:
    """Give every post a person; who leaves in January is followed by a hire."""
    homes = {kind: [r.id for r in draft.rooms if r.kind == kind] for kind in draft.room_kinds}
    calendar = _calendar()
    semesters = calendar.segments
    for post in posts:
        rooms = homes[post.room_kind]
        facts: dict[str, Any] = {
            "areas": post.areas,
            "most_load": post.load,
            "track": post.track,
            # Only the gyms, which hold several classes, are the home of more than one.
            "home_room": rooms[0] if post.room_kind == "gym" else rooms.pop(0),
            "last_year": tuple(course for course, _ in post.takes),
        }
        post.person = draft.person(
            **facts,
            share=post.share,
            unavailable=() if post.part_release or post.mornings else _slots(sorted(post.closed)),
            elsewhere=_AFTERNOONS if post.mornings else (),
            last=semesters[0].last if post.leaves else None,
        )
        if post.leaves:
            draft.person(**facts, first=semesters[1].first, replaces=post.person)


_AFTERNOONS = (
    Elsewhere(start=at(11, 30), end=at(15), travel_minutes=20, site="Hillside Elementary School"),
)

_PLUS = (
    (("ela", "social-studies"), "ELA-6"),
    (("ela", "spanish"), "ELA-7"),
    (("math", "technology"), "MATH-6"),
    (("math", "science"), "MATH-8"),
    (("science",), "SCI-7"),
    (("social-studies", "music"), "SS-7"),
    (("art", "music"), "ART-6"),
    (("pe",), "PE-7"),
)


def _plus_team(draft: Draft) -> None:
    """Add the eight expert teachers whom the school has chosen to release."""
    draft.released = [
        draft.person(areas=areas, most_load=25, last_year=(course,), volunteer=True)
        for areas, course in _PLUS
    ]


def _volunteers(draft: Draft, posts: list[Post]) -> None:
    """Let as many others be willing as are released, full-time and there all year."""
    full = [post.person for post in posts if post.share == 1 and not post.leaves]
    willing = set(draft.rng.sample(full, len(_PLUS)))
    draft.staff = [
        replace(one, volunteer=one.volunteer or one.id in willing) for one in draft.staff
    ]


def _own_sections(draft: Draft, posts: list[Post]) -> None:
    """Deal the running sections of each course to the posts, in order."""
    open_sections: dict[str, list[str]] = {}
    for section in draft.sections:
        numbers = [int(group.split("-")[1]) for group in section.groups if group[-1].isdigit()]
        if all(number <= GROUPS_RUNNING for number in numbers):
            open_sections.setdefault(section.course, []).append(section.id)
    for post in posts:
        for course, count in post.takes:
            for _ in range(count):
                post.sections.append(open_sections[course].pop(0))
        draft.owners.update(dict.fromkeys(post.sections, post.person))


def _place(draft: Draft, posts: list[Post], regular: BellSchedule) -> None:
    """Find the period of every section: a colour in the graph of teachers and groups."""
    groups = {section.id: section.groups[0] for section in draft.sections}
    tracks = {section: f"lunch-{group[0]}" for section, group in groups.items()}
    by_person = {post.person: post for post in posts}
    sections = [section for post in posts for section in post.sections if section != "BAND-1"]
    day = WorkDay(regular, most_in_a_row=3, lunch=LUNCH_WINDOW)

    def cost(person: Hashable, row: Row) -> int:
        post = by_person[str(person)]
        periods = {slot + 1: edge for slot, edge in enumerate(row) if edge is not None}
        taught = {Atom(tracks[sections[edge]], period) for period, edge in periods.items()}
        if "BAND-1" in post.sections:
            taught.add(Atom("lunch-8", TEAM_PERIOD[8]))
        return day.cost(frozenset(taught)) + len(periods.keys() & _closed(post))

    edges = [(draft.owners[section], groups[section]) for section in sections]
    colours = Colouring(edges, PERIODS, cost, draft.rng).solve()
    for section, colour in zip(sections, colours, strict=True):
        draft.slots[section] = _slots((colour + 1,))
    # While the core team of grade 8 meets, all its groups have a course that the band may overlap.
    draft.slots["BAND-1"] = _slots((TEAM_PERIOD[8],))


def _closed(post: Post) -> frozenset[int]:
    """Periods in which the known solution keeps a person free."""
    if "BAND-1" in post.sections:
        return frozenset({TEAM_PERIOD[8]})
    team = post.pd_group.removeprefix("core-")
    return post.closed | ({TEAM_PERIOD[int(team)]} if team.isdigit() else set())


def _team_times(draft: Draft, posts: list[Post]) -> tuple[CommonPlanning, ...]:
    """Let the full-time core teachers of a grade meet daily."""
    heirs = {one.replaces: one.id for one in draft.staff if one.replaces}
    plannings = []
    for grade in GRADES:
        members = [
            post.person for post in posts if post.pd_group == f"core-{grade}" and post.share == 1
        ]
        members += [heirs[one] for one in members if one in heirs]
        team = f"team-{grade}"
        draft.teams.append(Team(id=team, name=f"Team {grade}", staff=tuple(members)))
        draft.team_slots[team] = _slots((TEAM_PERIOD[grade],))
        plannings.append(
            CommonPlanning(
                id=team,
                name=f"Team time, grade {grade}",
                staff=tuple(members),
                periods=len(DAYS),
                different_days=True,
            )
        )
    return tuple(plannings)


_PD_NAMES = {
    "core-6": "Core team, grade 6",
    "core-7": "Core team, grade 7",
    "core-8": "Core team, grade 8",
    "pe": "Physical education",
    "arts": "Arts and music",
    "tech-languages": "Technology, languages and social studies",
}


def _shared(draft: Draft, posts: list[Post]) -> list[dict[str, float]]:
    """Posts of several people: side by side, or one after the other."""
    shared: dict[str, dict[str, float]] = {}
    for post in posts:
        if post.shared_with:
            shared.setdefault(post.shared_with, {})[post.person] = post.share
    turns = [{one.replaces: 0.5, one.id: 0.5} for one in draft.staff if one.replaces]
    return [*shared.values(), *turns]


def _pd_groups(
    draft: Draft, posts: list[Post], days: int, shared: list[dict[str, float]]
) -> tuple[PDGroup, ...]:
    """Send teams and departments out together, none larger than the Plus team can cover."""
    heirs = {one.replaces: one.id for one in draft.staff if one.replaces}
    groups = []
    for identity, name in _PD_NAMES.items():
        members = [post.person for post in posts if post.pd_group == identity]
        members += [heirs[one] for one in members if one in heirs]
        groups.append(pd_group(identity, name, members, days=days, shared=shared))
    return tuple(groups)
