"""What must hold before a published year is planned anew, and whose fault it is where it fails."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.plan import Plan, Stage
from scheduler.domain.problems.calendar_standing import Rolling
from scheduler.domain.referee import Violation, check
from scheduler.domain.school import School
from scheduler.errors import InputError


def check_rolling(
    school: School, stages: Sequence[Stage], previous: Plan | None, rolling: Rolling
) -> None:
    """Refuse what cannot be planned anew.

    Raises
    ------
    InputError
        Saying what is missing, or which date is wrong.
    """
    if previous is None or previous.calendar is None:
        raise InputError(
            "plan", "It has no calendar that could be planned anew; solve the calendar stage first."
        )
    if list(stages) != [Stage.CALENDAR]:
        raise InputError(
            "stage",
            "Only the calendar can be planned anew from a date on; the past needs the rest.",
        )
    last = school.calendar.last
    if rolling.starting > last:
        raise InputError("starting", f"{rolling.starting} is after the year's last day, {last}.")
    if rolling.until is not None and rolling.until < rolling.starting:
        raise InputError(
            "until", f"{rolling.until} lies before {rolling.starting}, when planning begins."
        )


def blame_past(
    school: School, previous: Plan, rolling: Rolling, found: Sequence[Violation]
) -> None:
    """Tell rules that the published plan broke already from those that a new one breaks.

    Raises
    ------
    InputError
        If all of them were broken before.
    """
    known = {one.text for one in check(school, previous).violations}
    if all(one.text in known for one in found):
        raise InputError(
            "plan",
            f"What stands of it before {rolling.starting} breaks rules of the school as it is now: "
            f"{found[0].text} Run the command check on it.",
        )
