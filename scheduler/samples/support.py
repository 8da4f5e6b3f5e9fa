"""The people beyond teachers and Plus team, and what they do: outside every load, owing no PD.

Leaders who evaluate, special education and English learners' teachers with their pull-outs and
co-taught classes, a counselor with an advisory, aides who support a class and stand duties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scheduler.domain.bell import BellSchedule
from scheduler.domain.courses import (
    Course,
    Group,
    MeetingPattern,
    PullOut,
    Section,
    SectionRole,
    SectionStaff,
)
from scheduler.domain.form import Clock
from scheduler.domain.slots import Slot
from scheduler.domain.staff import ContentArea, Duty, DutyTime
from scheduler.samples.draft import Draft

AREAS = (
    ContentArea(id="special-education", name="Special education", specialist_only=True),
    ContentArea(id="esl", name="English as a second language", specialist_only=True),
    ContentArea(id="advisory", name="Advisory"),
)


def leaders(draft: Draft, count: int = 2) -> None:
    """Add the leaders, who share the evaluation of everybody added before them."""
    everybody = [one.id for one in draft.staff]
    for number in range(count):
        draft.person(evaluates=tuple(everybody[number::count]))


def band(draft: Draft, grade: str, *, may_overlap: Sequence[str], pattern: MeetingPattern) -> None:
    """Add a band that draws on the first four groups of a grade during their other courses."""
    drawn = tuple(group.id for group in draft.groups if group.id.startswith(f"{grade}-"))[:4]
    draft.groups.append(
        Group(id=f"band-{grade}", name="Band", size=36, overlaps=drawn, track=f"lunch-{grade}")
    )
    draft.courses.append(
        Course(
            id="BAND",
            name="Band",
            area="music",
            pattern=pattern,
            enrolment=36,
            size_cap=60,
            size_target=60,
            room_kind="music",
            room_tags=("band",),
        )
    )
    draft.sections.append(
        Section(
            id="BAND-1",
            course="BAND",
            groups=(f"band-{grade}",),
            pull_out=PullOut(
                may_overlap=tuple(may_overlap),
                must_not_overlap=tuple(f"{core}-{grade}" for core in ("ELA", "MATH", "SCI", "SS")),
            ),
        )
    )


def course_outside_load(
    draft: Draft, identity: str, name: str, area: str, pattern: MeetingPattern
) -> None:
    """Add a course whose sections are given and count towards nobody's load."""
    draft.courses.append(
        Course(
            id=identity,
            name=name,
            area=area,
            pattern=pattern,
            any_area_cover=area == "advisory",
            counts_as_load=False,
        )
    )


def meets(times: int, *, same_period: bool = False) -> MeetingPattern:
    """Give the pattern of a class that meets so often a cycle, for one period."""
    return MeetingPattern(lengths=(1,) * times, same_period=same_period)


def courses(draft: Draft, *, resource: int, esl: int, advisory: int) -> None:
    """Add resource room, English language development and advisory with their meetings a cycle."""
    course_outside_load(
        draft, "RES", "Resource room", "special-education", meets(resource, same_period=True)
    )
    course_outside_load(
        draft, "ESL", "English language development", "esl", meets(esl, same_period=True)
    )
    course_outside_load(draft, "ADV", "Advisory", "advisory", meets(advisory))


def assist(
    draft: Draft, section: str, person: str, role: SectionRole, *, one_is_enough: bool = False
) -> None:
    """Give a section a co-teacher or somebody who supports it."""
    at = next(n for n, one in enumerate(draft.sections) if one.id == section)
    one = draft.sections[at]
    draft.sections[at] = replace(
        one,
        staff=(*one.staff, SectionStaff(person=person, role=role)),
        one_teacher_is_enough=one_is_enough,
    )


def pull_out(
    draft: Draft,
    course: str,
    owner: str,
    drawn: Sequence[str],
    *,
    may_overlap: Sequence[str],
    must_not_overlap: Sequence[str] = (),
    size: int = 6,
) -> None:
    """Add a section that takes pupils out of groups, at the first time that suits all.

    All its groups follow one clock, so that slots of the same name are the same time.
    """
    number = 1 + sum(one.course == course for one in draft.sections)
    identity = f"{course}-{number}"
    first = next(group for group in draft.groups if group.id == drawn[0])
    group = Group(
        id=identity.lower(),
        name=identity,
        size=size,
        overlaps=tuple(drawn),
        track=first.track,
    )
    pattern = next(one.pattern for one in draft.courses if one.id == course)
    draft.slots[identity] = _common_time(draft, pattern, owner, drawn, may_overlap)
    draft.groups.append(group)
    draft.sections.append(
        Section(
            id=identity,
            course=course,
            groups=(group.id,),
            staff=(SectionStaff(person=owner),),
            pull_out=PullOut(
                may_overlap=tuple(may_overlap), must_not_overlap=tuple(must_not_overlap)
            ),
        )
    )
    draft.owners[identity] = owner


