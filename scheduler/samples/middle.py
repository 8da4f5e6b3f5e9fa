"""The middle school: 27 groups in three grades, core teams with team time, one lunch per grade.

Last year there were 30 groups.  With eight teachers released 38 full-time equivalents remain, who
teach five sections each: 190, exactly the seven courses of nine groups a grade and the band.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import replace

from scheduler.domain.bell import Atom, BellSchedule, Span
from scheduler.domain.calendar import DateOverride, SchoolCalendar, Weekday
from scheduler.domain.courses import Grade
from scheduler.domain.defaults import default_limits, default_policy
from scheduler.domain.school import SchoolKind
from scheduler.domain.staff import ContentArea
from scheduler.domain.wishes import PartRelease, Release, Rights
from scheduler.samples import middle_classes, middle_posts, middle_staff, support
from scheduler.samples.bells import at, bell
from scheduler.samples.coaching import BASELINE, Asking, coaching_facts
from scheduler.samples.colouring import Colouring, Row
from scheduler.samples.draft import Draft, Sample
from scheduler.samples.middle_classes import PUPILS_A_GRADE
from scheduler.samples.middle_posts import GRADES, GROUPS_RUNNING, Post
from scheduler.samples.workday import WorkDay
from scheduler.samples.year import school_year

PD_DAYS, CYCLES = 18, 4
PERIODS = 7
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
    middle_staff.hire(draft, posts, _calendar())
    middle_staff.plus_team(draft)
    middle_staff.volunteers(draft, posts)
    _own_sections(draft, posts)
    _place(draft, posts, bells[0])
    planning = middle_staff.team_times(draft, posts)
    support.middle(draft, bells)
    shared = middle_staff.shared_posts(draft, posts)
    days = PD_DAYS if pd_days is None else pd_days
    asking = Asking(
        calendar=_calendar(),
        pd_groups=middle_staff.pd_groups(draft, posts, days, shared),
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
    """Release the team that was chosen; the partly released ones are free on Friday afternoons."""
    free = middle_staff.PLUS_TIME
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
        middle_staff.DAYS,
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
            taught.add(Atom("lunch-8", middle_staff.TEAM_PERIOD[8]))
        return day.cost(frozenset(taught)) + len(periods.keys() & _closed(post))

    edges = [(draft.owners[section], groups[section]) for section in sections]
    colours = Colouring(edges, PERIODS, cost, draft.rng).solve()
    for section, colour in zip(sections, colours, strict=True):
        draft.slots[section] = middle_staff.slots((colour + 1,))
    # While the core team of grade 8 meets, all its groups have a course that the band may overlap.
    draft.slots["BAND-1"] = middle_staff.slots((middle_staff.TEAM_PERIOD[8],))


def _closed(post: Post) -> frozenset[int]:
    """Periods in which the known solution keeps a person free."""
    if "BAND-1" in post.sections:
        return frozenset({middle_staff.TEAM_PERIOD[8]})
    if post.share < 1:  # part-timers are not in a team
        return post.closed
    team = post.pd_group.removeprefix("core-")
    return post.closed | ({middle_staff.TEAM_PERIOD[int(team)]} if team.isdigit() else set())
