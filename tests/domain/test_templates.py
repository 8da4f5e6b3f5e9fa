"""The templates that every school starts with."""

from __future__ import annotations

from scheduler.domain.coaching import CycleTemplate, DayOrder, Kind, TeacherIs
from scheduler.domain.templates import standard_templates


def of_kind(kind: Kind) -> CycleTemplate:
    (template,) = (one for one in standard_templates() if one.kind is kind)
    return template


def test_every_kind_has_one_template() -> None:
    kinds = [template.kind for template in standard_templates()]
    assert sorted(kinds) == sorted(Kind)
    assert len({template.id for template in standard_templates()}) == len(kinds)


def test_a_two_day_sequence_plans_on_the_first_day_and_returns_to_the_next_meeting() -> None:
    visit, planning, lesson, debrief = of_kind(Kind.TWO_DAY_SEQUENCE).steps
    assert (planning.same_day_as, planning.day_order) == (visit.key, DayOrder.ANY)
    assert (lesson.next_meeting_after, lesson.least_gap_days) == (visit.key, 1)
    assert debrief.teacher_is is TeacherIs.CONFERENCE


def test_a_lesson_study_debriefs_on_the_day_of_the_lesson_with_everybody_released() -> None:
    for kind in (Kind.LESSON_STUDY, Kind.LEARNING_LAB):
        *_, lesson, debrief = of_kind(kind).steps
        assert (debrief.same_day_as, debrief.day_order) == (lesson.key, DayOrder.AFTER)
        assert debrief.teacher_is is TeacherIs.RELEASED


def test_every_step_fits_half_of_a_long_block() -> None:
    steps = [step for template in standard_templates() for step in template.steps]
    assert max(step.minutes for step in steps) <= 93 // 2
