"""The calendar's referee against brute force, renamings, tampering and the figures."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.bell import Span
from scheduler.domain.calendar import Weekday, WeekdayBell
from scheduler.domain.coaching import TeacherIs, TeamEvent
from scheduler.domain.days import TeamYear
from scheduler.domain.form import Clock
from scheduler.domain.measures import figures, free_share, whole_day_share
from scheduler.domain.measures.team_time import _pieces
from scheduler.domain.plan import Plan, Stage
from scheduler.domain.policy import Absence, Policy
from scheduler.domain.referee import Report, check, checked_keys
from scheduler.domain.referee import calendar as stage
from scheduler.domain.referee.calendar_bookings import Year
from scheduler.domain.referee.calendar_team import share_of
from scheduler.domain.rules import RULES
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staff import Elsewhere
from scheduler.domain.wishes import PartRelease, Release, Rights
from tests.bounded import bounded
from tests.domain.referee.builders import bell, klass, person, placed, track
from tests.domain.referee.renaming import renamer
from tests.domain.referee.years import (
    CLASSES,
    DAILY,
    GROUP,
    WEEK,
    Book,
    calendar,
    day,
    request,
    school,
    step,
    template,
)

_DATES = ("9-15", "9-16", "9-18", "9-19", "9-21")
_PLUS = ("pat", "quin")
_LATE = track("late", ("08:30-09:20", "09:25-10:15", "10:20-11:10", "11:15-12:05"), "")
_EARLY = dataclasses.replace(
    bell(track(times=("08:00-08:30", "08:35-09:05", "09:10-09:40"), lunch=""), _LATE),
    id="early",
    shortened=True,
)
_CYCLE = (
    step("plan"),
    step("lesson", teacher_is=TeacherIs.TEACHING),
    step("talk", same_day_as="lesson"),
    step("away", teacher_is=TeacherIs.RELEASED),
)
_PLC = TeamEvent(id="plc", name="PLC", minutes=45, least_days_apart=14)


@st.composite
def plus_teachers(draw: st.DrawFn, id: str) -> Any:
    """Somebody of the team who may work part-time, come late or be promised elsewhere."""
    start = draw(st.integers(400, 800))
    away = Elsewhere(
        start=Clock(start),
        end=Clock(start + draw(st.integers(1, 200))),
        travel_minutes=draw(st.integers(0, 40)),
        weekdays=draw(st.sampled_from(((), (Weekday.TUE,)))),
        cycle_days=draw(st.sampled_from(((), ("Mon",)))),
    )
    return person(
        id,
        volunteer=True,
        areas=("M", "X"),
        track=draw(st.sampled_from((None, "main", "late"))),
        planning_minutes=draw(st.sampled_from((None, 0, 60, 100))),
        first=draw(st.sampled_from((None, day("9-16")))),
        last=draw(st.sampled_from((None, day("10-9")))),
        elsewhere=draw(st.sampled_from(((), (away,)))),
        unavailable=draw(st.sampled_from(((), (Slot("Tue", 1), Slot("Fri", 3))))),
    )


@st.composite
def schools(draw: st.DrawFn) -> School:
    """The tiny school with early Wednesdays, two tracks and a varied team."""
    classes = (*CLASSES[:2], klass("c", "ben", lengths=DAILY, track="late"), *CLASSES[3:])
    wednesdays = (WeekdayBell(weekday=Weekday.WED, bell="early"),)
    lunch = draw(st.sampled_from(("11:35-12:15", "")))
    gone = Absence(person="pat", first=day("9-18"), last=day("9-21"), periods=(2,))
    whole = dataclasses.replace(gone, person="quin", periods=())
    part = (PartRelease(person="cat", most_load=5),)
    return school(
        *classes,
        bells=(bell(track(lunch=lunch), _LATE), _EARLY),
        calendar=calendar(weekday_bells=wednesdays),
        staff=tuple(draw(plus_teachers(one)) for one in _PLUS),
        pd_groups=(dataclasses.replace(GROUP, days_owed=2, halves_allowed=True),),
        rights=Rights(
            planning_minutes=draw(st.sampled_from((0, 45, 51))),
            lunch_minutes=draw(st.sampled_from((0, 30))),
        ),
        absences=draw(st.sampled_from(((), (gone,), (gone, whole)))),
        release=Release(k=2, part=draw(st.sampled_from(((), part)))),
        policy=Policy(planning_conferences_a_week=1),
        templates=(template(*_CYCLE),),
        requests=(request("r", planning_is_fine=False), request("q", teacher="ben")),
        team_events=(_PLC,),
    )


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A plan with rows that may well break every rule."""
    book = Book(draw(schools()))
    dates, plus = st.sampled_from(_DATES), st.sampled_from((*_PLUS, "cat"))
    for _ in range(draw(st.integers(0, 2))):
        unit = draw(st.sampled_from(("whole", "first_half", "second_half")))
        book.pd(draw(dates), draw(st.sampled_from(("ann", "ben", "ann ben"))), unit=unit)
    for _ in range(draw(st.integers(0, 6))):
        name = draw(st.sampled_from(("a", "b", "c", "d", "m")))
        book.cover(draw(dates), name, draw(plus))
    for _ in range(draw(st.integers(0, 5))):
        one = draw(st.sampled_from(_CYCLE))
        lesson = one.teacher_is is TeacherIs.TEACHING
        session = book.meet(
            draw(dates),
            draw(st.sampled_from(("1", "2", "4", "4 5"))),
            draw(plus),
            step=one.key,
            request=draw(st.sampled_from(("r", "q"))),
            teacher=draw(st.sampled_from(("ann", "ben"))),
            section="a" if lesson else None,
            teacher_is={"away": "released", "lesson": "teaching"}.get(one.key, "planning"),
        )
        if draw(st.booleans()):
            book.release(draw(dates), "b", draw(plus), session)
    for _ in range(draw(st.integers(0, 2))):
        book.team(draw(dates), draw(st.sampled_from(("2", "4", "5"))))
    book.hole("C5", "g", amount=draw(st.integers(1, 4)))
    return book


