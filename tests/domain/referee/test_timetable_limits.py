"""Rule T6: each kind of limit kept, broken, and exactly at the border."""

from __future__ import annotations

import pytest

from scheduler.domain.wishes import LimitKind, WorkLimit
from tests.domain.referee.builders import (
    HALVES,
    bell,
    calendar,
    judged,
    klass,
    person,
    tiny,
    track,
)


def _cost(places: str, kind: str, value: int, of: str = "staff", ids: tuple[str, ...] = ()) -> int:
    """Return the units of a limit when ann teaches group g one-period meetings at these slots."""
    limit = WorkLimit(id="it", kind=LimitKind(kind), value=value, of=of, ids=ids, strength=1)  # type: ignore[arg-type]
    lengths = (1,) * len(places.split())
    school = tiny(klass("a", "ann", "g", lengths, most_a_day=6), limits=(limit,))
    report = judged(school, f"a {places}")
    assert report.is_valid, report.violations
    return report.units("T6")


@pytest.mark.parametrize("of", ["staff", "groups"])
@pytest.mark.parametrize(
    ("places", "kind", "value", "units"),
    [
        ("Mon1 Mon2 Mon3", "most_periods_a_day", 3, 0),
        ("Mon1 Mon2 Mon3", "most_periods_a_day", 2, 1),
        ("Mon1 Mon2 Mon3 Tue1 Tue2", "most_periods_a_day", 1, 3),
        ("Mon1 Mon2", "least_periods_a_day", 2, 0),
        ("Mon1 Mon2 Tue1", "least_periods_a_day", 3, 3),  # 1 on Monday, 2 on Tuesday, none on Wed
        ("Mon1 Tue1 Wed1", "most_periods_a_cycle", 3, 0),
        ("Mon1 Tue1 Wed1", "most_periods_a_cycle", 1, 2),
        ("Mon1 Tue1 Wed1", "least_periods_a_cycle", 3, 0),
        ("Mon1 Tue1 Wed1", "least_periods_a_cycle", 5, 2),
        ("Mon1 Mon2 Mon3", "most_periods_in_a_row", 3, 0),
        ("Mon1 Mon2 Mon3 Mon4", "most_periods_in_a_row", 3, 1),
        ("Mon3 Mon4 Mon5 Mon6", "most_periods_in_a_row", 2, 0),  # lunch breaks the run
        ("Mon1 Mon2 Mon4", "most_periods_in_a_row", 2, 0),  # so does a free period
        ("Mon1 Mon2 Mon3 Mon4 Mon5 Mon6", "most_periods_in_a_row", 1, 4),  # runs of 4 and of 2
        ("Mon1 Mon2 Mon3", "most_minutes_in_a_row", 150, 0),  # passing time does not count
        ("Mon1 Mon2 Mon3", "most_minutes_in_a_row", 149, 1),
        ("Mon1 Mon2 Tue1 Tue2", "most_minutes_in_a_row", 90, 20),
        ("Mon1 Mon3", "most_gaps_a_day", 1, 0),
        ("Mon1 Mon3", "most_gaps_a_day", 0, 1),
        ("Mon1 Mon4 Tue2 Tue6", "most_gaps_a_day", 1, 3),  # 2 on Monday, 3 on Tuesday
        ("Mon4 Mon5", "most_gaps_a_day", 0, 0),  # lunch is no free period
        ("Mon2", "most_gaps_a_day", 0, 0),
        ("Mon1 Mon4 Tue2 Tue6", "most_gaps_a_cycle", 5, 0),
        ("Mon1 Mon4 Tue2 Tue6", "most_gaps_a_cycle", 2, 3),
        ("Mon1 Tue1", "most_days", 2, 0),
        ("Mon1 Tue1 Wed1", "most_days", 1, 2),
        ("Mon1 Tue2", "most_late_starts", 1, 0),
        ("Mon2 Mon3 Tue2 Wed1", "most_late_starts", 1, 1),
        ("Mon5", "last_period", 5, 0),
        ("Mon5 Mon6 Tue6", "last_period", 5, 2),
    ],
)
def test_a_limit(places: str, kind: str, value: int, units: int, of: str) -> None:
    assert _cost(places, kind, value, of) == units


