"""Rules about sessions, team meetings and who coaches, kept, at the border and impossible."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.domain.bell import Atom
from scheduler.domain.calendar import NamedDates
from scheduler.domain.coaching import (
    CoachingRequest,
    CycleTemplate,
    DayOrder,
    Kind,
    RequestStatus,
    Step,
    TeacherIs,
    TeamEvent,
)
from scheduler.domain.form import Clock
from scheduler.domain.pd import Exclusion, PDLock, Rhythm
from scheduler.domain.plan import Status
from scheduler.domain.policy import Absence, Policy
from scheduler.domain.school import School
from scheduler.domain.wishes import CommonPlanning
from scheduler.domain.yearplan import CalendarAnswer, Session
from tests.cast import bell, small_school, small_timetable
from tests.solver.calendar.solving import outcome_of, solved


def request(**changes: Any) -> CoachingRequest:
    """Alice's request of the tiny school, changed."""
    return dataclasses.replace(small_school().requests[0], **changes)


def asking(*requests: CoachingRequest, steps: tuple[Step, ...] = (), **changes: Any) -> School:
    """Return the tiny school without PD, with these requests and steps of the template."""
    template = small_school().templates[0]
    kind = changes.pop("kind", template.kind)
    template = dataclasses.replace(template, steps=steps or template.steps, kind=kind)
    changes = {"pd_groups": (), "templates": (template,)} | changes
    return small_school(requests=requests or (request(),), **changes)


def steps_of(answer: CalendarAnswer, name: str = "r1") -> dict[str, Session]:
    """Sessions of a request by step."""
    return {row.step: row for row in answer.sessions if row.request == name}


def lesson(key: str = "lesson", **changes: Any) -> Step:
    """Make a step in which the teacher teaches."""
    return Step(key=key, title=key, teacher_is=TeacherIs.TEACHING, **changes)


def talk(key: str = "talk", **changes: Any) -> Step:
    """Make a conference."""
    return Step(key=key, title=key, **({"minutes": 30} | changes))


def test_a_cycle_has_its_steps_in_order_with_one_coach() -> None:
    rows = steps_of(solved(asking()))
    assert set(rows) == {"before", "lesson", "after"}
    assert rows["before"].date <= rows["lesson"].date == rows["after"].date
    assert {row.coach for row in rows.values()} == {"dave"}


@pytest.mark.parametrize(("least", "most"), [(0, 0), (3, 3), (10, 14)])
def test_steps_keep_their_gap_in_days(least: int, most: int) -> None:
    steps = (talk("one"), talk("two", least_gap_days=least, most_gap_days=most))
    rows = steps_of(solved(asking(steps=steps)))
    assert least <= (rows["two"].date - rows["one"].date).days <= most


def test_a_gap_longer_than_the_window_cannot_be_kept() -> None:
    answer = solved(asking(steps=(talk("one"), talk("two", least_gap_days=60))))
    assert [(hole.rule, hole.ids) for hole in answer.holes] == [("C8", ("r1",))]


@pytest.mark.parametrize("order", DayOrder)
def test_a_step_of_the_same_day_stands_as_asked(order: DayOrder) -> None:
    steps = (lesson(), talk(same_day_as="lesson", day_order=order))
    rows = steps_of(solved(asking(steps=steps)))
    first, second = rows["lesson"], rows["talk"]
    assert first.date == second.date
    if order is DayOrder.BEFORE:
        assert second.end <= first.start
    if order is DayOrder.AFTER:
        assert second.start >= first.end


def test_two_lessons_lie_in_the_same_class_one_right_after_the_other() -> None:
    steps = (lesson("one"), lesson("two", next_meeting_after="one", most_gap_days=7))
    answer = solved(asking(request(section="ELA-7A"), steps=steps))
    rows = steps_of(answer)
    assert {row.section for row in rows.values()} == {"ELA-7A"}
    dates = [day.date for day in small_school().calendar.days]
    assert dates.index(rows["two"].date) == dates.index(rows["one"].date) + 1


def test_asynchronous_work_asks_nothing_of_the_teacher() -> None:
    step = Step(key="notes", title="Notes", teacher_is=TeacherIs.NOWHERE)
    (row,) = solved(asking(steps=(step,), kind=Kind.ASYNCHRONOUS)).sessions
    assert row.teacher_is == "nowhere"