def _counts(report: Report) -> Any:
    return (
        Counter(one.key for one in report.violations),
        Counter((one.key, one.units, one.strength) for one in report.costs),
        report.levels[Stage.CALENDAR],
    )


@given(books())
def test_renaming_everything_and_shuffling_rows_changes_nothing(book: Book) -> None:
    plan = book.plan()
    other = renamer(book.school, lambda id: f"x{id}")
    renamed = other(plan)
    # Sessions keep their ids, which releases refer to by name.
    judged = check(book.school, plan)
    assert _counts(check(other(book.school), renamed)) == _counts(judged)
    assert plan.calendar is not None
    turned = {
        field.name: tuple(reversed(getattr(plan.calendar, field.name)))
        for field in dataclasses.fields(plan.calendar)
        if field.default == ()
    }
    back = dataclasses.replace(plan, calendar=dataclasses.replace(plan.calendar, **turned))
    assert _counts(check(book.school, back)) == _counts(judged)
    assert all(one.text.endswith(".") and one.ids for one in judged.violations)


def _minutes_of(book: Book) -> Counter[tuple[str, date, int]]:
    """How many things each member of the team does in each minute that a plan books."""
    rows = book.rows
    found: Counter[tuple[str, date, int]] = Counter()
    for row in (*rows["covers"], *rows["releases"], *rows["sessions"], *rows["team_meetings"]):
        who = getattr(row, "people", None) or (getattr(row, "coverer", None) or row.coach,)
        for one in who:
            found.update((one, row.date, minute) for minute in range(row.start, row.end))
    return found


@given(books())
def test_nobody_is_in_two_places_in_any_minute(book: Book) -> None:
    double = {(who, on) for (who, on, _), times in _minutes_of(book).items() if times > 1}
    # Cat, who has a class of her own, and duties are looked at elsewhere.
    named = {
        (one.ids[0], one.ids[1])
        for one in book.judged().violations
        if one.key in ("C3a", "C3f") and one.ids[0] in _PLUS
    }
    assert named == {(who, str(on)) for who, on in double if who in _PLUS}


@given(books())
def test_each_period_of_who_is_out_is_counted_by_hand(book: Book) -> None:
    owned = {"ann": ("a", "b"), "ben": ("c", "d")}
    periods = {"a": 1, "b": 2, "c": 1, "d": 3}
    out = {(one, row.date) for row in book.rows["pd_days"] for one in row.members}
    wrong = 0
    for person_out, on in out:
        if on not in book.school.calendar.by_date:
            continue
        for name in owned[person_out]:
            rows = [
                row
                for row in book.rows["covers"]
                if (row.date, row.section, row.period) == (on, name, periods[name])
            ]
            wrong += len(rows) != 1
    assert len(book.judged().of("C2a")) == wrong


