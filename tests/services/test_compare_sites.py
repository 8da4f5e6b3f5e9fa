"""The district compares its sites: by published plans and records, without names."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from flask import Flask

from scheduler.domain.district.delivered import SessionRecord
from scheduler.domain.district.suppression import TOTAL
from scheduler.domain.measures import figures
from scheduler.domain.policy import Baseline
from scheduler.domain.roles import CONSOLE
from scheduler.errors import NotAllowedError, NotFoundError
from scheduler.services.district.compare import compare, site, usual_year, years_of
from scheduler.services.district.export import Kind, export
from scheduler.services.plans import show
from scheduler.services.plans.judged import figures_of
from scheduler.services.plans.publish import publish
from scheduler.services.sites import edit, opening
from scheduler.services.sites.show import value
from scheduler.store import plans as saving
from scheduler.store import reading, records, writing
from scheduler.store.figures import kept, of_schools, published
from tests.cast import small_calendar, small_plan, small_school
from tests.prepared import prepared
from tests.services.plans_cast import other_plan, saved
from tests.services.sites_cast import Town, town

YEAR = "2026-27"


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "elm", town)


def announce(place: Town) -> str:
    head = saved(place.elm)
    publish(place.principal, place.elm, head.id, expected=head.version, instead_of=None)
    return head.id


def test_the_figures_are_those_of_the_published_plan(place: Town) -> None:
    plan = announce(place)
    elm, oak, district = compare(place.district_staff, place.district, YEAR).of()
    assert (elm.name, oak.name, district.name) == ("Elm", "Oak", "Maple Valley")
    theirs = figures(small_school(), small_plan()).as_json()
    assert theirs["plus_minutes"] > 0
    for key in ("baseline", "pd_days_owed"):
        assert elm.cells[key].value == district.cells[key].value == theirs[key], key
    assert district.missing == oak.missing == ("Oak",)
    with reading() as session:
        assert plan in kept(session, [plan])


def test_a_plan_that_was_published_in_another_way_is_summed_up_when_asked_for(
    place: Town,
) -> None:
    head = saved(place.elm, small_plan(calendar=small_calendar()))
    with writing() as session:
        saving.publish(session, head.id, expected=head.version, by=None)
    elm = compare(place.district_staff, place.district, YEAR).of()[0]
    assert elm.cells["available_coaching_days"].value is not None
    with reading() as session:
        assert head.id in kept(session, [head.id])


def test_what_was_recorded_counts_once_both_have_confirmed_it(place: Town) -> None:
    announce(place)
    with writing() as session:
        records.keep(session, place.elm, record(), record(session="s2"))
        records.keep(session, place.elm, record(session="s2", minutes=50))
    with reading() as session:
        found = records.of_school(session, place.elm)
    assert sorted(one.minutes for one in found.sessions) == [45, 50]
    elm, *_, district = compare(place.district_staff, place.district, YEAR).of()
    # One teacher only: hidden, and the total with it, since no other site is there to hide behind.
    assert elm.cells["delivered_coaching_days"].hidden
    assert district.cells["delivered_coaching_days"].hidden
    csv = export(place.district_staff, place.district, YEAR, Kind.CSV).decode("utf-8-sig")
    assert "Hidden, because fewer than 5 people are behind" in csv
    assert "alice" not in csv


def test_who_runs_a_site_sees_its_figures_and_the_district_those_it_compares(place: Town) -> None:
    announce(place)
    with writing() as session:
        records.keep(session, place.elm, record())
    year, own = site(place.principal, place.elm)
    assert year.site_name == "Elm"
    assert [row.period for row in own.by_period(year.site)] == [TOTAL, "Q1", "Q2"]
    assert (own.by_period(year.site)[0].cells["delivered_coaching_days"].value or 0) > 0
    shown = show.published(place.principal, place.elm)
    assert shown is not None
    # The plan's own page says the same.
    assert (
        figures_of(shown).delivered_coaching_days
        == own.by_period(year.site)[0].cells["delivered_coaching_days"].value
    )
    _, theirs = site(place.district_staff, place.elm)
    assert theirs.by_period(year.site)[0].cells["delivered_coaching_days"].hidden
    with pytest.raises(NotAllowedError):
        site(place.teacher, place.elm)
    with pytest.raises(NotFoundError):
        site(place.stranger, place.elm)


def test_a_workbook_has_numbers_where_the_comparison_has_them(place: Town) -> None:
    announce(place)
    content = export(place.district_staff, place.district, YEAR, Kind.XLSX)
    head, *lines = openpyxl.load_workbook(io.BytesIO(content))["Sites"].values
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    elm = compare(place.district_staff, place.district, YEAR).of()[0]
    assert rows[0]["Baseline (days)"] == elm.cells["baseline"].value
    assert rows[1]["Note"] == "No published plan: Oak"
    assert rows[1]["Free share (share)"] is None
    assert {row["Period"] for row in rows} == {"Year", "First quarter", "Second quarter"}


def record(**changes: Any) -> SessionRecord:
    facts: dict[str, Any] = {
        "session": "s1",
        "coach": "dave",
        "teacher": "alice",
        "date": dt.date(2026, 9, 21),
        "minutes": 45,
        "confirmed": True,
    }
    return SessionRecord(**facts | changes)


def test_what_is_kept_of_a_school_follows_its_records_and_its_plans(place: Town) -> None:
    def delivered() -> float | None:
        with reading() as session:
            return of_schools(session, [place.elm])[place.elm].of(TOTAL).delivered_days

    first = announce(place)
    assert delivered() == 0
    with writing() as session:
        records.keep(session, place.elm, record())
    once = delivered()
    assert once
    with writing() as session:
        records.keep(session, place.elm, record(session="s2"))
    assert delivered() == 2 * once
    with writing() as session:
        records.keep(session, place.elm, record(session="s2", confirmed=False))
    assert delivered() == once
    # Another plan: what was kept of the first says nothing any more.
    head = saved(place.elm, other_plan())
    with writing() as session:
        saving.publish(session, head.id, expected=head.version, by=None)
    with reading() as session:
        assert of_schools(session, [place.elm]) == {}
        assert published(session, [place.elm]) == {place.elm: head.id} != {place.elm: first}
    compare(place.district_staff, place.district, YEAR)
    assert delivered() == once


def test_publishing_sums_up_what_was_recorded_before(place: Town) -> None:
    with writing() as session:
        records.keep(session, place.elm, record())
    announce(place)
    with reading() as session:
        assert of_schools(session, [place.elm])[place.elm].of(TOTAL).recorded == 1


def test_the_baseline_is_the_one_that_is_entered_now(place: Town) -> None:
    plan = small_plan(calendar=small_calendar())
    head = saved(place.elm, plan)
    with writing() as session:
        saving.publish(session, head.id, expected=head.version, by=None)
    baseline = Baseline(coaches=2, days=90, source="Staffing list", as_of=dt.date(2026, 5, 1))
    principal, elm = place.principal, place.elm
    edit.set_value(principal, elm, "baseline", baseline, value(principal, elm, "baseline").version)
    policy = value(principal, elm, "policy")
    rated = dataclasses.replace(policy.content, substitute_rate=140)
    edit.set_value(principal, elm, "policy", rated, policy.version)
    row = compare(place.district_staff, place.district, YEAR).of()[0]
    school = dataclasses.replace(small_school(), baseline=baseline, policy=rated)
    theirs = figures(school, plan).as_json()
    assert row.baselines == (baseline,)
    for key in ("baseline", "multiplier"):
        assert row.cells[key].value == theirs[key], key
    assert row.cells["substitute_cost"].value == 140 * theirs["substitutes_avoided_days"] > 0


def test_only_the_district_compares_and_only_its_own_sites(place: Town) -> None:
    announce(place)
    for use in (
        lambda who: compare(who, place.district, YEAR),
        lambda who: years_of(who, place.district),
        lambda who: usual_year(who, place.district),
    ):
        for who in (place.stranger, place.principal, place.teacher):
            with pytest.raises(NotFoundError):
                use(who)
        with pytest.raises(NotAllowedError):
            use(CONSOLE)
    assert years_of(place.district_staff, place.district) == (YEAR,)
    assert compare(place.district_staff, place.district, "1999-00").of()[0].site == TOTAL


def test_names_of_sites_are_no_formulas(place: Town) -> None:
    site = opening.open_site(CONSOLE, place.district, "=1+1")
    opening.open_year(CONSOLE, site, YEAR)
    csv = export(place.district_staff, place.district, YEAR, Kind.CSV).decode("utf-8-sig")
    assert "\r\nYear,'=1+1," in csv
