"""From activities to classes: the activities of one group are the meetings of one section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.wishes import MeetingRef
from scheduler.formats.fet.file import Activity

__all__ = ["ClassDraft", "Classes"]


@dataclass(frozen=True)
class ClassDraft:
    """
    A section to be.

    Parameters
    ----------
    activities
        One for each of its meetings, in their order.
    """

    id: str
    activities: tuple[Activity, ...]

    @property
    def first(self) -> Activity:
        """What all its activities have in common can be read off the first."""
        return self.activities[0]

    @property
    def lengths(self) -> tuple[int, ...]:
        """Hours of each meeting."""
        return tuple(one.duration for one in self.activities)


class Classes:
    """
    The sections of a school, and which meeting each activity has become.

    Attributes
    ----------
    meeting
        By the id of the activity; those that are not active have none.
    part
        Number of an activity among all of its group, active or not.
    """

    def __init__(self, activities: Mapping[int, Activity]) -> None:
        self.part = _parts(activities)
        together: dict[tuple[object, ...], list[Activity]] = {}
        for one in activities.values():
            if one.is_active:
                group = ("group", one.group) if one.group else ("alone", one.id)
                alike = one.teachers, one.subject, frozenset(one.students), one.size
                together.setdefault((*group, *alike), []).append(one)
        self.all = tuple(
            ClassDraft(f"{some[0].subject}-{some[0].id}", tuple(some)) for some in together.values()
        )
        self.by_id = {one.id: one for one in self.all}
        self.meeting = {
            activity.id: MeetingRef(section=one.id, meeting=number)
            for one in self.all
            for number, activity in enumerate(one.activities[:60], start=1)
        }

    def meetings(self, id: str) -> int:
        """How many meetings a section has."""
        return len(self.by_id[id].activities)


def _parts(activities: Mapping[int, Activity]) -> dict[int, int]:
    times: Counter[int] = Counter()
    found = {}
    for one in activities.values():
        times[one.group] += 1
        found[one.id] = times[one.group] if one.group else 1
    return found
