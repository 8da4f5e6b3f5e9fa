"""The user's locks of PD days, covers and coaching sessions: rule C12."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from scheduler.domain.calendar import NamedDates
from scheduler.domain.coaching import RequestStatus, SessionLock
from scheduler.domain.form import Clock
from scheduler.domain.pd import CoverLock, PDLock, Rhythm
from scheduler.domain.policy import Absence
from scheduler.domain.school import School
from scheduler.domain.staff import Duty, DutyTime
from scheduler.domain.yearplan import LostReason, LostTime
from scheduler.errors import InvalidProblemError
from tests.domain.referee.years import Book, asked, day, group, request


def owing(**changes: Any) -> Book:
    """A school whose group owes one day."""
    free = Rhythm(blackout_ends=False)
    return Book(dataclasses.replace(group(days_owed=1), rhythm=free, **changes))


# --- PD days -------------------------------------------------------------------------------------


def test_a_locked_pd_day_stands() -> None:
    lock = PDLock(group="g", date=day("9-15"))
    book = owing(pd_locks=(lock,))
    book.out("9-15")
    assert book.broken() == {}
    other = owing(pd_locks=(lock,))
    other.out("9-16")
    assert other.broken() == {"C12": 1}


def test_a_locked_half_is_not_the_whole() -> None:
    lock = PDLock(group="g", date=day("9-15"), unit="first_half")
    book = owing(pd_locks=(lock,))
    book.out("9-15")
    assert book.broken() == {"C12": 1}


# --- covers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("coverer", "keys"), [("pat", {}), ("quin", {"C12": 1})])
def test_a_locked_coverer_covers(coverer: str, keys: dict[str, int]) -> None:
    lock = CoverLock(date=day("9-15"), section="a", period=1, coverer=coverer)
    book = owing(cover_locks=(lock,))
    book.out("9-15")
    assert book.broken() == keys


def test_a_locked_cover_exists() -> None:
    lock = CoverLock(date=day("9-16"), section="a", period=1, coverer="pat")
    book = owing(cover_locks=(lock,))
    book.out("9-15")
    assert book.broken() == {"C12": 1}
    assert "nobody does" in book.texts("C12")[0]


def locked(*absent: str, by: str = "a=pat b=pat c=quin d=quin") -> Book:
    """Return a year in which Pat is locked to take class a, and some were reported absent."""
    lock = CoverLock(date=day("9-15"), section="a", period=1, coverer="pat")
    book = owing(cover_locks=(lock,))
    book.out("9-15", by=by)
    for one in absent:
        book.rows["absences"].append(Absence(person=one, first=day("9-15"), last=day("9-15")))
    return book


def test_a_lock_gives_way_to_the_absence_of_the_one_it_names() -> None:
    assert "C12" not in locked("pat", by="a=quin b=quin c=quin d=quin").broken()


def test_a_lock_does_not_give_way_to_the_absence_of_others() -> None:
    book = locked("cat", by="a=quin b=pat c=quin d=quin")
    assert "C12" in book.broken()
    assert "but Quin (quin) does" in book.texts("C12")[0]


def test_a_locked_class_may_not_be_left_open() -> None:
    book = locked("cat", by="b=pat c=quin d=quin")
    book.hole("C2", "ann", "2026-09-15", "a", "1")
    assert "C12" in book.broken()


def test_a_lock_falls_away_where_there_is_no_school_after_all() -> None:
    lock = CoverLock(date=day("9-16"), section="a", period=1, coverer="pat")
    book = owing(cover_locks=(lock,), pd_locks=(PDLock(group="g", date=day("9-16")),))
    book.out("9-15")
    assert book.broken() == {"C12": 2}
    snow = NamedDates(name="Snow", first=day("9-16"), last=day("9-16"))
    book.rows["closed_dates"].append(snow)
    assert "C12" not in book.broken()


LUNCH = Duty(
    id="lunch",
    name="Lunch duty",
    staff=("ann", "ben"),
    times=(DutyTime(bell="regular", start=Clock(12 * 60), end=Clock(12 * 60 + 20)),),
    cover_on_pd=True,
)


def on_duty(**lock: Any) -> Book:
    """A year in which Ann and Ben are out, and the duty that both stand is taken by two."""
    held = CoverLock(date=day("9-15"), duty="lunch", **lock)
    book = owing(duties=(LUNCH,), cover_locks=(held,))
    book.out("9-15")
    book.cover_duty("9-15", "lunch", "pat")
    book.cover_duty("9-15", "lunch", "quin", absent="ben")
    return book


@pytest.mark.parametrize(
    ("lock", "keys"),
    [
        ({"coverer": "pat"}, {}),
        ({"coverer": "quin"}, {}),
        ({"coverer": "pat", "absent": "ann"}, {}),
        ({"coverer": "pat", "absent": "ben"}, {"C12": 1}),
        ({"coverer": "cat", "absent": "ann"}, {"C12": 1}),
    ],
)
def test_the_cover_of_a_duty_is_held_for_the_one_who_is_out(
    lock: dict[str, str], keys: dict[str, int]
) -> None:
    assert {key: n for key, n in on_duty(**lock).broken().items() if key == "C12"} == keys


def test_a_broken_lock_of_a_duty_names_the_duty() -> None:
    (text,) = on_duty(coverer="pat", absent="ben").texts("C12")
    assert "Pat (pat) is locked to cover Lunch duty on Tue 2026-09-15" in text
    assert "but Quin (quin) does" in text


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"section": "a", "period": 1, "duty": "lunch"},
        {"section": "a"},
        {"duty": "lunch", "period": 1},
    ],
)
def test_a_lock_is_about_one_thing(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidProblemError, match=r"section"):
        CoverLock(date=day("9-15"), coverer="pat", **wrong)


# --- coaching sessions ---------------------------------------------------------------------------


def held(**changes: Any) -> SessionLock:
    """Ann's session with Pat is locked to period 4 of September 15."""
    given: dict[str, Any] = {"request": "r", "step": "s", "date": day("9-15"), "periods": (4,)}
    return SessionLock(**given | {"coach": "pat"} | changes)


