"""The referee as a whole: its book of checks, strengths, and plans that make no sense."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import FORM, check, checked_keys
from scheduler.domain.referee.report import Finding, verdict
from scheduler.domain.referee.rulebook import RuleBook
from scheduler.domain.rules import RULES
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer
from scheduler.domain.timetable import PlacedMeeting, TeamTime, TimetableAnswer
from scheduler.domain.wishes import RuleStrength
from scheduler.domain.yearplan import CalendarAnswer, Hole
from tests.cast import small_calendar, small_plan, small_school
from tests.domain.referee.builders import (
    HALVES,
    broken,
    calendar,
    judged,
    klass,
    person,
    staffing_judged,
    tiny,
)


def test_every_rule_has_exactly_one_check() -> None:
    assert sorted(checked_keys()) == sorted(rule.key for rule in RULES)


def test_a_rule_gets_no_second_check_and_an_unknown_one_none() -> None:
    book: RuleBook[None] = RuleBook()
    book.rule("S1")(lambda facts: iter(()))
    with pytest.raises(ValueError, match='"S1" is no rule, or has its check already'):
        book.rule("S1")
    with pytest.raises(ValueError, match='"S99" is no rule'):
        book.rule("S99")
    assert book.keys == ("S1",)


def test_the_plan_of_the_cast_is_valid() -> None:
    report = check(small_school(), small_plan())
    assert (report.violations, report.costs, report.is_valid) == ((), (), True)
    assert report.absent == (Stage.CALENDAR,)
    assert report.levels[Stage.TIMETABLE] == (("wishes", 0),)


@pytest.mark.parametrize(
    ("stages", "absent"),
    [
        ((), ("staffing", "timetable", "calendar")),
        (("staffing",), ("timetable", "calendar")),
        (("staffing", "timetable"), ("calendar",)),
        (("timetable",), ("staffing", "calendar")),
    ],
)
def test_what_is_absent_is_said_and_the_rest_is_judged(
    stages: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    whole = small_plan()
    plan = replace(
        whole,
        **{stage: None for stage in ("staffing", "timetable") if stage not in stages},
    )
    report = check(small_school(), plan)
    assert report.absent == tuple(Stage(one) for one in absent)
    assert set(report.levels) == {Stage(one) for one in stages}
    assert report.is_valid


def test_without_staffing_the_owners_of_the_school_count() -> None:
    school = tiny(klass("a", "ann"), klass("b", "ann"), klass("c"))
    assert broken(judged(school, "a Mon1", "b Mon1", "c Mon1")) == {"T1": 1}


def test_without_staffing_fixed_owners_hand_over_their_posts() -> None:
    school = tiny(
        klass("a", "ann"),
        klass("b", "eve", segments=("spring",)),
        klass("c", "bob", segments=("spring",)),
        staff=(person("ann"), person("eve", replaces="ann", first=HALVES[1][1])),
        calendar=calendar(*HALVES),
    )
    report = judged(school, "a Mon1", "b Mon1", "c Mon2")
    assert [one.ids for one in report.violations] == [("eve", "a", "b")]


@pytest.mark.parametrize(
    ("strength", "violations", "costs"), [(100, 1, []), (99, 0, [("T5d", 99)]), (0, 0, [])]
)
def test_strength_decides_between_violation_and_cost(
    strength: int, violations: int, costs: list[tuple[str, int]]
) -> None:
    school = tiny(
        klass("a", "ann", lengths=(1, 1), same_period=True),
        rules=(RuleStrength(rule="T5d", strength=strength),),
    )
    report = judged(school, "a Mon1 Tue2")
    assert len(report.violations) == violations
    assert [(cost.key, cost.total) for cost in report.costs] == costs
    assert report.levels[Stage.TIMETABLE] == (("wishes", sum(total for _, total in costs)),)


def test_costs_of_one_strength_are_put_together() -> None:
    findings = [("T9", 100, Finding("a", (), 2, 5)), ("T9", 100, Finding("b", (), 1, 5))]
    findings += [("T9", 100, Finding("c", (), 1, 7)), ("T9", 100, Finding("d", (), 1, 0))]
    found = verdict([*findings, ("T9", 100, Finding("e", ()))])
    assert [(cost.units, cost.strength, cost.texts) for cost in found.costs] == [
        (3, 5, ("a", "b")),
        (1, 7, ("c",)),
    ]
    assert ([one.text for one in found.violations], found.total) == (["e"], 22)


def test_holes_are_listed_and_do_not_fail() -> None:
    hole = Hole(rule="C7", sentence="1 request could not be placed.", amount=1)
    report = check(small_school(), Plan(school="elm", calendar=CalendarAnswer(holes=(hole,))))
    assert report.holes == (hole,)


# Plans that name what the school does not have


_SLOT = Slot("Mon", 1)


def _staffing(**changes: Any) -> Plan:
    return Plan(school="tiny", staffing=StaffingAnswer(**changes))


def _timetable(**changes: Any) -> Plan:
    return Plan(school="tiny", timetable=TimetableAnswer(**changes))


def _meeting(**changes: Any) -> PlacedMeeting:
    return PlacedMeeting(**{"id": "m", "section": "a", "meeting": 1, "slot": _SLOT} | changes)


@pytest.mark.parametrize(
    ("plan", "ids", "sentence"),
    [
        (
            Plan(school="elsewhere"),
            ("elsewhere", "tiny"),
            'The plan is for school "elsewhere", not for Tiny School (tiny).',
        ),
        (
            _staffing(released=("amn",)),
            ("amn",),
            'Staffing: released names "amn", which is not among the staff. Did you mean "ann"?',
        ),
        (
            _staffing(groups=(GroupSize(group="nowhere"),)),
            ("nowhere",),
            'Staffing, group size: group names "nowhere", which is not among the groups.',
        ),
        (
            _staffing(ownerships=(Ownership(id="o", section="b", owner="ann"),)),
            ("b", "o"),
            'Ownership "o": section names "b", which is not among the sections.',
        ),
        (
            _staffing(ownerships=(Ownership(id="o", section="a", owner="zoe"),)),
            ("zoe", "o"),
            'Ownership "o": owner names "zoe", which is not among the staff.',
        ),
        (
            _staffing(ownerships=(Ownership(id="o", section="a", owner="ann", segments=("x",)),)),
            ("x", "o"),
            'Ownership "o": segments names "x", which is no segment of the year.',
        ),
        (
            _timetable(meetings=(_meeting(section="b"),)),
            ("b", "m"),
            'Meeting "m": section names "b", which is not among the sections.',
        ),
        (
            _timetable(meetings=(_meeting(rooms=("r2",)),)),
            ("r2", "m"),
            'Meeting "m": rooms names "r2", which is not among the rooms.',
        ),
        (
            _timetable(meetings=(_meeting(slot=Slot("Sun", 1)),)),
            ("Sun 1", "m"),
            'Meeting "m": slot names "Sun 1", which is not among the slots.',
        ),
        (
            _timetable(meetings=(_meeting(), _meeting(section="a"))),
            ("m",),
            '2 assignments of the plan have the same id "m".',
        ),
        (
            _timetable(team_times=(TeamTime(id="t", common_planning="c", slot=_SLOT),)),
            ("c", "t"),
            'Team time "t": common planning names "c", which is not among the common planning.',
        ),
    ],
)
def test_what_leads_nowhere_is_said(plan: Plan, ids: tuple[str, ...], sentence: str) -> None:
    report = check(tiny(klass("a", "ann")), plan)
    first = report.violations[0]
    assert first.key == FORM
    assert first.text.startswith(sentence)
    assert first.ids == ids


def test_what_leads_nowhere_is_not_counted_as_done() -> None:
    school = tiny(klass("a", "ann"))
    report = check(school, _timetable(meetings=(_meeting(slot=Slot("Sun", 1)),)))
    assert broken(report) == {FORM: 1, "T5a": 1}


def test_ids_are_used_once_over_all_stages() -> None:
    days = small_calendar()
    taken = replace(days, pd_days=(replace(days.pd_days[0], id=days.covers[0].id),))
    report = check(small_school(), small_plan(calendar=taken))
    assert [one.text for one in report.of(FORM)] == [
        f'2 assignments of the plan have the same id "{days.covers[0].id}".'
    ]


def test_a_plan_for_another_school_is_not_judged_by_its_names() -> None:
    report = check(tiny(), small_plan())
    assert not report.is_valid
    assert set(broken(report)) == {FORM}


def test_a_referee_is_not_led_astray_by_empty_rows() -> None:
    school = tiny(klass("a"), staff=(person("ann"),))
    row = Ownership(id="o", section="a", owner="ann", segments=())
    report = check(school, _staffing(ownerships=(row,)))
    assert broken(report) == {"S2": 2}
    assert broken(staffing_judged(school, "a ann")) == {}
