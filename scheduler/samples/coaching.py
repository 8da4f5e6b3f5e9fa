"""Coaching requests of the samples: R a year for every post, spread over the quarters.

They are confirmed, but for a few that still wait for the teacher's word and must never appear in
a plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from scheduler.domain.calendar import NamedDates, SchoolCalendar, Term
from scheduler.domain.coaching import CoachingRequest, RequestStatus, TeamEvent, TeamEventKind
from scheduler.domain.pd import Exclusion, FixedWeek, PDGroup, Rhythm, WeekType
from scheduler.domain.policy import Baseline
from scheduler.domain.staff import StaffMember
from scheduler.domain.templates import standard_templates
from scheduler.domain.wishes import CommonPlanning
from scheduler.samples.draft import Draft
from scheduler.samples.pd import SharedPost, split_days

BASELINE = Baseline(source="One coach on site before the Plus team")
# What is asked for, and how often.
_MIX = {
    "coaching-cycle": 50,
    "two-day-sequence": 20,
    "co-teach": 15,
    "model-lesson": 8,
    "students": 7,
}
# Kinds with colleagues, and work in writing: one each for so many requests.
_FEW = ("lesson-study", "release-chain", "learning-lab", "team-visit", "asynchronous")
_ONE_IN = 40
_TO_CONFIRM_ONE_IN = 10


@dataclass(frozen=True)
class Asking:
    """Who asks, and how.

    Parameters
    ----------
    cycles
        Requests a year that go with a full post.
    shared
        Posts of several people, who ask by their part.
    everybody_ticks
        Whether all have ticked that their planning may be used; else every second one has.
    sections
        By teacher: sections that a request may name, where owners are fixed.
    """

    calendar: SchoolCalendar
    pd_groups: Sequence[PDGroup]
    common_planning: Sequence[CommonPlanning]
    cycles: int
    shared: Sequence[SharedPost] = ()
    everybody_ticks: bool = False
    sections: Mapping[str, Sequence[str]] | None = None


def coaching_facts(draft: Draft, asking: Asking) -> dict[str, Any]:
    """Give the calendar's part of a school: rhythm, PD, requests and meetings of the team."""
    return {
        "rhythm": rhythm(),
        "pd_groups": _with_exceptions(draft, asking.pd_groups),
        "templates": standard_templates(),
        "requests": requests(draft, asking),
        "team_events": team_events(),
    }


def rhythm() -> Rhythm:
    """PD and coaching weeks in turn, none during the tests in April."""
    return Rhythm(
        pattern=(WeekType.PD, WeekType.COACHING),
        fixed=(FixedWeek(monday=date(2026, 11, 23), type=WeekType.COACHING),),
        blackout=(NamedDates(first=date(2027, 4, 19), last=date(2027, 4, 23), name="State tests"),),
    )


def team_events() -> tuple[TeamEvent, ...]:
    """Let all Plus teachers meet once a quarter, and begin the year together."""
    return (
        TeamEvent(id="plc", name="Coaches' PLC", minutes=60),
        TeamEvent(
            id="kick-off",
            name="Kick-off",
            kind=TeamEventKind.KICK_OFF,
            minutes=60,
            per_term=False,
            first=date(2026, 8, 31),
            last=date(2026, 9, 25),
        ),
    )


def _with_exceptions(draft: Draft, groups: Sequence[PDGroup]) -> tuple[PDGroup, ...]:
    """Protect a week of one group and of one teacher; let a leader lead the last group's days."""
    leader = next(one.id for one in reversed(draft.staff) if one.evaluates)
    exhibition = Exclusion(first=date(2027, 3, 8), last=date(2027, 3, 12))
    unit = Exclusion(first=date(2026, 11, 2), last=date(2026, 11, 6))
    first, second, *others, last = groups
    return (
        replace(first, exclusions=(exhibition,)),
        replace(second, exclusions=(replace(unit, person=second.members[0]),)),
        *others,
        replace(last, leaders=(leader,)),
    )


