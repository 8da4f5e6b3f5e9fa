"""Sites side by side: the figures of each are its own, those of the district their sum."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from scheduler.domain.district.comparison import Cell, Comparison, SiteYear, compare_sites
from scheduler.domain.district.delivered import (
    Channel,
    DeliveredPD,
    Outcome,
    Records,
    SessionRecord,
)
from scheduler.domain.district.figures import KEYS, SiteFigures, SiteSummary, summary_of, together
from scheduler.domain.district.suppression import TOTAL
from scheduler.domain.form import Clock
from scheduler.domain.measures import figures
from scheduler.domain.plan import Plan
from scheduler.domain.policy import Baseline
from scheduler.domain.school import School
from scheduler.domain.yearplan import CalendarAnswer, LostReason, LostTime, Session
from scheduler.errors import InvalidProblemError
from scheduler.samples.district import DistrictSample, sample_district
from tests.cast import plan_id, small_calendar, small_plan, small_school

DAY = date(2026, 9, 21)


def session_record(**changes: Any) -> SessionRecord:
    facts: dict[str, Any] = {
        "session": "s1",
        "coach": "dave",
        "teacher": "alice",
        "date": DAY,
        "minutes": 45,
        "confirmed": True,
    }
    return SessionRecord(**facts | changes)


# --- what was recorded -------------------------------------------------------------------------


def test_only_what_happened_and_is_confirmed_counts() -> None:
    records = Records(
        sessions=(
            session_record(),
            session_record(session="s2", channel=Channel.ASYNCHRONOUS, minutes=20),
            session_record(session="s3", confirmed=False),
            session_record(session="s4", outcome=Outcome.MOVED, moved_to=DAY + timedelta(days=1)),
            session_record(session="s5", outcome=Outcome.LOST, reason=LostReason.ABSENCE),
            session_record(session="s6", outcome=Outcome.LOST, reason=LostReason.EMERGENCY_COVER),
        ),
        pd_days=(DeliveredPD(pd_day="p", date=DAY, members=("alice", "bob")),),
    )
    recorded = records.recorded()
    assert (recorded.coaching_minutes, recorded.pd_days, recorded.minutes_lost) == (65, 2, 45)


def test_a_loss_that_the_calendar_tells_is_not_told_again() -> None:
    lost = LostTime(
        session="s1",
        coach="dave",
        date=DAY,
        start=Clock(510),
        end=Clock(555),
        minutes=45,
        reason=LostReason.EMERGENCY_COVER,
    )
    record = session_record(outcome=Outcome.LOST, reason=LostReason.EMERGENCY_COVER)
    plan = small_plan(calendar=dataclasses.replace(small_calendar(), lost=(lost,)))
    found = figures_of(small_school(), plan, Records(sessions=(record,)))
    assert found.minutes_lost == 45


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": Outcome.MOVED},
        {"outcome": Outcome.LOST},
        {"moved_to": DAY},
        {"reason": LostReason.ABSENCE},
        {"coach": "alice"},
    ],
)
def test_a_record_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidProblemError, match="Record of a session"):
        session_record(**changes)


def figures_of(school: School, plan: Plan, records: Records, period: str = TOTAL) -> SiteFigures:
    return summary_of(school, plan).with_records(records).of(period)


# --- one site ----------------------------------------------------------------------------------


def test_the_figures_of_a_site_are_those_of_its_plan() -> None:
    school, plan = small_school(), small_plan(calendar=small_calendar())
    records = Records(sessions=(session_record(),))
    ours = figures_of(school, plan, records)
    theirs = figures(school, plan, records.recorded()).as_json()
    for key in set(KEYS) & set(theirs):
        assert ours.value(key) == theirs[key], key
    assert ours.delivered_days is not None
    assert ours.delivered_days > 0


def test_terms_add_up_to_the_year() -> None:
    school, plan = small_school(), small_plan(calendar=small_calendar())
    records = Records(
        sessions=(session_record(), session_record(session="2", date=date(2026, 12, 1)))
    )
    year = figures_of(school, plan, records)
    terms = [figures_of(school, plan, records, term) for term in ("Q1", "Q2")]
    for name in (
        "plus_minutes",
        "available_minutes",
        "available_days",
        "bookable_days",
        "scheduled_days",
        "delivered_days",
        "baseline_days",
        "whole_days",
        "team_days",
        "sessions_possible",
        "pd_placed",
        "minutes_lost",
    ):
        total = sum(getattr(one, name) for one in terms)
        assert total == pytest.approx(getattr(year, name)), name
    assert terms[0].pd_owed is None


def test_where_a_stage_is_missing_its_figures_are_not_known() -> None:
    ours = figures_of(small_school(), Plan(school="elm"), Records())
    assert ours.plus_minutes is ours.available_days is ours.coached is None
    assert ours.delivered_days is None
    assert figures_of(small_school(), small_plan(), Records(), "Q9") == SiteFigures()


def test_what_no_site_knows_is_not_known_of_all() -> None:
    assert together([SiteFigures(), SiteFigures()]) == SiteFigures()
    both = together([SiteFigures(cover_per_class_max=2), SiteFigures(cover_per_class_max=5)])
    assert both.cover_per_class_max == 5


# --- sites side by side --------------------------------------------------------------------------


@cache
def sample() -> DistrictSample:
    return sample_district()


@pytest.fixture
def made() -> DistrictSample:
    return sample()


def with_sessions(school: School, plan: Plan, teachers: int) -> Plan:
    """Book one session for so many teachers of a plan, in the first term."""
    assert plan.staffing is not None
    owners = list(dict.fromkeys(row.owner for row in plan.staffing.ownerships))
    asked = {one.teacher: one for one in school.requests if one.teacher in owners}
    sessions = tuple(
        Session(
            id=plan_id(f"session of {teacher}"),
            request=request.id,
            step="x",
            date=DAY,
            start=Clock(480),
            end=Clock(527),
            coach=plan.staffing.released[0],
            teacher=teacher,
        )
        for teacher, request in [*asked.items()][:teachers]
    )
    return dataclasses.replace(plan, calendar=CalendarAnswer(sessions=sessions))


@cache
def summary(site: str, count: int) -> SiteSummary:
    """Return the year of a site with so many sessions; worked out once, for it takes long."""
    made = sample()
    plan = with_sessions(made.schools[site], made.plans[site], count)
    return summary_of(made.schools[site], plan).with_records(Records())


def side_by_side(made: DistrictSample, counts: tuple[int | None, ...]) -> Comparison:
    sites = [
        SiteYear(site.id, site.name, None if count is None else summary(site.id, count))
        for site, count in zip(made.district.sites, counts, strict=True)
    ]
    return compare_sites(sites, made.district.name)


@pytest.fixture
def usual(made: DistrictSample) -> Comparison:
    return side_by_side(made, (8, 9, 10, 11, 12, 13))


@pytest.mark.slow
def test_sites_add_up_to_the_district(made: DistrictSample, usual: Comparison) -> None:
    rows = usual.of()
    *sites, district = rows
    assert (district.site, district.name, len(sites)) == (TOTAL, made.district.name, 6)
    for key in ("available_coaching_days", "scheduled_coaching_days", "baseline", "pd_days_owed"):
        total = sum(one.cells[key].value or 0 for one in sites)
        assert district.cells[key].value == pytest.approx(total), key
    shares = [one.cells["free_share"].value or 0 for one in sites]
    assert min(shares) <= (district.cells["free_share"].value or 0) <= max(shares)
    assert all(one.over_half for one in rows)


@pytest.mark.slow
def test_every_term_has_its_rows(usual: Comparison) -> None:
    assert [period for period, _ in usual.periods] == [TOTAL, "Q1", "Q2", "Q3", "Q4"]
    assert all(len(usual.of(period)) == 7 for period, _ in usual.periods)
    reach = {period: usual.of(period)[0].cells["reach"].value for period, _ in usual.periods}
    assert reach["Q1"] == reach[TOTAL]
    assert reach["Q2"] == 0


@pytest.mark.slow
def test_small_counts_are_hidden_and_nothing_else_is(made: DistrictSample) -> None:
    first, second, *others, district = side_by_side(made, (3, 9, 10, 11, 12, 13)).of()
    for row in (first, second):
        assert row.cells["reach"] == row.cells["delivered_coaching_days"] == Cell(None, hidden=True)
        assert row.cells["reach"].words("reach") == "hidden (under 5)"
        assert row.cells["available_coaching_days"].value is not None
    assert not any(cell.hidden for row in (*others, district) for cell in row.cells.values())


@pytest.mark.slow
def test_a_site_without_a_plan_is_missing_and_named(made: DistrictSample) -> None:
    first, *_, district = side_by_side(made, (None, 9, 10, 11, 12, 13)).of()
    assert set(first.cells.values()) == {Cell(None)}
    assert first.cells["reach"].words("reach") == "not known yet"
    assert first.over_half is None
    assert first.missing == district.missing == (made.district.sites[0].name,)
    assert len(district.baselines) == 5


@pytest.mark.slow
def test_the_baseline_stands_beside_the_ratio(usual: Comparison) -> None:
    row = usual.of()[0]
    assert row.baselines == (
        Baseline(
            coaches=0.5,
            days=180,
            source="Staffing list of the year before the Plus team",
            as_of=date(2025, 9, 15),
        ),
    )
    days, ratio = row.cells["available_coaching_days"].value, row.cells["multiplier"].value
    assert ratio == pytest.approx((days or 0) / 90)


@pytest.mark.slow
def test_no_name_of_a_person_is_in_the_comparison(made: DistrictSample, usual: Comparison) -> None:
    text = repr(usual)
    for school in made.schools.values():
        assert not any(one.name in text or f"'{one.id}'" in text for one in school.staff)