def test_team_time_is_used_for_visits_of_the_team() -> None:
    step = Step(key="team", title="Team", minutes=45, teacher_is=TeacherIs.TEAM_TIME)
    school = asking(request(with_staff=("bob",)), steps=(step,), kind=Kind.TEAM_VISIT)
    (row,) = solved(school).sessions
    assert (row.date.weekday(), row.periods) == (4, (4,))


def test_the_coach_holds_the_class_while_the_teacher_visits_a_colleague() -> None:
    steps = (Step(key="visit", title="Visit", teacher_is=TeacherIs.RELEASED), talk("after"))
    school = asking(
        request(with_staff=("bob",), planning_is_fine=True), steps=steps, kind=Kind.RELEASE_CHAIN
    )
    answer = solved(school)
    visit = steps_of(answer)["visit"]
    (release,) = (row for row in answer.releases if row.session == visit.id)
    assert (release.absent, release.coverer) == ("alice", visit.coach)
    assert visit.section is not None
    assert visit.section.startswith("Math")


def test_members_of_a_lesson_study_are_released_together_or_not_at_all() -> None:
    steps = (Step(key="plan", title="Plan", teacher_is=TeacherIs.RELEASED),)
    together = request(with_staff=("bob",))
    # Alice and Bob teach at the same times: with the coach that needs three Plus teachers.
    answer = solved(asking(together, steps=steps, kind=Kind.LESSON_STUDY))
    assert answer.sessions == answer.releases == ()
    assert [hole.ids for hole in answer.holes] == [("r1",)]
    carol = dataclasses.replace(together, with_staff=("carol",))
    answer = solved(asking(carol, steps=steps, kind=Kind.LESSON_STUDY))
    assert len(answer.releases) == len(answer.sessions) == 1


def test_a_conference_without_planning_or_team_time_releases_the_teacher() -> None:
    policy = Policy(planning_conferences_a_week=0)
    answer = solved(
        asking(steps=(talk(),), policy=policy, common_planning=()), timetable=team_less()
    )
    (row,) = answer.sessions
    assert row.teacher_is == "released"
    assert [one.coverer for one in answer.releases] == ["erin"]


def team_less() -> Any:
    """Return the timetable of the tiny school without its team time."""
    return dataclasses.replace(small_timetable(), team_times=())


def test_conferences_take_only_so_much_planning_in_a_week() -> None:
    names = [f"r{number}" for number in range(5)]
    first, last = date(2026, 9, 14), date(2026, 9, 18)
    requests = [request(id=name, first=first, last=last) for name in names]
    school = asking(*requests, steps=(talk(teacher_is=TeacherIs.PLANNING),))
    answer = solved(school)
    assert len(answer.sessions) == 2
    ticked = [dataclasses.replace(one, planning_is_fine=True) for one in requests]
    assert len(solved(asking(*ticked, steps=school.templates[0].steps)).sessions) >= 4


def test_sessions_stay_within_the_window_and_off_blackout_dates() -> None:
    testing = NamedDates(first=date(2026, 9, 14), last=date(2026, 9, 25), name="Testing")
    answer = solved(asking(rhythm=Rhythm(blackout=(testing,))))
    assert all(testing.last < row.date <= date(2026, 10, 30) for row in answer.sessions)


def test_nobody_is_coached_on_their_pd_day_or_when_absent() -> None:
    lock = PDLock(group="core", date=date(2026, 9, 18))
    window = {"first": date(2026, 9, 17), "last": date(2026, 9, 18)}
    absence = Absence(person="alice", first=date(2026, 9, 17), last=date(2026, 9, 17))
    asked = request(**window)
    groups = small_school().pd_groups
    assert solved(asking(asked, steps=(talk(),), pd_groups=groups)).sessions
    school = asking(asked, steps=(talk(),), pd_groups=groups, pd_locks=(lock,), absences=(absence,))
    assert solved(school).sessions == ()