@given(books())
def test_the_figures_and_the_referee_see_the_same_time(book: Book) -> None:
    # A referee names rows where there is no school; figures of such a plan mean nothing.
    for rows in book.rows.values():
        rows[:] = [one for one in rows if getattr(one, "date", None) != day("9-19")]
    plan = book.plan()
    team, year = TeamYear(book.school, plan), Year(book.school, plan)
    days = book.school.calendar.days
    assert {one.id for one in team.team} == set(year.team)
    for one in team.team:
        for on in days:
            assert team.present(one, on) == list(year.present(one.id, on).values())
            assert team.working_minutes(one, on) == year.working_minutes(one.id, on)
    assert team.blackout == year.blackout
    pairs = (
        (free_share(team), share_of(year, "free_share", days)),
        (whole_day_share(team), share_of(year, "whole_day_share", days)),
    )
    for figure, share in pairs:
        assert (None if share is None else float(share)) == pytest.approx(figure)
    served = dict(book.judged().levels[Stage.CALENDAR])["requests_unserved"]
    assert (figures(book.school, plan).requests_served == 2) == (served == 0)


@given(st.lists(st.integers(0, 600), max_size=8), st.integers(1, 40))
def test_pieces_of_free_time_by_the_minute(starts: list[int], length: int) -> None:
    """Bookable pieces are runs of minutes with breaks under 20 minutes, recounted by hand."""
    spans = sorted({Span(start * 41, start * 41 + length) for start in starts})
    runs: list[int] = []
    for earlier, later in pairwise([None, *spans]):
        assert later is not None
        if earlier is None or later.start - earlier.end >= 20:
            runs.append(0)
        runs[-1] += later.minutes
    assert list(_pieces(spans)) == (runs or [0])


# --- tampering with a valid plan -----------------------------------------------------------------


def valid() -> Book:
    """A plan in which nothing is wrong: PD, a whole cycle with a release, and a team meeting."""
    one = request("r", planning_is_fine=False)
    of = school(
        pd_groups=(dataclasses.replace(GROUP, days_owed=1, must=True),),
        templates=(template(*_CYCLE),),
        requests=(one, dataclasses.replace(one, id="q", must=False)),
        team_events=(dataclasses.replace(_PLC, per_term=False),),
    )
    book = Book(of)
    book.out("9-15")
    book.meet("9-17", "4", step="plan")
    book.meet("9-21", "1", step="lesson", section="a")
    book.meet("9-21", "4", step="talk")
    away = book.meet("9-23", "2", step="away", teacher_is="released")
    book.release("9-23", "b", "quin", away)
    book.team("9-24", "5")
    book.hole("C8", "q")
    return book


def test_the_plan_to_tamper_with_is_valid() -> None:
    assert valid().broken() == {}


_LISTS = ("covers", "sessions", "releases", "team_meetings", "pd_days")


@pytest.mark.parametrize("name", _LISTS)
def test_a_row_on_another_date_is_named(name: str) -> None:
    for number in range(len(valid().rows[name])):
        for shift in (-21, -1, 2, 40):
            book = valid()
            row = book.rows[name][number]
            book.rows[name][number] = dataclasses.replace(
                row, date=row.date + timedelta(days=shift)
            )
            # A conference or a meeting may well be a day earlier; nothing else may.
            harmless = {"team_meetings": (-1,), "sessions": (-1, 2)}.get(name, ())
            if shift in harmless and getattr(row, "step", "plan") == "plan":
                continue
            assert book.broken(), (name, number, shift)


@pytest.mark.parametrize("name", [*_LISTS, "holes", "weeks"])
def test_a_row_that_is_gone_or_there_twice_is_named(name: str) -> None:
    for number in range(len(valid().rows[name]) or 1):
        book = valid()
        if name == "weeks":
            book.rows[name] = book._weeks()
        row = book.rows[name].pop(number)
        assert book.broken(), (name, number)
        book.rows[name] += [row, row]
        assert book.broken(), (name, number)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("covers", {"coverer": "ann"}),
        ("covers", {"coverer": "cat"}),
        ("covers", {"absent": "cat"}),
        ("covers", {"period": 6}),
        ("covers", {"start": 0}),
        ("sessions", {"coach": "quin"}),
        ("sessions", {"coach": "cat"}),
        ("sessions", {"teacher": "ben"}),
        ("sessions", {"step": "more"}),
        ("sessions", {"step": "plan"}),
        ("sessions", {"request": "q"}),
        ("sessions", {"teacher_is": "team_time"}),
        ("sessions", {"periods": (1, 2, 3)}),
        ("sessions", {"half": "first"}),
        ("sessions", {"start": 0}),
        ("releases", {"session": "none"}),
        ("releases", {"coverer": "pat"}),
        ("releases", {"absent": "ben"}),
        ("team_meetings", {"people": ("pat",)}),
        ("team_meetings", {"periods": (1,)}),
        ("pd_days", {"members": ("ann",)}),
        ("pd_days", {"unit": "first_half"}),
    ],
)
def test_a_row_changed_in_one_thing_is_named(name: str, change: dict[str, Any]) -> None:
    for number, row in enumerate(valid().rows[name]):
        changed = dataclasses.replace(row, **change)
        if changed != row:
            book = valid()
            book.rows[name][number] = changed
            violations = [one for one in book.judged().violations if one.key.startswith("C")]
            assert violations, (name, number, change)