@pytest.mark.parametrize(
    ("of", "ids", "units"), [("staff", ("ann",), 1), ("groups", ("g",), 1), ("staff", ("bob",), 0)]
)
def test_a_limit_is_for_those_it_names(of: str, ids: tuple[str, ...], units: int) -> None:
    limit = WorkLimit(
        id="it",
        kind=LimitKind.MOST_PERIODS_A_DAY,
        value=0,
        of=of,
        ids=ids,
        strength=1,  # type: ignore[arg-type]
    )
    school = tiny(klass("a", "ann", "g"), staff=(person("bob"),), limits=(limit,))
    assert judged(school, "a Mon1").units("T6") == units


@pytest.mark.parametrize(("strength", "violations", "costs"), [(100, 1, 0), (40, 0, 1), (0, 0, 0)])
def test_a_limit_has_its_own_strength(strength: int, violations: int, costs: int) -> None:
    limit = WorkLimit(id="it", kind=LimitKind.MOST_DAYS, value=0, strength=strength)
    report = judged(tiny(klass("a", "ann"), limits=(limit,)), "a Mon1")
    assert (len(report.violations), len(report.costs)) == (violations, costs)


def test_the_worst_segment_counts() -> None:
    limit = WorkLimit(id="it", kind=LimitKind.MOST_PERIODS_A_DAY, value=1, strength=1)
    school = tiny(
        klass("a", "ann", lengths=(1, 1), most_a_day=2),
        klass("b", "ann", segments=("fall",)),
        klass("c", "ann", segments=("spring",)),
        limits=(limit,),
        calendar=calendar(*HALVES),
    )
    report = judged(school, "a Mon1 Mon2", "b Mon3", "c Mon3")
    assert report.units("T6") == 2  # three periods in each half of the year, not four


def test_a_pull_out_within_a_class_is_not_counted_twice() -> None:
    row = WorkLimit(
        id="row", kind=LimitKind.MOST_MINUTES_IN_A_ROW, value=100, of="groups", strength=1
    )
    day = WorkLimit(id="day", kind=LimitKind.MOST_PERIODS_A_DAY, value=2, of="groups", strength=1)
    waves = bell(
        track("main", ("08:00-09:00", "09:00-10:00"), lunch=""),
        track("late", ("08:30-09:30", "10:00-11:00"), lunch=""),
    )
    school = tiny(
        klass("a", "ann", "g", lengths=(1, 1), most_a_day=2),
        klass("p", "pat", "g", over="a", track="late"),
        limits=(row, day),
        bells=(waves,),
    )
    report = judged(school, "a Mon1 Mon2", "p Mon1")
    assert report.is_valid
    # 08:00 to 10:00 without a break is 120 minutes, in two periods.
    assert {one.texts[0]: one.units for one in report.costs} == {
        "G (g) misses a limit (row; most minutes in a row: 100) by 20 minutes on Mon.": 20
    }


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("most_days", "Ann (ann) misses a limit (it; most days with lessons: 0) by 1 day."),
        (
            "most_periods_a_day",
            "Ann (ann) misses a limit (it; most periods a day: 0) by 1 period on Mon.",
        ),
    ],
)
def test_the_sentence_names_person_limit_and_day(kind: str, words: str) -> None:
    limit = WorkLimit(id="it", kind=LimitKind(kind), value=0)
    (one,) = judged(tiny(klass("a", "ann"), limits=(limit,)), "a Mon1").violations
    assert (one.text, one.ids) == (words, ("ann", "it"))


def test_free_periods_lie_on_the_own_track() -> None:
    limit = WorkLimit(id="it", kind=LimitKind.MOST_GAPS_A_DAY, value=0, strength=1)
    halves = track("halves", ("08:00-08:25", "08:25-08:50", "08:55-09:20", "09:20-09:45"), lunch="")
    for own, units in ((None, 1), ("halves", 2)):
        school = tiny(
            klass("a", "ann", lengths=(1, 1), most_a_day=2),
            staff=(person("ann", track=own),),
            bells=(bell(track(), halves),),
            limits=(limit,),
        )
        # Between 08:50 and 09:50 lies one period of the main track, or two of the other.
        report = judged(school, "a Mon1 Mon3")
        assert report.units("T6") == units
