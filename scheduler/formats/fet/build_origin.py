"""What a school remembers of the file, so that the file can be written back element by element."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.origin import Origin, OriginIdle, OriginSet, OriginTagged
from scheduler.formats.fet.build_people import PeopleBuilder
from scheduler.formats.fet.classes import ClassDraft

__all__ = ["OriginBuilder"]


class OriginBuilder:
    """Makes the origin of what was read."""

    def __init__(self, people: PeopleBuilder) -> None:
        self.draft = people.draft
        self.file = people.file
        self._leaves = people.leaves

    def origin(self) -> Origin:
        """Make it."""
        return Origin(
            years=self.file.years,
            sets=tuple(self._sets()),
            tags=tuple(self.file.tags),
            room_tags=tuple(dict.fromkeys(self.draft.room_tags)),
            tagged=tuple(
                row for one in self.draft.classes.all for row in self._tagged(one) if row.tags
            ),
            idle=tuple(self._idle()),
            closed=tuple(self.draft.closed_for),
        )

    def _sets(self) -> Iterator[OriginSet]:
        group_of = {leaf: group for group, leaves in self._leaves.items() for leaf in leaves}
        for one in self.file.sets.values():
            yield OriginSet(
                name=one.name,
                size=one.size,
                parts=tuple(one.children),
                group="" if one.children else group_of.get(one.name, ""),
            )

    def _tagged(self, one: ClassDraft) -> Iterator[OriginTagged]:
        """Tags of a class; of single meetings where they differ."""
        numbers: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, activity in enumerate(one.activities, start=1):
            numbers[activity.tags].append(number)
        for tags, some in numbers.items():
            meetings = tuple(some) if len(numbers) > 1 else ()
            yield OriginTagged(section=one.id, tags=tags, meetings=meetings)

    def _idle(self) -> Iterator[OriginIdle]:
        for one in self.file.activities.values():
            if not one.is_active:
                yield OriginIdle(
                    activity=one.id,
                    part_of=one.group,
                    subject=one.subject,
                    teachers=one.teachers,
                    students=one.students,
                    tags=one.tags,
                    length=one.duration,
                    size=one.size,
                )