def pinned(lock: SessionLock | None = None, **changes: Any) -> School:
    """The tiny school with Ann's request and a lock of its session."""
    return asked(session_locks=(lock or held(),), **changes)


def test_a_locked_session_stands() -> None:
    book = Book(pinned())
    book.meet("9-15", "4")
    assert book.broken() == {}


@pytest.mark.parametrize(
    ("on", "periods", "coach"), [("9-16", "4", "pat"), ("9-15", "5", "pat"), ("9-15", "4", "quin")]
)
def test_a_locked_session_has_its_date_its_periods_and_its_coach(
    on: str, periods: str, coach: str
) -> None:
    book = Book(pinned())
    book.meet(on, periods, coach)
    assert book.broken() == {"C12": 1}
    assert "The session of Pat (pat) and Ann (ann) is locked" in book.texts("C12")[0]


def test_a_locked_session_may_not_be_left_out() -> None:
    book = Book(pinned())
    book.hole("C8", "r")
    assert book.broken() == {"C12": 1}
    assert "but it is not booked" in book.texts("C12")[0]


@pytest.mark.parametrize("requests", [(), (request(status=RequestStatus.TO_CONFIRM),)])
def test_a_request_that_was_taken_back_is_held_by_nothing(requests: tuple[Any, ...]) -> None:
    assert Book(dataclasses.replace(pinned(), requests=requests)).broken() == {}


@pytest.mark.parametrize("who", ["ann", "pat"])
def test_a_locked_session_gives_way_to_the_absence_of_its_pair(who: str) -> None:
    book = Book(pinned())
    book.rows["absences"].append(Absence(person=who, first=day("9-15"), last=day("9-15")))
    assert "C12" not in book.broken()


def test_a_locked_session_does_not_give_way_to_the_absence_of_others() -> None:
    book = Book(pinned())
    book.rows["absences"].append(Absence(person="ben", first=day("9-15"), last=day("9-15")))
    assert "C12" in book.broken()


def test_a_locked_session_falls_with_its_school_day() -> None:
    book = Book(pinned())
    snow = NamedDates(name="Snow", first=day("9-15"), last=day("9-15"))
    book.rows["closed_dates"].append(snow)
    assert "C12" not in book.broken()


@pytest.mark.parametrize(
    ("reason", "period", "is_held"),
    [
        (LostReason.CANCELLED, 4, False),
        (LostReason.CANCELLED, 5, True),
        (LostReason.EMERGENCY_COVER, 4, True),
    ],
)
def test_a_locked_session_may_be_called_off_and_nothing_else_takes_it(
    reason: LostReason, period: int, is_held: bool
) -> None:
    book = Book(pinned())
    span = book.span(day("9-15"), (period,))
    lost = LostTime(
        session="gone",
        coach="pat",
        date=day("9-15"),
        start=Clock(span.start),
        end=Clock(span.end),
        minutes=45,
        reason=reason,
    )
    book.rows["lost"].append(lost)
    assert ("C12" in book.broken()) is is_held