def test_a_must_whose_dates_are_all_pd_days_is_a_reason() -> None:
    day = date(2026, 9, 18)
    school = asking(
        request(first=day, last=day, must=True),
        steps=(talk(),),
        pd_groups=small_school().pd_groups,
        pd_locks=(PDLock(group="core", date=day),),
    )
    (reason,) = outcome_of(school).reasons
    assert (reason.key, reason.numbers) == ("C7", {"common_dates": 1})


def test_pd_days_make_way_for_a_request_that_must_be_served() -> None:
    """The one date of the request is the only one on which the group could be out."""
    day, calendar = date(2026, 9, 18), small_school().calendar
    others = (
        Exclusion(first=calendar.first, last=day - timedelta(days=1)),
        Exclusion(first=day + timedelta(days=1), last=calendar.last),
    )
    group = dataclasses.replace(small_school().pd_groups[0], days_owed=1, exclusions=others)
    for must in (True, False):
        asked = request(first=day, last=day, must=must)
        answer = solved(asking(asked, steps=(talk(),), pd_groups=(group,)))
        assert [row.date for row in answer.sessions] == [day] * must
        assert [row.date for row in answer.pd_days] == [day] * (not must)


@pytest.mark.parametrize(
    ("changes", "coach"),
    [
        ({"areas": ("ELA",)}, "dave"),
        ({"areas": ("Art",)}, "erin"),
        ({"areas": ("Math",)}, None),
        ({"areas": ("Math",), "wished_coach": "erin"}, "erin"),
        ({"areas": ("Math",), "not_coaches": ("dave",)}, "erin"),
        ({"areas": (), "any_area": True, "not_coaches": ("erin",)}, "dave"),
    ],
)
def test_the_coach_fits_the_request(changes: dict[str, Any], coach: str | None) -> None:
    rows = solved(asking(request(**changes))).sessions
    assert rows
    if coach is not None:
        assert {row.coach for row in rows} == {coach}


def test_nobody_coaches_whom_they_evaluate() -> None:
    staff = tuple(
        dataclasses.replace(one, evaluates=("alice",)) if one.id == "dave" else one
        for one in small_school().staff
    )
    assert solved(asking(staff=staff)).sessions == ()


def test_a_must_that_nobody_can_coach_is_a_reason_that_names_no_exclusion() -> None:
    (reason,) = outcome_of(asking(request(must=True, not_coaches=("dave",)))).reasons
    assert reason.key == "C9"
    assert "Dave" not in reason.text


def test_two_musts_for_one_place_end_with_a_sentence_for_all_and_one_for_the_pair() -> None:
    day = date(2026, 9, 21)
    asked = request(first=day, last=day, must=True, section="ELA-6A")
    other = dataclasses.replace(asked, id="r2")
    # A single one of them finds its place.
    assert outcome_of(asking(asked, steps=(lesson(),), pd_groups=())).answer is not None
    outcome = outcome_of(asking(asked, other, steps=(lesson(),), pd_groups=()))
    assert outcome.answer is None
    assert outcome.result.status is Status.UNKNOWN
    everybody, pair = outcome.reasons
    assert everybody.text.startswith("1 request that must be served could not be placed")
    assert everybody.ids == ()
    assert pair.ids in (("r1",), ("r2",))
    assert "between 2026-09-21 and 2026-09-21" in pair.text


def test_the_hole_of_a_request_names_no_wish() -> None:
    (hole,) = solved(asking(request(not_coaches=("dave",)))).holes
    assert "Dave" not in hole.sentence


def test_a_hole_says_whether_other_requests_stand_in_the_way() -> None:
    """Two requests for one date and one coach: either would do; one without a coach never."""
    day = date(2026, 9, 16)
    both = (request(id="r1", first=day, last=day), request(id="r2", first=day, last=day))
    (hole,) = solved(asking(*both)).holes
    assert "By itself it could be served" in hole.sentence
    (hole,) = solved(asking(request(not_coaches=("dave",)))).holes
    assert "even if no other request were served" in hole.sentence


def test_older_requests_are_served_first() -> None:
    day = date(2026, 9, 16)
    requests = (
        request(id="new", first=day, last=day, asked_on=day),
        request(id="old", first=day, last=day, asked_on=date(2026, 6, 1)),
    )
    steps = (talk(teacher_is=TeacherIs.PLANNING),)
    answer = solved(asking(*requests, steps=steps, policy=Policy(planning_conferences_a_week=1)))
    assert {row.request for row in answer.sessions} == {"old"}


