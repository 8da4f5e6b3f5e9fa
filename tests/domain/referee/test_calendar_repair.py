"""What comes up after the plan was made: absences, whence cover comes, holes: rules C2, C4, C13."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.calendar import CycleKind, NamedDates
from scheduler.domain.inforce import closed, in_force
from scheduler.domain.policy import Absence, CoverCaps, CoverSource, Policy, ShareDemand
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, LostReason, LostTime, Substitutes
from tests.domain.referee.builders import klass, person
from tests.domain.referee.years import (
    CLASSES,
    DAILY,
    Book,
    asked,
    calendar,
    day,
    group,
    school,
    step,
)


def willing(**changes: Any) -> School:
    """The tiny school where Ben covers for colleagues, once a week."""
    return school(staff=(person("ben", covers_for_colleagues=True),), **changes)


def absent(book: Book, who: str, on: str, *periods: int) -> None:
    """Report somebody absent."""
    one = Absence(person=who, first=day(on), last=day(on), periods=periods)
    book.rows["absences"].append(one)


def helped(of: School, **sources: str) -> Book:
    """Ann is absent; her classes a and b are taken as said: a="standby_plus pat"."""
    book = Book(of)
    absent(book, "ann", "9-15")
    for name, words in sources.items():
        source, *who = words.split()
        coverer = who[0] if who else None
        book.cover("9-15", name, coverer, source=CoverSource(source))
    return book


STANDBY = {"a": "standby_plus pat", "b": "standby_plus pat"}

# --- what an absence asks for --------------------------------------------------------------------


def test_an_absence_that_is_covered_breaks_nothing() -> None:
    assert helped(school(), **STANDBY).broken() == {}


def test_a_period_that_nobody_covers_is_named() -> None:
    book = helped(school(), a="standby_plus pat")
    assert book.broken() == {"C2a": 1}
    (text,) = book.texts("C2a")
    assert "Nobody covers Course C-b (b), period 2," in text
    assert text.endswith("while Ann (ann) is absent.")


def test_a_hole_that_the_plan_names_is_no_fault() -> None:
    book = helped(school(), a="standby_plus pat")
    book.hole("C2", "ann", "2026-09-15", "b", "2")
    assert book.broken() == {}
    assert len(book.judged().holes) == 1


def test_a_hole_where_somebody_covers_is_wrong() -> None:
    book = helped(school(), **STANDBY)
    book.hole("C2", "ann", "2026-09-15", "b", "2")
    assert book.broken() == {"C2a": 1}


def test_a_hole_about_nothing_is_wrong() -> None:
    book = helped(school(), **STANDBY)
    book.hole("C2", "ann", "2026-09-16", "b", "2")
    assert book.broken() == {"C2a": 1}


def test_a_pd_day_without_any_absence_may_have_no_hole() -> None:
    book = Book(group(days_owed=1))
    book.out("9-15", by="a=pat c=quin d=quin")
    book.hole("C2", "ann", "2026-09-15", "b", "2")
    assert book.broken() == {"C2a": 2}


def test_an_absence_of_one_period_leaves_the_others_alone() -> None:
    book = Book(school())
    absent(book, "ann", "9-15", 2)
    book.cover("9-15", "b", "pat", source=CoverSource.STANDBY_PLUS)
    assert book.broken() == {}


def test_cover_beyond_the_periods_missed_is_needless() -> None:
    book = Book(school())
    absent(book, "ann", "9-15", 2)
    book.cover("9-15", "a", "quin", source=CoverSource.STANDBY_PLUS)
    book.cover("9-15", "b", "pat", source=CoverSource.STANDBY_PLUS)
    assert book.broken() == {"C2b": 1}


def test_absences_known_beforehand_need_no_cover() -> None:
    known = Absence(person="ann", first=day("9-15"), last=day("9-15"))
    assert Book(school(absences=(known,))).broken() == {}


def test_who_is_absent_neither_covers_nor_goes_to_pd() -> None:
    book = Book(group(days_owed=1))
    book.out("9-15")
    absent(book, "pat", "9-15")
    assert book.broken() == {"C3b": 2, "C3d": 1}
    book = Book(group(days_owed=1))
    book.out("9-15")
    absent(book, "ben", "9-15")
    assert book.broken() == {"C5b": 1}


def test_an_emergency_does_not_use_up_what_a_class_can_bear() -> None:
    caps = CoverCaps(covered_per_section_term=0)
    assert helped(school(cover_caps=caps), **STANDBY).broken() == {}


# --- C2d: whence ---------------------------------------------------------------------------------


def test_emergency_cover_follows_an_absence() -> None:
    book = Book(group(days_owed=1))
    book.out("9-15", by="b=pat c=quin d=quin")
    book.cover("9-15", "a", "pat", source=CoverSource.STANDBY_PLUS)
    assert book.broken() == {"C2d": 1}


def test_a_source_that_the_school_does_not_use_is_named() -> None:
    policy = Policy(cover_sources=(CoverSource.COLLEAGUE,))
    assert helped(school(policy=policy), **STANDBY).broken() == {"C2d": 2}


def test_only_plus_teachers_stand_by() -> None:
    book = helped(school(), a="standby_plus pat", b="standby_plus ben")
    assert book.broken() == {"C2d": 1}


def test_a_colleague_has_agreed() -> None:
    wanted = {"a": "standby_plus pat", "b": "colleague ben"}
    assert helped(willing(), **wanted).broken() == {}
    assert helped(school(), **wanted).broken() == {"C2d": 1}


# --- C2e: the record -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "broken"),
    [
        (LostReason.EMERGENCY_COVER, {}),
        (LostReason.ABSENCE, {"C2e": 1}),
    ],
)
def test_cover_from_coaching_stands_on_the_record(reason: LostReason, broken: object) -> None:
    book = helped(school(), a="plus_from_coaching pat", b="standby_plus pat")
    span = book.span(day("9-15"), (1,))
    times = {"start": span.start, "end": span.end, "minutes": span.minutes}
    lost = LostTime(session="s", coach="pat", date=day("9-15"), reason=reason, **times)
    book.rows["lost"].append(lost)
    assert book.broken() == broken


# --- C4c, C4d, C13d, C13e ------------------------------------------------------------------------


def test_a_colleague_is_free() -> None:
    # Ben teaches c in period 1, when a meets.
    book = helped(willing(), a="colleague ben", b="standby_plus pat")
    assert book.broken() == {"C4c": 1}


def test_a_colleague_helps_only_so_often_in_a_week() -> None:
    book = helped(willing(), a="standby_plus pat", b="colleague ben")
    absent(book, "ann", "9-16")
    book.cover("9-16", "a", "pat", source=CoverSource.STANDBY_PLUS)
    book.cover("9-16", "b", "ben", source=CoverSource.COLLEAGUE)
    assert book.broken() == {"C13d": 1}
    again = dataclasses.replace(book.school, cover_caps=CoverCaps(colleague_periods_a_week=2))
    book.school = again
    assert book.broken() == {}


@pytest.mark.parametrize(("number", "broken"), [(1, {}), (0, {"C13e": 2})])
def test_there_are_as_many_substitutes_as_there_are(number: int, broken: object) -> None:
    book = helped(school(), a="substitute", b="substitute")
    book.rows["substitutes"].append(Substitutes(date=day("9-15"), number=number))
    assert book.broken() == broken


def test_substitutes_as_usual_come_from_the_policy() -> None:
    book = helped(school(policy=Policy(substitutes_a_day=1)), a="substitute", b="substitute")
    assert book.broken() == {}


def test_a_substitute_takes_no_class_of_specialists() -> None:
    book = Book(school(policy=Policy(substitutes_a_day=1)))
    absent(book, "cat", "9-15")
    book.cover("9-15", "m", None, source=CoverSource.SUBSTITUTE)
    assert book.broken() == {"C4a": 1}


def test_a_class_is_split_only_where_others_of_its_course_meet() -> None:
    wanted = {"a": "split_class", "b": "standby_plus pat"}
    assert helped(school(), **wanted).broken() == {"C4d": 1}
    one_course = (
        klass("a", "ann", lengths=DAILY, course="C"),
        klass("c", "ben", lengths=DAILY, course="C"),
    )
    assert helped(school(*one_course, *CLASSES[1:2]), **wanted).broken() == {}


def test_a_share_is_demanded_of_what_is_planned_not_of_an_illness() -> None:
    whole = ShareDemand(figure="whole_day_share", least=1.0)
    free = ShareDemand(figure="free_share", least=1.0)
    book = helped(school(share_demands=(whole, free)), a="standby_plus pat", b="standby_plus pat")
    assert book.broken() == {}


# --- no school after all -------------------------------------------------------------------------


def test_what_lies_on_a_closed_date_has_no_school_day() -> None:
    book = Book(group(days_owed=1))
    book.out("9-15")
    book.rows["closed_dates"].append(NamedDates(first=day("9-15"), last=day("9-15")))
    assert "C5a" in book.broken()


def test_a_must_that_snow_has_taken_is_a_hole() -> None:
    book = Book(group(days_owed=1, must=True))
    assert book.broken() == {"C5": 1}
    book.rows["closed_dates"].append(NamedDates(first=day("9-15"), last=day("9-15")))
    book.hole("C5", "g", amount=2)
    assert book.broken() == {}


def test_a_cycle_that_was_broken_off_is_a_hole() -> None:
    book = Book(asked(step("s"), step("later")))
    book.meet("9-15", "4")
    assert book.broken() == {"C8": 1}
    book.rows["cancelled"].append("that one")
    assert book.broken() == {"C8": 1}
    book.hole("C8", "r")
    assert book.broken() == {}


def test_a_rotating_cycle_keeps_its_announced_days() -> None:
    year = calendar(cycle=CycleKind.ROTATING)
    gone = NamedDates(first=day("9-15"), last=day("9-15"))
    before = {one.date: one.cycle_day for one in year.days if one.date != day("9-15")}
    after = {one.date: one.cycle_day for one in closed(year, [gone]).days}
    assert after == before


def test_nothing_came_up_nothing_changes() -> None:
    given = school()
    assert in_force(given, None) is given
    assert in_force(given, CalendarAnswer()) is given
