"""Build: the school that a .fet file means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from scheduler.domain.bell import BellSchedule, Span
from scheduler.domain.courses import LockedBy
from scheduler.domain.form import nearest
from scheduler.domain.school import School
from scheduler.domain.wishes import Rights, WorkLimit
from scheduler.formats.fet.build_classes import ClassBuilder
from scheduler.formats.fet.build_origin import OriginBuilder
from scheduler.formats.fet.build_people import PeopleBuilder
from scheduler.formats.fet.build_year import YearBuilder
from scheduler.formats.fet.clock import bell_of, invented, times_in_names
from scheduler.formats.fet.draft import Draft
from scheduler.formats.fet.fetmap import FetMap
from scheduler.formats.fet.rooms import RoomPlan

__all__ = ["Builder"]

_NOTHING_DUE = Rights(planning_minutes=0, planning_block_minutes=0, lunch_minutes=0)


class Builder:
    """
    Makes a school of what was read.

    Parameters
    ----------
    id
        Of the school.
    """

    def __init__(self, draft: Draft, map: FetMap, id: str) -> None:
        self.draft = draft
        self.file = draft.file
        self.map = map
        self.id = id
        self.report = draft.report
        self.rooms = RoomPlan(draft)
        self.people = PeopleBuilder(draft, map)
        self.classes = ClassBuilder(self.people, self.rooms)
        self.year = YearBuilder(self.people)

    def school(self) -> School:
        """
        Make the school.

        Raises
        ------
        InvalidProblemError
            If the domain refuses something of it.
        """
        return School(
            id=self.id,
            name=self.map.name or self.file.institution or self.id,
            kind=self.map.kind,
            calendar=self.year.calendar(),
            bells=(self.bell(),),
            areas=tuple(self.classes.content_areas()),
            staff=tuple(self.people.staff()),
            rooms=tuple(self.rooms.rooms()),
            groups=tuple(self.people.student_groups()),
            courses=tuple(self.classes.courses()),
            sections=tuple(map(self.classes.section, self.draft.classes.all)),
            locks=(*self.draft.locks, *self.rooms.locks()),
            rights=_NOTHING_DUE,
            limits=tuple(self.limits()),
            relations=tuple(self.draft.relations),
            slot_wishes=tuple(self.draft.slot_wishes),
            room_wishes=tuple(self.rooms.wishes()),
            room_limits=tuple(self.draft.room_limits),
            spacings=tuple(self.classes.other_spacings()),
            day_ends=tuple(self.draft.day_ends),
            release=self.year.release(),
            rhythm=self.year.rhythm(),
            pd_groups=tuple(self.year.pd_groups()),
            plus_limits=self.year.plus_limits(),
            origin=OriginBuilder(self.people).origin(),
        )

    # Time.

    def bell(self) -> BellSchedule:
        """Times of the map, else those in the names of the hours, else made-up ones."""
        names = tuple(self.file.hours)
        given = {one.hour: Span(one.start, one.end) for one in self.map.hours}
        if given:
            return bell_of({self.draft.periods[name]: given[name] for name in names})
        spans = times_in_names(names)
        if spans is None:
            self.report.warn(
                self.report.source,
                "It has no bell times; periods of 45 minutes from 8:00 on are made up.",
            )
            spans = invented(len(names))
        return bell_of(dict(enumerate(spans, start=1)))

    def limits(self) -> Iterator[WorkLimit]:
        """Work limits, for the people and groups that their names have become."""
        for one in self.draft.limits:
            if one.names is not None:
                ids = one.names if one.of == "staff" else self.people.groups_in(one.names)
                if not ids:
                    self.report.dropped["limits of students without activities"] += 1
                    continue
            else:
                # A stand-in is nobody: limits of all teachers are none of its business.
                # So are they of a Plus teacher, who has no classes.
                others = self.people.stand_ins or self.map.plus_staff
                ids = tuple(self.file.teachers) if one.of == "staff" and others else ()
            yield WorkLimit(
                id=one.id,
                kind=one.kind,
                value=one.value,
                of=one.of,
                ids=ids,
                periods=one.periods,
                strength=one.strength,
            )

    def check_map(self, where: str) -> None:
        """Report names in the map that the file does not have, and hours without a time."""
        areas = set(map(self.map.area_of, self.file.subjects))
        tables: tuple[tuple[str, Iterable[str], Collection[str]], ...] = (
            ("teacher", self.map.plus_candidates, self.file.teachers),
            ("teacher", [one.teacher for one in self.map.pd.owed], self.people.main_areas),
            ("subject", [one.subject for one in self.map.areas], self.file.subjects),
            ("hour", [one.hour for one in self.map.hours], self.file.hours),
            ("area", self.map.specialist_areas, areas),
            ("area", [area for one in self.map.plus_staff for area in one.areas], areas),
        )
        for noun, names, table in tables:
            for name in names:
                if name not in table:
                    self.report.error(
                        where,
                        f'It names the {noun} "{name}", which the file does not have.'
                        f"{nearest(name, table)}",
                    )
        for name in (one.name for one in self.map.plus_staff if one.name in self.file.teachers):
            self.report.error(where, f'The file has a teacher "{name}" already; name another.')
        given = {one.hour for one in self.map.hours}
        missing = [hour for hour in self.file.hours if given and hour not in given]
        if missing:
            self.report.error(where, f"It gives no time for the hour {', '.join(missing)}.")

    def note(self) -> None:
        """Count what was read, and say what its owner should know."""
        report, file = self.report, self.file
        active = sum(one.is_active for one in file.activities.values())
        report.read.update(
            {
                "days": len(file.days),
                "hours": len(file.hours),
                "subjects": len(file.subjects),
                "teachers": len(file.teachers),
                "students sets": len(file.sets),
                "rooms": len(file.rooms),
                "activities": active,
            }
        )
        used = {leaf for leaves in self.people.leaves.values() for leaf in leaves}
        idle = [name for name in file.sets if used.isdisjoint(self.draft.tree.leaves[name])]
        report.dropped["activities (not active)"] += len(file.activities) - active
        report.dropped["students sets (no activity)"] += len(idle)
        for sentence in self._remarks():
            report.warn(report.source, sentence)

    def _remarks(self) -> Iterator[str]:
        yield "It says nothing of planning and lunch; neither is asked for."
        hints = sum(one.by is LockedBy.SOLVER for one in self.draft.locks)
        hints += len(self.draft.kept_rooms)
        if hints:
            yield (
                f"Times and rooms that FET itself locked after a run are hints ({hints}); "
                '"hold_all_locks" in the map keeps them.'
            )
        if self.people.stand_ins:
            yield (
                "Classes without a teacher have a stand-in each, who counts for nothing "
                f"({len(self.people.stand_ins)})."
            )
        staff = sum(not one.first.students for one in self.draft.classes.all)
        if staff:
            yield (
                f"Classes without students are meetings of staff, without load and cover ({staff})."
            )
        if self.rooms.others:
            yield 'Wishes for rooms leave "Any other room", which is a room of our making.'
