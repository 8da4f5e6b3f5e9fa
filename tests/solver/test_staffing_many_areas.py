"""The frontier of a school with more subjects than there is memory for sets of them."""

from __future__ import annotations

from scheduler.domain.courses import Course, MeetingPattern, Section
from scheduler.domain.school import School
from scheduler.domain.staff import ContentArea, StaffMember
from scheduler.domain.wishes import Release
from scheduler.solver.options import SolveOptions
from scheduler.solver.staffing.frontier import frontier
from tests.cast import small_school

NAMES = tuple(f"Subject {number}" for number in range(1, 41))


def many_subjects() -> School:
    """Make a school of forty subjects with one class, one teacher and no time to spare each."""
    return small_school(
        areas=tuple(ContentArea(id=one, name=one) for one in NAMES),
        staff=tuple(
            StaffMember(id=one, name=one, areas=(one,), most_load=2, volunteer=True)
            for one in NAMES
        ),
        courses=tuple(
            Course(id=one, name=one, area=one, pattern=MeetingPattern(lengths=(1, 1)))
            for one in NAMES
        ),
        sections=tuple(Section(id=one, course=one, groups=("6A",), size=20) for one in NAMES),
        grades=(),
        groups=tuple(
            type(one)(id=one.id, name=one.name, size=one.size) for one in small_school().groups
        ),
        release=Release(),
        **dict.fromkeys(("duties", "common_planning", "pd_groups", "requests"), ()),
    )


def test_nobody_can_go_and_the_reason_is_found() -> None:
    found = frontier(many_subjects(), SolveOptions(time_limit_s=30))
    assert [one.k for one in found if one.answer is not None] == [0]
    assert "80" in " ".join(one.text for one in found[-1].reasons)
