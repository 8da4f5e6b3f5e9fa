"""Every stored field of coaching has a class, and a class names its readers in words."""

from __future__ import annotations

import dataclasses

import pytest

from scheduler.domain.coaching import CONFIDENTIAL, CoachingRequest
from scheduler.domain.confidence import (
    COLUMNS,
    CONTENT,
    READERS,
    Part,
    Visibility,
    may_read,
    readable,
    sentences,
)
from scheduler.store.columns import Base


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_every_column_has_a_class(name: str) -> None:
    if name == "coaching_request":
        columns = {one.name for one in dataclasses.fields(CoachingRequest)}
    else:
        columns = {one.name for one in Base.metadata.tables[name].columns}
    assert COLUMNS[name].keys() == columns


def test_every_table_of_coaching_has_its_columns_there() -> None:
    tables = {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if mapper.class_.__module__ == "scheduler.store.tables.coaching"
    }
    assert tables <= COLUMNS.keys()
    assert len(tables) == 8


def test_what_is_told_the_solver_alone_is_read_by_the_teacher_alone() -> None:
    for name in CONFIDENTIAL:
        assert READERS[COLUMNS["coaching_request"][name]] == {Part.TEACHER}


def test_whoever_places_sessions_reads_nothing_that_is_written() -> None:
    for fields in CONTENT.values():
        for visibility in fields.values():
            assert not may_read(visibility, [Part.PLANNER])


def test_of_a_piece_everybody_gets_what_is_theirs() -> None:
    words = {"wish_reason": "w", "exclusion_reason": "e", "unheard of": "u"}
    assert readable("wish", words, [Part.COACH, Part.PLANNER]) == {}
    assert readable("wish", words, [Part.TEACHER]) == {"wish_reason": "w", "exclusion_reason": "e"}
    assert readable("note", {"note": "n"}, [Part.TEACHER, Part.COACH]) == {}
    assert readable("note", {"note": "n"}, [Part.AUTHOR]) == {"note": "n"}
    assert readable("nothing", {"goal": "g"}, [Part.TEACHER]) == {}


def test_each_class_is_said_in_a_sentence() -> None:
    for kind in (*CONTENT, *COLUMNS):
        assert all(one.endswith(".") for one in sentences(kind))
    assert len(READERS) == len(Visibility)
