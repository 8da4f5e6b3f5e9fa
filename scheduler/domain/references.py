"""The check of references: every id that a field names must exist, every id exists once.

Which fields are references is declared by the fields themselves (`form.ref`); this module walks
the dataclasses and knows no field by name, but for the few whose meaning hangs on another field.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from scheduler.domain.form import Checked, nearest
from scheduler.domain.slots import Slot

if TYPE_CHECKING:
    from scheduler.domain.school import School

TABLES = ("bells", "areas", "staff", "rooms", "grades", "groups", "courses", "sections")
NAMED_LISTS = (
    *TABLES,
    *("teams", "duties", "limits", "relations", "common_planning", "slot_wishes", "room_wishes"),
    *("room_limits", "spacings", "day_ends"),
    *("pd_groups", "templates", "requests", "team_events"),
)


class Broken(NamedTuple):
    """A name that leads nowhere: the sentence, the unknown id, and the object that has it."""

    sentence: str
    name: str
    owner: Checked


def broken_references(school: School) -> list[str]:
    """Say of every reference of a school that leads nowhere, and every id given twice.

    Returns
    -------
    list of str
        One sentence each, naming the object, the field and the nearest known id.
    """
    if not school.bells:
        return ["it has no bell schedule; give at least one with its periods."]
    sentences = list(_repeated_ids(school))
    known = known_ids(school)
    sentences += [broken.sentence for broken in broken_within(school, known)]
    for limit in school.limits:
        table = known["staff"] if limit.of == "staff" else known["groups"]
        found = _unknown(limit, limit.label, "ids", limit.ids, limit.of, table)
        sentences += [broken.sentence for broken in found]
    return sentences


def _repeated_ids(school: School) -> Iterator[str]:
    calendar = school.calendar
    lists = {name: getattr(school, name) for name in NAMED_LISTS}
    for items in (*lists.values(), calendar.terms, calendar.segments):
        for name, times in Counter(item.id for item in items).items():
            if times > 1:
                noun = items[0].noun.lower()
                yield f'{noun} "{name}" stands there {times} times; ids must differ.'


def known_ids(school: School) -> dict[str, frozenset[str]]:
    """Ids of every list of a school that fields refer to, and its slots as they are written."""
    known = {name: frozenset(one.id for one in getattr(school, name)) for name in NAMED_LISTS}
    known["pd_groups"] = frozenset(one.id for one in school.pd_groups)
    known["cycle_days"] = frozenset(school.calendar.cycle_days)
    known["segments"] = frozenset(one.id for one in school.calendar.segments)
    known["tracks"] = frozenset(track.id for bell in school.bells for track in bell.tracks)
    known["slots"] = frozenset(
        str(Slot(day, time.period))
        for day in school.calendar.cycle_days
        for bell in school.bells
        for track in bell.tracks
        for time in track.periods
    )
    return known


def broken_within(
    owner: Checked, known: dict[str, frozenset[str]], label: str = ""
) -> Iterator[Broken]:
    """Walk an object and all it is made of, and say of every reference that leads nowhere."""
    for field in dataclasses.fields(owner):  # type: ignore[arg-type]  # Checked are dataclasses
        value = getattr(owner, field.name)
        items = value if isinstance(value, tuple) and not isinstance(value, Slot) else (value,)
        if "ref" in field.metadata:
            table = field.metadata["ref"]
            yield from _unknown(owner, label, field.name, items, table, known[table])
        for item in items:
            if isinstance(item, Slot):
                slots = known["slots"]
                yield from _unknown(owner, label, field.name, (str(item),), "slots", slots)
            elif isinstance(item, Checked):
                yield from broken_within(item, known, _label_within(item, label))


def _label_within(item: Checked, owner: str) -> str:
    """Name an object by its own id, or by the object it belongs to where it has none."""
    if getattr(item, "id", None) or not owner:
        return item.label
    return f"{owner}, {item.noun.lower()}"


def _unknown(
    owner: Checked,
    label: str,
    name: str,
    items: tuple[Any, ...],
    table: str,
    known: frozenset[str],
) -> Iterator[Broken]:
    for item in items:
        if item is not None and item not in known:
            words, list_of = name.replace("_", " "), table.replace("_", " ")
            yield Broken(
                f'{label}: {words} names "{item}", which is not among the {list_of}.'
                f"{nearest(item, known)}",
                item,
                owner,
            )
