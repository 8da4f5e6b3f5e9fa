"""The kinds of coaching that every school starts with, as data: it may change or drop any.

Conferences ask for 30 minutes, which one period holds even on a shortened bell, and half a long
block.  Lessons take the whole meeting of the section, or half of a long block.
"""

from __future__ import annotations

from scheduler.domain.coaching import CycleTemplate, DayOrder, Kind, Step, TeacherIs

CONFERENCE_MINUTES = 30
LESSON_MINUTES = 40


def standard_templates() -> tuple[CycleTemplate, ...]:
    """Give one template for every kind of coaching."""
    return (*_cycles(), *_in_class(), *_released_together(), *_with_a_team(), *_apart())


def _cycles() -> tuple[CycleTemplate, ...]:
    """Plan, visit and reflect; or do it on two days around one class."""
    return (
        CycleTemplate(
            id="coaching-cycle",
            name="Coaching cycle",
            kind=Kind.COACHING_CYCLE,
            weight=20,
            steps=(
                _conference("planning", "Planning conference"),
                _lesson("visit", "Visit", least=1, most=7),
                _conference("debrief", "Reflecting conference", most=3),
            ),
        ),
        CycleTemplate(
            id="two-day-sequence",
            name="Two-day sequence",
            kind=Kind.TWO_DAY_SEQUENCE,
            weight=20,
            steps=(
                _lesson("visit", "Visit"),
                # Before or after the visit: whoever plans in the first period has no other time.
                _conference("planning", "Planning on the same day", same_day_as="visit"),
                _lesson("lesson", "Next meeting of the class", least=1, next_after="visit"),
                _conference("debrief", "Debrief", most=3),
            ),
        ),
    )


def _in_class() -> tuple[CycleTemplate, ...]:
    """Let the coach teach, too."""
    return (
        CycleTemplate(
            id="co-teach",
            name="Co-teaching",
            kind=Kind.CO_TEACH,
            weight=15,
            steps=(
                _conference("planning", "Planning together"),
                _lesson("lesson", "Lesson taught together", least=1, most=7),
                _conference("debrief", "Looking back", most=3),
            ),
        ),
        CycleTemplate(
            id="model-lesson",
            name="Model lesson",
            kind=Kind.MODEL_LESSON,
            weight=10,
            steps=(
                _conference("planning", "What to look for"),
                _lesson("lesson", "The coach teaches", least=1, most=7),
                _conference("debrief", "Debrief", most=3),
            ),
        ),
        CycleTemplate(
            id="students",
            name="Work with students",
            kind=Kind.STUDENTS,
            weight=10,
            steps=(
                _lesson("first", "First lesson"),
                _lesson("second", "Second lesson", least=1, most=10),
                _lesson("third", "Third lesson", least=1, most=10),
            ),
        ),
    )


def _released_together() -> tuple[CycleTemplate, ...]:
    """Free teachers of their classes, so that they see another's."""
    return (
        CycleTemplate(
            id="release-chain",
            name="Visit to a colleague",
            kind=Kind.RELEASE_CHAIN,
            steps=(
                _released("visit", "The coach holds the class, the teacher visits a colleague"),
                _conference("debrief", "Debrief", most=3),
            ),
        ),
        CycleTemplate(
            id="lesson-study",
            name="Lesson study",
            kind=Kind.LESSON_STUDY,
            weight=15,
            steps=(
                _released("planning", "Planning together"),
                _lesson("lesson", "One teaches, the others observe", least=1, most=14),
                _released("debrief", "Debrief together", after_on_day_of="lesson"),
            ),
        ),
    )


def _with_a_team() -> tuple[CycleTemplate, ...]:
    """Bring colleagues together around a lesson, or in their team time."""
    return (
        CycleTemplate(
            id="learning-lab",
            name="Learning lab",
            kind=Kind.LEARNING_LAB,
            weight=15,
            steps=(
                _lesson("lesson", "Colleagues observe a lesson"),
                _released("debrief", "Debrief together", after_on_day_of="lesson"),
            ),
        ),
        CycleTemplate(
            id="team-visit",
            name="Visit to team time",
            kind=Kind.TEAM_VISIT,
            steps=(
                Step(
                    key="team",
                    title="Planning with the team",
                    minutes=CONFERENCE_MINUTES,
                    teacher_is=TeacherIs.TEAM_TIME,
                ),
            ),
        ),
    )


def _apart() -> tuple[CycleTemplate, ...]:
    """Work in writing."""
    return (
        CycleTemplate(
            id="asynchronous",
            name="Written feedback",
            kind=Kind.ASYNCHRONOUS,
            weight=5,
            steps=(
                Step(
                    key="feedback",
                    title="Feedback on a plan or a recording",
                    minutes=CONFERENCE_MINUTES,
                    teacher_is=TeacherIs.NOWHERE,
                ),
            ),
        ),
    )


def _conference(
    key: str, title: str, *, most: int | None = None, same_day_as: str | None = None
) -> Step:
    return Step(
        key=key,
        title=title,
        minutes=CONFERENCE_MINUTES,
        teacher_is=TeacherIs.CONFERENCE,
        most_gap_days=most,
        same_day_as=same_day_as,
    )


def _lesson(
    key: str,
    title: str,
    *,
    least: int = 0,
    most: int | None = None,
    next_after: str | None = None,
) -> Step:
    return Step(
        key=key,
        title=title,
        minutes=LESSON_MINUTES,
        teacher_is=TeacherIs.TEACHING,
        least_gap_days=least,
        most_gap_days=most,
        next_meeting_after=next_after,
    )


def _released(key: str, title: str, *, after_on_day_of: str | None = None) -> Step:
    return Step(
        key=key,
        title=title,
        minutes=CONFERENCE_MINUTES,
        teacher_is=TeacherIs.RELEASED,
        same_day_as=after_on_day_of,
        day_order=DayOrder.AFTER if after_on_day_of else DayOrder.ANY,
    )
