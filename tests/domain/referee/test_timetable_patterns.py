"""Rules T5 and T8: each kept, broken, and exactly at the border."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.courses import Lock, LockedBy
from scheduler.domain.plan import Plan
from scheduler.domain.referee import check
from scheduler.domain.timetable import TimetableAnswer
from tests.domain.referee.builders import (
    bell,
    broken,
    judged,
    klass,
    placed,
    room,
    slot,
    staffed,
    tiny,
    track,
)


@pytest.mark.parametrize(
    ("lengths", "places", "sentences"),
    [
        ((1, 1), "Mon1 Tue1", []),
        ((1, 1), "Mon1", ["Meeting 2 of Course C-a (a) is not placed."]),
        ((1,), "", ["Meeting 1 of Course C-a (a) is not placed."]),
        (
            (1,),
            "Mon1 Tue1",
            ["Course C-a (a) has 1 meeting, but a meeting 2 of it is placed."],
        ),
        ((2,), "Mon5", []),  # the border: periods 5 and 6
        (
            (2,),
            "Mon6",
            [
                "Meeting 1 of Course C-a (a) needs 2 periods from Mon 6 on, "
                "which the day does not have."
            ],
        ),
    ],
)
def test_a_section_meets_as_its_pattern_says(
    lengths: tuple[int, ...], places: str, sentences: list[str]
) -> None:
    report = judged(tiny(klass("a", "ann", lengths=lengths)), f"a {places}")
    assert [one.text for one in report.of("T5a")] == sentences
    assert set(broken(report)) <= {"T5a"}


def test_a_meeting_is_placed_once() -> None:
    (one,) = placed("a Mon1").meetings
    twice = TimetableAnswer(meetings=(one, replace(one, id="other", slot=slot("Tue1"))))
    report = check(tiny(klass("a", "ann")), Plan(school="tiny", timetable=twice))
    assert [one.text for one in report.of("T5a")] == [
        "Meeting 1 of Course C-a (a) is placed 2 times."
    ]


def test_a_period_that_the_track_lacks_is_no_place() -> None:
    short = track("short", ("08:00-08:50", "08:55-09:45"), lunch="")
    school = tiny(klass("a", "ann", track="short"), bells=(bell(track(), short),))
    assert broken(judged(school, "a Mon2")) == {}
    assert broken(judged(school, "a Mon3")) == {"T5a": 1}


def test_a_section_that_does_not_run_has_no_meetings() -> None:
    school = tiny(klass("a"), klass("b"))
    report = judged(school, "a Mon1", "b Mon2", staffing=staffed())
    assert [one.text for one in report.of("T5a")] == [
        "Course C-a (a) does not run, but 1 meeting of it is placed, the first on Mon 1.",
        "Course C-b (b) does not run, but 1 meeting of it is placed, the first on Mon 2.",
    ]


@pytest.mark.parametrize(
    ("pattern", "places", "rule", "units"),
    [
        ({"most_a_day": 2}, "Mon1 Mon2 Tue1", "T5b", 0),  # the border
        ({"most_a_day": 2}, "Mon1 Mon2 Mon3", "T5b", 1),
        ({"most_a_day": 1}, "Mon1 Mon2 Mon3", "T5b", 2),
        ({"most_a_day": 1}, "Mon1 Tue1 Wed1", "T5b", 0),
        ({"least_days_between": 1}, "Mon1 Tue1 Wed1", "T5c", 0),  # the border
        ({"least_days_between": 2}, "Mon1 Tue1 Wed1", "T5c", 2),
        ({"least_days_between": 1}, "Mon1 Mon2 Wed1", "T5c", 1),
        ({"least_days_between": 2}, "Wed1 Mon2 Mon1", "T5c", 1),  # in time order, not in number
        ({"most_days_between": 1}, "Mon1 Tue1 Wed1", "T5c", 0),
        ({"most_days_between": 1}, "Mon1 Mon2 Wed1", "T5c", 1),
        ({"most_days_between": 2}, "Mon1 Mon2 Wed1", "T5c", 0),  # the border
        ({"same_period": True}, "Mon1 Tue1 Wed1", "T5d", 0),
        ({"same_period": True}, "Mon1 Tue1 Wed2", "T5d", 1),
        ({"same_period": True}, "Mon1 Tue3 Wed2", "T5d", 2),
        ({}, "Mon1 Tue3 Wed2", "T5d", 0),
    ],
)
def test_meetings_among_themselves(
    pattern: dict[str, Any], places: str, rule: str, units: int
) -> None:
    roomy = {"most_a_day": 3} if "most_a_day" not in pattern else {}
    school = tiny(klass("a", "ann", lengths=(1, 1, 1), **pattern, **roomy), soft=rule)
    report = judged(school, f"a {places}")
    assert (broken(report), report.units(rule)) == ({}, units)


def test_sentences_of_patterns_name_section_and_slots() -> None:
    school = tiny(klass("a", "ann", lengths=(1, 1), least_days_between=2, same_period=True))
    texts = {one.key: one.text for one in judged(school, "a Mon1 Mon2").violations}
    assert texts == {
        "T5b": "Course C-a (a) meets 2 times on Mon, 1 above the most of 1.",
        "T5c": "Course C-a (a) meets on Mon 1 and then on Mon 2, 0 days later; at least 2 are "
        "asked for.",
        "T5d": "Course C-a (a) starts in the periods 1, 2 instead of always in the same.",
    }
    far = tiny(klass("a", "ann", lengths=(1, 1), most_days_between=1))
    assert "2 days later; at most 1 are asked" in judged(far, "a Mon1 Wed1").violations[0].text


@pytest.mark.parametrize(
    ("across", "place", "lunch", "torn"),
    [
        (False, "Mon4", "11:35-12:15", 1),  # periods 4 and 5, lunch between them
        (False, "Mon3", "11:35-12:15", 0),  # lunch begins when period 4 ends: the border
        (False, "Mon5", "11:35-12:15", 0),
        (True, "Mon4", "11:35-12:15", 0),
        (False, "Mon4", "", 0),
    ],
)
def test_lunch_does_not_tear_a_double_apart(
    across: bool, place: str, lunch: str, torn: int
) -> None:
    school = tiny(
        klass("a", "ann", lengths=(2,), across_lunch=across), bells=(bell(track(lunch=lunch)),)
    )
    assert broken(judged(school, f"a {place}")) == ({"T5e": torn} if torn else {})


def _locked(**changes: Any) -> Lock:
    return Lock(section="a", meeting=1, **changes)


@pytest.mark.parametrize(
    ("lock", "place", "times"),
    [
        (_locked(slot=slot("Mon1")), "Mon1@r", 0),
        (_locked(slot=slot("Mon1")), "Mon2@r", 1),
        (_locked(slot=slot("Mon1")), "Tue1@r", 1),
        (_locked(rooms=("r",)), "Tue1@r", 0),
        (_locked(rooms=("r",)), "Tue1@s", 1),
        (_locked(rooms=("r",)), "Tue1", 1),
        (_locked(slot=slot("Mon1"), rooms=("r",)), "Mon1@r", 0),
        (_locked(slot=slot("Mon1"), rooms=("r",)), "Mon1@s", 1),
        (_locked(slot=slot("Mon1")), "", 1),  # not placed at all
        (_locked(slot=slot("Mon1"), by=LockedBy.SOLVER), "Mon2@r", 0),  # only a hint
    ],
)
def test_a_lock_of_the_user_holds(lock: Lock, place: str, times: int) -> None:
    school = tiny(klass("a", "ann", room_kind="lab"), rooms=(room("r"), room("s")), locks=(lock,))
    report = judged(school, f"a {place}")
    assert len(report.of("T8")) == times
    assert all(one.ids[0] == "a" for one in report.of("T8"))


def test_a_lock_needs_its_section_to_run() -> None:
    school = tiny(klass("a"), locks=(_locked(slot=slot("Mon1")),))
    (one,) = judged(school, staffing=staffed()).of("T8")
    assert one.text == "Meeting 1 of Course C-a (a) is locked, but its section does not run."


def test_lock_sentences_say_where_it_should_be() -> None:
    school = tiny(
        klass("a", "ann", rooms=("r", "s")), locks=(_locked(slot=slot("Mon1"), rooms=("r",)),)
    )
    (one,) = judged(school, "a Mon1@s").of("T8")
    assert (
        one.text == "Meeting 1 of Course C-a (a) is locked to Room r (r), but placed in Room s (s)."
    )