@pytest.mark.parametrize(("apart", "meetings"), [(42, 2), (100, 1)])
def test_the_team_meets_once_a_term_far_enough_apart(apart: int, meetings: int) -> None:
    event = TeamEvent(id="plc", name="PLC", least_days_apart=apart)
    answer = solved(asking(team_events=(event,)))
    assert len(answer.team_meetings) == meetings
    assert sum(hole.amount for hole in answer.holes if hole.rule == "C11") == 2 - meetings


def test_a_long_meeting_leaves_the_team_its_lunch_and_planning() -> None:
    event = TeamEvent(id="kick-off", name="Kick-off", minutes=180, per_term=False)
    (row,) = solved(asking(team_events=(event,))).team_meetings
    assert len(row.periods) == 3


def test_a_block_is_booked_in_halves() -> None:
    blocks = bell("regular", "08:30-10:05", "10:10-11:45", "12:20-13:55", "14:00-15:35",
                  lunch="11:45-12:20")  # fmt: skip
    school = asking(bells=(blocks, small_school().bells[1]), steps=(lesson(minutes=45),))
    (row,) = solved(school).sessions
    whole = blocks.spans[Atom("main", row.periods[0])]
    assert row.half in ("first", "second")
    assert row.span.within(whole)
    assert Clock(row.span.minutes) < whole.minutes


def test_statuses_of_requests_decide_alone() -> None:
    waiting = request(id="r2", status=RequestStatus.TO_CONFIRM)
    answer = solved(asking(request(), waiting))
    assert {row.request for row in answer.sessions} == {"r1"}


def test_team_time_that_counts_as_planning_is_kept_for_it() -> None:
    common = CommonPlanning(
        id="core", name="Core team", staff=("alice", "bob"), counts_as_planning=True
    )
    template = CycleTemplate(
        id="cycle", name="Talks", kind=Kind.COACHING_CYCLE, steps=(talk("one"), talk("two"))
    )
    school = asking(common_planning=(common,), templates=(template,))
    assert solved(school).sessions


@pytest.mark.parametrize(("ticked", "served"), [(False, {"talk"}), (True, {"talk", "visit"})])
def test_what_a_colleague_is_asked_to_leaves_the_planning_beside_a_conference(
    ticked: bool, served: set[str]
) -> None:
    """Friday's team time is all the planning that Bob's conference leaves him."""
    friday = date(2026, 9, 18)
    day = {"first": friday, "last": friday, "planning_is_fine": ticked}
    common = CommonPlanning(
        id="core", name="Core team", staff=("alice", "bob"), counts_as_planning=True
    )
    visit = Step(key="team", title="Team", minutes=45, teacher_is=TeacherIs.TEAM_TIME)
    templates = (
        CycleTemplate(
            id="talk",
            name="Talk",
            kind=Kind.COACHING_CYCLE,
            steps=(talk(teacher_is=TeacherIs.PLANNING),),
        ),
        CycleTemplate(id="visit", name="Visit", kind=Kind.TEAM_VISIT, steps=(visit,)),
    )
    asked = {"asked_on": date(2026, 6, 1), "teacher": "bob", "areas": ("Math",)}
    school = asking(
        request(id="talk", template="talk", **asked, **day),
        request(id="visit", template="visit", with_staff=("bob",), **day),
        common_planning=(common,),
        templates=templates,
    )
    assert {row.request for row in solved(school).sessions} == served


@pytest.mark.parametrize(("colleague", "served"), [("carol", 1), ("erin", 0)])
def test_who_is_in_a_session_covers_nothing_for_it(colleague: str, served: int) -> None:
    """Dave coaches, so that of the Plus team Erin alone could take Alice's class."""
    steps = (Step(key="debrief", title="Debrief", teacher_is=TeacherIs.RELEASED, minutes=45),)
    school = asking(request(with_staff=(colleague,)), steps=steps, kind=Kind.LEARNING_LAB)
    assert len(solved(school).sessions) == served