def _common_time(
    draft: Draft,
    pattern: MeetingPattern,
    owner: str,
    drawn: Sequence[str],
    may_overlap: Sequence[str],
) -> tuple[Slot, ...]:
    """Find slots, one a day, in which the owner is free and the groups may be disturbed."""
    taken: set[Slot] = set()
    blocked: set[Slot] = set()
    allowed: dict[str, set[Slot]] = {group: set() for group in drawn}
    for section in draft.sections:
        slots = draft.slots.get(section.id, ())
        if any(one.person == owner for one in section.staff):
            taken.update(slots)
        for group in section.groups:
            if group in allowed and section.course in may_overlap:
                allowed[group].update(slots)
            elif group in allowed:
                blocked.update(slots)
        if section.pull_out and _shares_groups(draft, section, drawn):
            blocked.update(slots)
    common = set.intersection(*allowed.values()) - taken - blocked
    for period in sorted({slot.period for slot in common}):
        found = sorted(slot for slot in common if slot.period == period)
        if len(found) >= len(pattern.lengths):
            chosen = {slot.day for slot in found[: len(pattern.lengths)]}
            return tuple(slot for slot in draft.all_slots if slot in found and slot.day in chosen)
    raise LookupError(f"no common time for {', '.join(drawn)}")


def _shares_groups(draft: Draft, section: Section, drawn: Sequence[str]) -> bool:
    overlaps = {other for one in draft.groups if one.id in section.groups for other in one.overlaps}
    return bool(overlaps & set(drawn))


def duties(draft: Draft, bells: Sequence[BellSchedule], staff: Mapping[str, str]) -> None:
    """Let aides meet the buses and watch over lunch, on every bell at its own time.

    Parameters
    ----------
    staff
        Who stands "buses" and "lunch".
    """
    starts, lunches = [], []
    for bell in bells:
        first = bell.tracks[0].periods[0].start
        starts.append(DutyTime(bell=bell.id, start=Clock(first - 20), end=first))
        meals = [lunch for lunch in bell.lunches.values() if lunch is not None]
        lunches.append(
            DutyTime(
                bell=bell.id,
                start=Clock(min(meal.start for meal in meals)),
                end=Clock(max(meal.end for meal in meals)),
            )
        )
    draft.duties += [
        Duty(
            id="buses",
            name="Bus duty",
            staff=(staff["buses"],),
            place="Front entrance",
            times=tuple(starts),
        ),
        Duty(
            id="lunch",
            name="Lunch duty",
            staff=(staff["lunch"],),
            place="Cafeteria",
            times=tuple(lunches),
            cover_on_pd=True,
        ),
    ]


def middle(draft: Draft, bells: Sequence[BellSchedule]) -> None:
    """Add everybody beyond teachers and Plus team of the middle school."""
    courses(draft, resource=5, esl=5, advisory=1)
    others = {6: ("PE-6", "ART-6", "MUS-6"), 7: ("PE-7", "ART-7", "TECH-7")}
    others[8] = ("PE-8", "TECH-8", "SPAN-8")
    for grade, may_overlap in others.items():
        teacher = draft.person(areas=("special-education",), track=f"lunch-{grade}")
        if grade == 6:
            assist(draft, "ELA-6-1", teacher, SectionRole.CO_TEACHER, one_is_enough=True)
        pull_out(
            draft,
            "RES",
            teacher,
            # In grade 8 the band already draws on the first groups.
            ("8-7", "8-8") if grade == 8 else (f"{grade}-1", f"{grade}-2"),
            may_overlap=(*may_overlap, f"SS-{grade}"),
            must_not_overlap=(f"ELA-{grade}", f"MATH-{grade}"),
        )
    esl = draft.person(areas=("esl",), track="lunch-7")
    pull_out(draft, "ESL", esl, ("7-3", "7-4"), may_overlap=(*others[7], "SS-7"))
    counselor = draft.person(areas=("advisory",), track="lunch-8")
    pull_out(draft, "ADV", counselor, ("8-5", "8-6"), may_overlap=others[8], size=12)
    aide, lunch_aide = draft.person(track="lunch-8"), draft.person()
    assist(draft, "MATH-8-2", aide, SectionRole.SUPPORT)
    duties(draft, bells, {"buses": aide, "lunch": lunch_aide})
    leaders(draft)
