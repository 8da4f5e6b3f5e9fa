"""A tiny year and plans for it, row by row, for the rules of the calendar.

Six weeks of five days (2026-09-14 to 2026-10-23, two terms of three weeks) with the six periods
of `builders`. Ann owns classes a (period 1) and b (period 2), Ben c (period 1) and d (period 3),
Cat the music class m (period 1). Pat and Quin are Plus teachers, Quin certified in music, too.
Nothing is owed, asked or kept free unless a test says so, and no date is blackout.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import date, timedelta
from typing import Any

from scheduler.domain.bell import Atom, Span
from scheduler.domain.calendar import SCHOOL_WEEK, SchoolCalendar, Term
from scheduler.domain.coaching import CoachingRequest, CycleTemplate, Kind, RequestStatus, Step
from scheduler.domain.courses import SectionRole
from scheduler.domain.form import Clock
from scheduler.domain.pd import PDGroup, Rhythm, WeekType
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import FORM, Report, check
from scheduler.domain.school import School
from scheduler.domain.staff import ContentArea
from scheduler.domain.staffing import StaffingAnswer
from scheduler.domain.timetable import TimetableAnswer
from scheduler.domain.wishes import Release
from scheduler.domain.yearplan import (
    CalendarAnswer,
    Cover,
    Hole,
    PDDay,
    PlannedWeek,
    Session,
    TeamMeeting,
)
from scheduler.domain.yearplan import Release as ReleaseRow
from tests.domain.referee.builders import klass, new_id, person, placed, staffed, tiny

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")
DAILY = (1, 1, 1, 1, 1)
CLASSES = (
    klass("a", "ann", lengths=DAILY),
    klass("b", "ann", lengths=DAILY),
    klass("c", "ben", lengths=DAILY),
    klass("d", "ben", lengths=DAILY),
    klass("m", "cat", lengths=DAILY, area="M"),
)
PERIODS = {"a": 1, "b": 2, "c": 1, "d": 3, "m": 1}
STAFF = (
    person("ann"),
    person("ben"),
    person("cat", areas=("M",)),
    person("pat", volunteer=True),
    person("quin", areas=("M", "X"), volunteer=True),
)
AREAS = (
    ContentArea(id="X", name="Area X"),
    ContentArea(id="M", name="Music", specialist_only=True),
    ContentArea(id="Z", name="Area Z"),
)
GROUP = PDGroup(id="g", name="Group G", members=("ann", "ben"))


def day(words: str) -> date:
    """Read a date of 2026 such as 9-15."""
    month, number = words.split("-")
    return date(2026, int(month), int(number))


def calendar(**changes: Any) -> SchoolCalendar:
    """The six weeks, with some fields changed."""
    given: dict[str, Any] = {
        "first": day("9-14"),
        "last": day("10-23"),
        "timezone": "America/New_York",
        "cycle_days": WEEK,
        "weekdays": SCHOOL_WEEK,
        "regular_bell": "regular",
        "terms": (
            Term(id="T1", name="First term", first=day("9-14"), last=day("10-4")),
            Term(id="T2", name="Second term", first=day("10-5"), last=day("10-23")),
        ),
    }
    return SchoolCalendar(**given | changes)


def school(*classes: Any, **changes: Any) -> School:
    """The tiny school, with other classes or fields; `staff` given replaces people by id."""
    given: dict[str, Any] = {
        "calendar": calendar(),
        "areas": AREAS,
        "rhythm": Rhythm(blackout_ends=False),
        "pd_groups": (GROUP,),
        "release": Release(k=2),
    } | changes
    people = {one.id: one for one in STAFF}
    people.update((one.id, one) for one in changes.get("staff", ()))
    given["staff"] = tuple(people.values())
    return tiny(*(classes or CLASSES), **given)


def group(**changes: Any) -> School:
    """The tiny school with its PD group changed."""
    return school(pd_groups=(dataclasses.replace(GROUP, **changes),))


def step(key: str = "s", **changes: Any) -> Step:
    """A step of 45 minutes in the teacher's planning, team time or a release."""
    return Step(key=key, title=key.title(), **changes)


def template(*steps: Step, kind: Kind = Kind.COACHING_CYCLE, **changes: Any) -> CycleTemplate:
    """The one template."""
    return CycleTemplate(id="t", name="Cycle", kind=kind, steps=steps or (step(),), **changes)


