"""The calendar: the same as on pages, with ids, and of coaching no more than there."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from scheduler.formats.html.agenda import lines_of
from scheduler.formats.ical import Whose
from scheduler.services.calendar.opened import opened
from tests.api.calling import Place

WEEK = "first=2026-09-14&last=2026-09-18"
PATH = "/schools/mill-year/calendar"


def items(place: Place, who: str, query: str) -> list[dict[str, object]]:
    answer = place.program(who).get(f"{PATH}?{query}&limit=500")
    assert answer.status_code == 200, answer.text
    return answer.json["items"]


def kinds(found: list[dict[str, object]]) -> set[object]:
    return {one["kind"] for one in found}


def year(place: Place) -> str:
    calendar = place.do(opened, place.viewer("principal"), "mill-year", "mill-plan")[1]
    days = calendar.school.calendar
    return f"first={days.first}&last={days.last}"


def test_everything_of_a_week_comes_in_order_of_time(place: Place) -> None:
    found = items(place, "principal", WEEK)
    assert found
    assert [one["start"] for one in found] == sorted(one["start"] for one in found)
    assert {str(one["date"]) for one in found} <= {f"2026-09-{day}" for day in range(14, 19)}
    assert all(str(one["start"]).endswith("Z") for one in found)
    assert len({one["id"] for one in found}) == len(found)


def test_one_person_sees_what_is_theirs_alone(place: Place) -> None:
    found = items(place, "principal", f"{WEEK}&person=alice")
    assert all("alice" in one["people"] or "alice" in one["absent"] for one in found)
    everything = items(place, "principal", WEEK)
    mine = [one for one in everything if "alice" in one["people"] or "alice" in one["absent"]]
    assert found == mine


@pytest.mark.parametrize("person", ["alice", "bob", "dave"])
def test_programs_are_told_what_pages_show(place: Place, person: str) -> None:
    calendar = place.do(opened, place.viewer("principal"), "mill-year", "mill-plan")[1]
    lines = lines_of(calendar.year, Whose(person=person))
    shown = {(date, line.span.start) for date, some in lines.items() for line in some}
    zone = ZoneInfo(calendar.school.calendar.timezone)
    found = set()
    for one in items(place, "principal", f"{year(place)}&person={person}"):
        local = dt.datetime.fromisoformat(str(one["start"])).astimezone(zone)
        found.add((local.date(), local.hour * 60 + local.minute))
    assert found == shown


def coaching(found: list[dict[str, object]]) -> list[dict[str, object]]:
    return [one for one in found if one["kind"] in ("coaching", "busy")]


def test_coaching_is_told_to_its_pair_and_to_those_who_place_it(place: Place) -> None:
    told = coaching(items(place, "principal", f"{year(place)}&person=dave"))
    assert kinds(told) == {"coaching"}
    assert all(set(one["people"]) > {"dave"} for one in told)
    of_the_coach = coaching(items(place, "plus", f"{year(place)}&person=dave"))
    assert of_the_coach == told
    assert {who for one in told for who in one["people"]} > {"dave"}


def test_for_all_others_the_coach_is_busy_and_the_teacher_teaches(place: Place) -> None:
    told = coaching(items(place, "principal", f"{year(place)}&person=dave"))
    seen = coaching(items(place, "office", f"{year(place)}&person=dave"))
    assert kinds(seen) == {"busy"}
    assert len(seen) <= len(told)
    for one in seen:
        assert (one["people"], one["section"], one["rooms"]) == (["dave"], None, [])
        assert one["title"] == "Busy"


def test_a_draft_is_seen_by_those_who_make_it(place: Place) -> None:
    query = f"{WEEK}&plan=mill-draft"
    assert place.program("principal").get(f"{PATH}?{query}").status_code == 200
    assert place.program("teacher").get(f"{PATH}?{query}").status_code == 404
    assert place.program("principal").get(f"{PATH}?{WEEK}&plan=hill-plan").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("first=2026-09-14", 400),
        ("first=2026-09-14&last=2026-09-13", 400),
        ("first=2026-09-14&last=2026-10-30", 400),
        ("first=2026-09-14&last=2026-10-30&person=alice", 200),
        ("first=2026-09-14&last=2030-10-30&person=alice", 400),
        ("first=2026-02-30&last=2026-03-01", 400),
        ("first=tomorrow&last=2026-03-01", 400),
        (f"{WEEK}&person=nobody", 404),
        (f"{WEEK}&person=", 400),
        ("first=1999-01-01&last=1999-01-02", 200),
        ("first=0001-01-01&last=0001-01-02", 200),
        ("first=9999-12-30&last=9999-12-31", 200),
    ],
)
def test_what_makes_no_sense_is_refused(place: Place, query: str, status: int) -> None:
    assert place.program("principal").get(f"{PATH}?{query}").status_code == status
