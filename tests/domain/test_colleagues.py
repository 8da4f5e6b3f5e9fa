"""Who of a request's colleagues is at which step: their calendars and messages follow from it."""

from __future__ import annotations

import pytest

from scheduler.domain.coaching import CycleTemplate, Kind, Step, TeacherIs

PLACES = tuple(TeacherIs)


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        (Kind.COACHING_CYCLE, {}),
        (Kind.LEARNING_LAB, {one: ("bob", "cat") for one in PLACES if one != "nowhere"}),
        (Kind.LESSON_STUDY, {one: ("bob", "cat") for one in PLACES if one != "nowhere"}),
        (Kind.RELEASE_CHAIN, {TeacherIs.RELEASED: ("bob",)}),
        (Kind.TEAM_VISIT, {TeacherIs.TEAM_TIME: ("bob", "cat")}),
    ],
)
def test_colleagues_are_at_the_steps_of_their_kind(
    kind: Kind, at: dict[TeacherIs, tuple[str, ...]]
) -> None:
    steps = tuple(Step(key=one.value, title=one.value, teacher_is=one) for one in PLACES)
    template = CycleTemplate(id="t", name="Template", kind=kind, steps=steps)
    for one in PLACES:
        assert template.colleagues_at(one.value, ("bob", "cat")) == at.get(one, ())


def test_nobody_is_at_a_step_that_is_gone() -> None:
    template = CycleTemplate(
        id="t", name="Template", kind=Kind.LESSON_STUDY, steps=(Step(key="s", title="S"),)
    )
    assert template.colleagues_at("gone", ("bob",)) == ()
