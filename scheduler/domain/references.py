"""The check of references: every id that a field names must exist, every id exists once.

Which fields are references is declared by the fields themselves (`form.ref`); this module walks
the dataclasses and knows no field by name, but for the few whose meaning hangs on another field.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scheduler.domain.form import Checked, nearest
from scheduler.domain.slots import Slot

if TYPE_CHECKING:
    from scheduler.domain.school import School

TABLES = ("bells", "areas", "staff", "rooms", "grades", "groups", "courses", "sections")
NAMED_LISTS = (
    *TABLES,
    *("teams", "duties", "limits", "relations", "common_planning", "slot_wishes", "room_wishes"),
    *("pd_groups", "templates", "requests", "team_events"),
)


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
    known = _known_ids(school)
    sentences += _walk(school, "", known)
    for limit in school.limits:
        table = known["staff"] if limit.of == "staff" else known["groups"]
        sentences += _unknown(limit.label, "ids", limit.ids, limit.of, table)
    return sentences


def _repeated_ids(school: School) -> Iterator[str]:
    calendar = school.calendar
    lists = {name: getattr(school, name) for name in NAMED_LISTS}
    for items in (*lists.values(), calendar.terms, calendar.segments):
        for name, times in Counter(item.id for item in items).items():
            if times > 1:
                noun = items[0].noun.lower()
                yield f'{noun} "{name}" stands there {times} times; ids must differ.'


def _known_ids(school: School) -> dict[str, frozenset[str]]:
    known = {name: frozenset(one.id for one in getattr(school, name)) for name in TABLES}
    known["templates"] = frozenset(one.id for one in school.templates)
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


def _walk(owner: Checked, label: str, known: dict[str, frozenset[str]]) -> Iterator[str]:
    for field in dataclasses.fields(owner):  # type: ignore[arg-type]  # Checked are dataclasses
        value = getattr(owner, field.name)
        items = value if isinstance(value, tuple) and not isinstance(value, Slot) else (value,)
        if "ref" in field.metadata:
            table = field.metadata["ref"]
            yield from _unknown(label, field.name, items, table, known[table])
        for item in items:
            if isinstance(item, Slot):
                yield from _unknown(label, field.name, (str(item),), "slots", known["slots"])
            elif isinstance(item, Checked):
                yield from _walk(item, _label_within(item, label), known)


def _label_within(item: Checked, owner: str) -> str:
    """Name an object by its own id, or by the object it belongs to where it has none."""
    if getattr(item, "id", None) or not owner:
        return item.label
    return f"{owner}, {item.noun.lower()}"


def _unknown(
    label: str, name: str, items: tuple[Any, ...], table: str, known: frozenset[str]
) -> Iterator[str]:
    for item in items:
        if item is not None and item not in known:
            words, list_of = name.replace("_", " "), table.replace("_", " ")
            yield (
                f'{label}: {words} names "{item}", which is not among the {list_of}.'
                f"{nearest(item, known)}"
            )