def requests(draft: Draft, asking: Asking) -> tuple[CoachingRequest, ...]:
    """Make the requests of everybody who keeps classes."""
    maker = _Maker(draft, asking)
    confirmed = [
        maker.request(teacher, number, RequestStatus.CONFIRMED)
        for teacher, count in maker.counts().items()
        for number in range(count)
    ]
    confirmed = maker.with_a_few_others(confirmed)
    waiting = [
        maker.request(maker.anybody(), asking.cycles + number, RequestStatus.TO_CONFIRM)
        for number in range(-(-len(confirmed) // _TO_CONFIRM_ONE_IN))
    ]
    return tuple(confirmed + waiting)


class _Maker:
    def __init__(self, draft: Draft, asking: Asking) -> None:
        self._asking = asking
        # Their own source: more or fewer requests leave the rest of the school as it is.
        self._rng = Random(f"requests of {draft.seed}")
        self._person = {one.id: one for one in draft.staff}
        self._plus = [self._person[one] for one in draft.released]
        self._made: Counter[str] = Counter()
        self.teachers = [one for group in asking.pd_groups for one in group.members]
        self._ticked = {
            teacher
            for number, teacher in enumerate(self.teachers)
            if asking.everybody_ticks or number % 2
        }

    def counts(self) -> dict[str, int]:
        """Requests of each teacher: those who share a post share its requests."""
        counts = dict.fromkeys(self.teachers, self._asking.cycles)
        for post in self._asking.shared:
            counts |= split_days(self._asking.cycles, post)
        return counts

    def anybody(self) -> str:
        """Draw a teacher."""
        return self._rng.choice(self.teachers)

    def request(self, teacher: str, number: int, status: RequestStatus) -> CoachingRequest:
        """Make one request, in a quarter of its own as long as there are quarters."""
        person = self._person[teacher]
        term = self._term(person, number)
        first = term.first + timedelta(days=self._rng.randint(0, 7))
        template = self._rng.choices(list(_MIX), weights=list(_MIX.values()))[0]
        areas = tuple(area for area in person.areas if any(area in p.areas for p in self._plus))
        coaches = [one.id for one in self._plus if set(one.areas) & set(areas)]
        wished = self._rng.choice(coaches) if coaches and self._rng.random() < 0.2 else None
        others = [one.id for one in self._plus if one.id != wished and one.id not in coaches[:1]]
        unwanted = (self._rng.choice(others),) if self._rng.random() < 0.03 else ()
        self._made[teacher] += 1
        return CoachingRequest(
            id=f"{teacher}-{self._made[teacher]}",
            teacher=teacher,
            template=template,
            areas=areas,
            any_area=not areas or self._rng.random() < 0.1,
            first=first,
            last=term.last,
            section=self._section(teacher),
            wished_coach=wished,
            not_coaches=unwanted,
            planning_is_fine=teacher in self._ticked,
            status=status,
            asked_on=first - timedelta(days=self._rng.randint(7, 70)),
        )

    def _term(self, person: StaffMember, number: int) -> Term:
        terms = [
            term for term in self._asking.calendar.terms if person.employed(term.first, term.last)
        ]
        return terms[(number + self.teachers.index(person.id)) % len(terms)]

    def _section(self, teacher: str) -> str | None:
        sections = (self._asking.sections or {}).get(teacher)
        return self._rng.choice(sections) if sections and self._rng.random() < 0.3 else None

    def with_a_few_others(self, made: list[CoachingRequest]) -> list[CoachingRequest]:
        """Turn some requests into kinds with colleagues, or into work in writing."""
        made = list(made)
        chosen = self._rng.sample(
            range(len(made)), min(len(made), len(made) // _ONE_IN * len(_FEW))
        )
        for number, at in enumerate(chosen):
            template = _FEW[number % len(_FEW)]
            colleagues = self._colleagues(made[at].teacher, template)
            if colleagues is not None:
                made[at] = replace(made[at], template=template, with_staff=colleagues, section=None)
        return made

    def _colleagues(self, teacher: str, template: str) -> tuple[str, ...] | None:
        """Who takes part: a team, or one or two of the same PD group; None where nobody can."""
        if template == "asynchronous":
            return ()
        if template == "team-visit":
            circles = [one.staff for one in self._asking.common_planning]
        else:
            circles = [one.members for one in self._asking.pd_groups]
        circle = next((one for one in circles if teacher in one), ())
        others = [one for one in circle if one != teacher and self._all_year(one)]
        if not others or not self._all_year(teacher):
            return None
        if template == "team-visit":
            return tuple(others)
        wanted = 1 if template == "release-chain" else 2
        return tuple(self._rng.sample(others, min(wanted, len(others))))

    def _all_year(self, person: str) -> bool:
        one = self._person[person]
        return one.share == 1 and one.first is None and one.last is None