def request(id: str = "r", **changes: Any) -> CoachingRequest:
    """A confirmed request of Ann's for area X, over the whole year."""
    given: dict[str, Any] = {
        "teacher": "ann",
        "template": "t",
        "first": day("9-14"),
        "last": day("10-23"),
        "areas": ("X",),
        "status": RequestStatus.CONFIRMED,
        "planning_is_fine": True,
    }
    return CoachingRequest(id=id, **given | changes)


def asked(*steps: Step, kind: Kind = Kind.COACHING_CYCLE, **changes: Any) -> School:
    """The tiny school with one request "r"; what is no field of a request is one of the school."""
    names = {field.name for field in dataclasses.fields(CoachingRequest)}
    of_request = {name: changes.pop(name) for name in list(changes) if name in names}
    changes.setdefault("templates", (template(*steps, kind=kind),))
    classes = changes.pop("classes", ())
    return school(*classes, requests=(request(**of_request),), **changes)


class Book:
    """A plan being written, row by row, with its times read off the bell of the date.

    Dates are written 9-15, people and periods as words in one string.
    """

    def __init__(
        self,
        of: School,
        *,
        released: str = "pat quin",
        places: tuple[str, ...] | None = None,
        staffing: StaffingAnswer | None = None,
        **periods: int,
    ) -> None:
        self.school = of
        owners = (
            f"{one.id} {owner} 0 {','.join(of.segments_of(one))}".rstrip()
            for one in of.sections
            for owner in one.people(SectionRole.OWNER)
        )
        self.staffing = staffing or staffed(*owners, released=released)
        where = PERIODS | periods
        self.timetable: TimetableAnswer = placed(
            *(
                f"{one.id} " + " ".join(f"{name}{where[one.id]}" for name in of.calendar.cycle_days)
                for one in of.sections
                if where.get(one.id) in of.regular_bell.periods(of.track_of(one))
            ),
            *(places or ()),
        )
        self.rows: dict[str, list[Any]] = {
            field.name: [] for field in dataclasses.fields(CalendarAnswer) if field.default == ()
        }
        self.types: dict[date, WeekType] | None = None

    def span(self, on: date, periods: tuple[int, ...], track: str = "") -> Span:
        """Clock time of periods on a date; half past twelve where there is no such time."""
        found = self.school.calendar.by_date.get(on)
        bell = self.school.bell[found.bell if found else "regular"]
        atoms = [Atom(track or self.school.first_track, one) for one in periods]
        spans = [bell.spans[one] for one in atoms if one in bell.spans]
        return Span(spans[0].start, spans[-1].end) if spans else Span(750, 795)

    def _add(self, kind: str, row: Any) -> str:
        self.rows[kind].append(row)
        return str(getattr(row, "id", ""))

    def pd(self, on: str, members: str = "ann ben", **changes: Any) -> str:
        """Send members of group g out, without cover."""
        given: dict[str, Any] = {"id": new_id(), "group": "g", "date": day(on)}
        row = PDDay(**given | {"members": tuple(members.split())} | changes)
        return self._add("pd_days", row)

    def out(self, on: str, members: str = "ann ben", by: str = "a=pat b=pat c=quin d=quin") -> str:
        """Send members of group g out, their classes covered as said."""
        for word in by.split():
            name, coverer = word.split("=")
            self.cover(on, name, coverer)
        return self.pd(on, members)

    def _times(self, on: str, periods: tuple[int, ...], name: str | None) -> dict[str, Any]:
        track = self.school.track_of(self.school.section[name]) if name else ""
        span = self.span(day(on), periods, track)
        return {"date": day(on), "start": Clock(span.start), "end": Clock(span.end)}

    def cover(self, on: str, name: str, coverer: str, **changes: Any) -> str:
        """Cover a class in its period, for its owner."""
        period = changes.pop("period", PERIODS.get(name, 1))
        owner = self.school.section[name].people(SectionRole.OWNER)
        given: dict[str, Any] = {
            "id": new_id(),
            "section": name,
            "period": period,
            "absent": owner[0] if owner else "ann",
            "coverer": coverer,
            **self._times(on, (period,), name),
        }
        return self._add("covers", Cover(**given | changes))

    def cover_duty(self, on: str, duty: str, coverer: str, **changes: Any) -> str:
        """Cover a duty of Ann's at its time on the regular bell."""
        found = next(one for one in self.school.duties if one.id == duty)
        given: dict[str, Any] = {
            "id": new_id(),
            "date": day(on),
            "duty": duty,
            "start": found.times[0].start,
            "end": found.times[0].end,
            "absent": "ann",
            "coverer": coverer,
        }
        return self._add("covers", Cover(**given | changes))

    def meet(self, on: str, periods: str, coach: str = "pat", **changes: Any) -> str:
        """Book a step (default "s" of request "r") with Ann."""
        numbers = tuple(map(int, periods.split()))
        given: dict[str, Any] = {
            "id": new_id(),
            "request": "r",
            "step": "s",
            "coach": coach,
            "teacher": "ann",
            "periods": numbers,
            **self._times(on, numbers, changes.get("section")),
        }
        if changes.get("section") and "teacher_is" not in changes:
            given["teacher_is"] = "teaching"
        if half := changes.get("half"):
            middle = Clock(given["start"] + (given["end"] - given["start"]) // 2)
            given["end" if half == "first" else "start"] = middle
        return self._add("sessions", Session(**given | changes))

    def release(self, on: str, name: str, coverer: str, session: str, **changes: Any) -> str:
        """Take a class for its owner, who is at a session."""
        period = changes.pop("period", PERIODS.get(name, 1))
        given: dict[str, Any] = {
            "id": new_id(),
            "session": session,
            "section": name,
            "period": period,
            "absent": self.school.section[name].people(SectionRole.OWNER)[0],
            "coverer": coverer,
            **self._times(on, (period,), name),
        }
        return self._add("releases", ReleaseRow(**given | changes))

    def team(self, on: str, periods: str, people: str = "pat quin", **changes: Any) -> str:
        """Book a meeting of the team for event "plc"."""
        numbers = tuple(map(int, periods.split()))
        given: dict[str, Any] = {
            "id": new_id(),
            "event": "plc",
            "periods": numbers,
            "people": tuple(people.split()),
            **self._times(on, numbers, None),
        }
        return self._add("team_meetings", TeamMeeting(**given | changes))

    def hole(self, rule: str, *ids: str, amount: int = 1) -> None:
        """List something as missing."""
        self._add("holes", Hole(rule=rule, sentence="So it is.", ids=ids, amount=amount))

    def weeks(self, **types: WeekType) -> None:
        """Give single weeks, named w1 to w6, another type."""
        first = day("9-14")
        self.types = {
            first + timedelta(weeks=int(name[1:]) - 1): kind for name, kind in types.items()
        }

    def _weeks(self) -> list[PlannedWeek]:
        found = []
        for monday, days in self.school.calendar.weeks.items():
            dates = {one.date for one in days}
            pd = any(row.date in dates for row in self.rows["pd_days"])
            met = any(row.date in dates for row in self.rows["sessions"])
            kind = (WeekType.MIXED if met else WeekType.PD) if pd else WeekType.COACHING
            kind = (self.types or {}).get(monday, kind)
            found.append(PlannedWeek(monday=monday, type=kind))
        return found

    def plan(self) -> Plan:
        """The plan as it stands; the weeks follow where no test gave them."""
        rows = {name: tuple(ones) for name, ones in self.rows.items()}
        rows["weeks"] = rows["weeks"] or tuple(self._weeks())
        return Plan(
            school=self.school.id,
            staffing=self.staffing,
            timetable=self.timetable,
            calendar=CalendarAnswer(**rows),
        )

    def judged(self) -> Report:
        """Let the referee judge the plan."""
        return check(self.school, self.plan())

    def broken(self) -> dict[str, int]:
        """Count the violations of each rule of the calendar, and of the form."""
        return dict(
            Counter(
                one.key
                for one in self.judged().violations
                if one.key.startswith("C") or one.key == FORM
            )
        )

    def texts(self, key: str) -> list[str]:
        """Sentences of a rule's violations."""
        return [one.text for one in self.judged().of(key)]

    def level(self, key: str) -> int:
        """Value of one level of the objective."""
        return dict(self.judged().levels[Stage.CALENDAR])[key]
