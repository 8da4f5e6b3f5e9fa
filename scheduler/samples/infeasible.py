"""Schools without a master schedule, each for one planted reason, and their feasible twins.

Every one is made as its twin, whose solution is known; then the one thing is planted.
"""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.courses import Lock, Section, SectionStaff
from scheduler.domain.school import School
from scheduler.samples.draft import Sample
from scheduler.samples.little import Little, Special, draft_of, facts_of

_CORE = {"ELA": 5, "MATH": 5, "SCI": 5, "SS": 5}


def art_room(
    *, seed: int, pd_days: int | None = None, cycles: int | None = None, mended: bool = False
) -> Sample:
    """Make six homerooms with six art lessons each, for which one art room is open 30 periods.

    The twin has a second art room.
    """
    shape = Little(
        id="art-room",
        name="Palette Elementary School",
        homerooms=6,
        core=_CORE,
        specials=(
            Special("ART", 6, (3, 3)),
            Special("MUS", 2, (6,)),
            Special("PE", 2, (6,)),
        ),
    )
    draft = draft_of(shape, seed)
    draft.room("Second art room", "art", capacity=60)
    twin = draft.finish(**facts_of(shape, draft))
    if mended:
        return twin
    rooms = tuple(room for room in twin.school.rooms if room.id != "second-art-room")
    return replace(twin, school=replace(twin.school, rooms=rooms))


def half_time_overload(
    *, seed: int, pd_days: int | None = None, cycles: int | None = None, mended: bool = False
) -> Sample:
    """Fix three art classes of four lessons on somebody with a half post of eight lessons.

    In the twin the third class is open to the other art teacher.
    """
    shape = Little(
        id="half-time-overload",
        name="Brookside Elementary School",
        homerooms=5,
        core=_CORE,
        specials=(
            Special("ART", 4, (2, 3)),
            Special("MUS", 3, (5,)),
            Special("PE", 3, (5,)),
        ),
    )
    draft = draft_of(shape, seed)
    draft.room("Second art room", "art", capacity=60)
    half = draft.owners["ART-4-A"]
    draft.staff = [
        replace(one, share=0.5, most_load=8) if one.id == half else one for one in draft.staff
    ]
    twin = draft.finish(**facts_of(shape, draft))
    fixed = ("ART-4-A", "ART-4-B") if mended else ("ART-4-A", "ART-4-B", "ART-4-C")
    return replace(twin, school=_with_owner(twin.school, fixed, half))


def _with_owner(school: School, sections: tuple[str, ...], owner: str) -> School:
    def fixed(section: Section) -> Section:
        if section.id not in sections:
            return section
        return replace(section, staff=(SectionStaff(person=owner),))

    return replace(school, sections=tuple(fixed(section) for section in school.sections))


def clashing_locks(
    *, seed: int, pd_days: int | None = None, cycles: int | None = None, mended: bool = False
) -> Sample:
    """Lock the art and the music of one homeroom to the same slot.

    In the twin the music is locked to another slot.
    """
    shape = Little(
        id="clashing-locks",
        name="Orchard Elementary School",
        homerooms=4,
        core=_CORE,
        specials=(
            Special("ART", 4, (4,)),
            Special("MUS", 3, (4,)),
            Special("PE", 3, (4,)),
        ),
    )
    draft = draft_of(shape, seed)
    art, music = draft.slots["ART-4-A"][0], draft.slots["MUS-4-A"][0]
    locks = (
        Lock(section="ART-4-A", meeting=1, slot=art),
        Lock(section="MUS-4-A", meeting=1, slot=music if mended else art),
    )
    return draft.finish(**facts_of(shape, draft), locks=locks)