# --- the whole -----------------------------------------------------------------------------------


def test_sentences_of_one_request_carry_its_id() -> None:
    keys = {"C7", "C8", "C8a", "C8b", "C8c", "C8d", "C8e", "C8f", "C9", "C10b", "C15a", "C15b"}
    book = valid()
    for number, row in enumerate(book.rows["sessions"]):
        book.rows["sessions"][number] = dataclasses.replace(
            row, coach="cat", date=day("9-16"), periods=(1,)
        )
    found = [one for one in book.judged().violations if one.key in keys]
    assert len(found) > 5
    assert all("r" in one.ids for one in found)


def test_every_rule_of_the_calendar_has_a_check_and_is_well_described() -> None:
    rules = [rule for rule in RULES if rule.stage is Stage.CALENDAR]
    assert {rule.key for rule in rules} <= set(checked_keys())
    assert {rule.key.rstrip("abcdef") for rule in rules} == {f"C{n}" for n in range(1, 17)}
    assert all(rule.title and rule.unit and rule.reads for rule in rules)


def large() -> tuple[School, Plan]:
    """115 teachers with six blocks on two days, 12 Plus teachers, 8,000 covers, 1,500 sessions."""
    teachers, plus = [f"t{n}" for n in range(115)], [f"p{n}" for n in range(12)]
    classes = [klass(f"{one}-{n}", one, lengths=(1,)) for one in teachers for n in range(6)]
    blocks = bell(
        track(
            times=("08:00-09:33", "09:40-11:13", "11:50-13:23", "13:30-15:03"), lunch="11:13-11:50"
        )
    )
    requests = tuple(request(f"r{n}", teacher=teachers[n % 115]) for n in range(500))
    first = date(2026, 8, 31)
    of = school(
        *classes,
        bells=(blocks,),
        calendar=calendar(first=first, last=first + timedelta(weeks=36, days=-3), terms=()),
        staff=tuple(person(one) for one in (*teachers, *plus)),
        templates=(template(step("one"), step("two"), step("three")),),
        requests=requests,
        pd_groups=(dataclasses.replace(GROUP, members=tuple(teachers), days_owed=23),),
    )
    book = Book(of, released=" ".join(plus))
    book.timetable = placed(
        *(f"{one}-{n} {WEEK[n % 5]}{1 + n % 3}" for one in teachers for n in range(6))
    )
    days = of.calendar.days
    dates = [f"{one.date.month}-{one.date.day}" for one in days]
    by_words = dict(zip(dates, days, strict=True))

    def at(on: str, rows: str) -> None:
        book.rows[rows][-1] = dataclasses.replace(book.rows[rows][-1], date=by_words[on].date)

    for n in range(8000):
        on, teacher = dates[n % 180], teachers[n * 7 % 115]
        book.cover("9-15", f"{teacher}-{n % 6}", plus[n % 12], period=1 + n % 3)
        at(on, "covers")
    for n in range(400):
        book.pd("9-15", " ".join(teachers[n % 100 : n % 100 + 6]))
        at(dates[n * 3 % 180], "pd_days")
    for n in range(1500):
        one = requests[n // 3]
        book.meet(
            "9-15",
            str(1 + n % 4),
            plus[n % 12],
            request=one.id,
            step=("one", "two", "three")[n % 3],
            teacher=one.teacher,
        )
        at(dates[n * 11 % 180], "sessions")
    return of, book.plan()


@pytest.mark.slow
def test_a_large_year_is_judged_and_measured() -> None:
    of, plan = large()
    assert plan.calendar is not None
    assert len(plan.calendar.covers) == 8000
    with bounded():
        verdict, _ = stage.judge(of, plan)
        figures(of, plan)
    assert verdict.violations
