"""Broken school files end in sentences that name the thing, never in a traceback."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scheduler import cli
from scheduler.errors import InputError, InvalidProblemError
from scheduler.formats.files import MOST_BYTES
from scheduler.formats.schooljson import dump_plan, load_plan, load_school
from tests.bounded import bounded
from tests.cast import small_calendar, small_plan
from tests.formats.broken_schools import BrokenFile, broken_files, changed, document

BROKEN = broken_files()
PLAN = json.loads(dump_plan(small_plan(calendar=small_calendar())))

each_broken_file = pytest.mark.parametrize("broken", BROKEN, ids=[one.name for one in BROKEN])


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    """Return a file one byte above the limit; it takes no room on the disk."""
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    return path


def test_there_are_more_than_thirty_kinds() -> None:
    assert len(BROKEN) > 30


@each_broken_file
def test_it_is_refused_with_a_sentence_that_names_the_thing(
    broken: BrokenFile, tmp_path: Path
) -> None:
    path = tmp_path / "school.json"
    path.write_bytes(broken.content)
    with pytest.raises(broken.error) as caught:
        load_school(path)
    assert type(caught.value) is broken.error
    sentences = str(caught.value)
    assert [word for word in broken.words if word not in sentences] == []
    assert all(line.endswith((".", "?")) for line in sentences.splitlines())
    sentences.encode()  # It can be printed.


@each_broken_file
def test_one_fault_is_told_once(broken: BrokenFile) -> None:
    with pytest.raises((InputError, InvalidProblemError)) as caught:
        load_school(broken.content)
    assert len(str(caught.value).splitlines()) == 1


def test_a_huge_file_is_refused_before_it_is_read(huge: Path) -> None:
    with pytest.raises(InputError, match=r"huge\.json: It is larger than the 64 MiB"):
        load_school(huge)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.json: It cannot be read: no such file"):
        load_school(Path("nowhere.json"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a directory"):
        load_school(tmp_path)


def test_all_faults_are_told_together() -> None:
    whole = document()
    whole["kind"] = "midle"
    whole["staff"][0]["name"] = 7
    whole["staff"][0]["most_load"] = -1
    whole["sections"][2]["grups"] = []
    del whole["rooms"][1]["id"]
    with pytest.raises(InvalidProblemError) as caught:
        load_school(json.dumps(whole).encode())
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "kind",
        'staff → "alice" → name',
        'staff → "alice"',
        "rooms → number 2",
        'sections → "Art-6A"',
    ]


def test_a_fault_in_one_object_does_not_make_others_look_broken() -> None:
    """A room that cannot be read is not also a missing reference of every group."""
    with pytest.raises(InvalidProblemError) as caught:
        load_school(changed("rooms", 0, "capacity", to="large"))
    assert len(caught.value.problems) == 1


def test_long_and_strange_text_is_cut_and_made_printable() -> None:
    with pytest.raises(InvalidProblemError) as caught:
        load_school(changed("staff", 0, "\x1b[31m\ud800" + "x" * 10_000, to=1))
    sentence = str(caught.value)
    assert "\\x1b[31m\\ud800xxx" in sentence
    assert len(sentence) < 500


def test_a_long_value_is_cut() -> None:
    for path in (("staff", 0, "share"), ("grades", 0, "enrolment"), ("rooms", 0, "name")):
        for value in ("x" * 100_000, int("9" * 4000), [[1] * 1000]):
            with pytest.raises(InvalidProblemError) as caught:
                load_school(changed(*path, to=value))
            assert len(str(caught.value)) < 300


def test_many_faults_are_told_with_bounded_work() -> None:
    whole = document()
    whole["staff"][0]["evaluates"] = [f"alise{number}" for number in range(2_000)]
    with bounded(), pytest.raises(InvalidProblemError) as caught:
        load_school(json.dumps(whole).encode())
    assert len(caught.value.problems) == 2_000


# --- anything at all


@given(st.binary(max_size=300))
def test_random_bytes_end_in_an_input_error(content: bytes) -> None:
    with pytest.raises(InputError):
        load_school(content)


_anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Mon 1", "08:00", "24:00", "2026-09-01", "alice", "6A", "", " "]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "first", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """List every (container, key) in a JSON value."""
    if not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]


def _mutated(data: st.DataObject, document: dict[str, Any]) -> bytes:
    whole = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 3))):
        places = _places(whole)
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        action = data.draw(st.sampled_from(["delete", "replace", "duplicate", "swap"]))
        if action == "delete":
            del container[key]
        elif action == "duplicate" and isinstance(container, list):
            container.append(copy.deepcopy(container[key]))
        elif action == "swap":
            other, name = places[data.draw(st.integers(0, len(places) - 1))]
            container[key] = copy.deepcopy(other.get(name) if isinstance(other, dict) else other)
        else:
            container[key] = data.draw(_anything)
    return json.dumps(whole).encode()


@given(st.data())
def test_a_mutated_school_loads_or_is_refused(data: st.DataObject) -> None:
    content = _mutated(data, document())
    try:
        load_school(content)
    except (InputError, InvalidProblemError) as error:
        str(error).encode()


@given(st.data())
def test_a_mutated_plan_loads_or_is_refused(data: st.DataObject) -> None:
    content = _mutated(data, PLAN)
    try:
        load_plan(content)
    except (InputError, InvalidProblemError) as error:
        str(error).encode()


# --- through the command line, which has `solve` once there is a solver

if "solve" in cli._COMMANDS:

    @each_broken_file
    def test_solving_it_exits_with_2_and_writes_nothing(broken: BrokenFile, tmp_path: Path) -> None:
        school, plan = tmp_path / "school.json", tmp_path / "plan.json"
        school.write_bytes(broken.content)
        result = CliRunner().invoke(cli.main, ["solve", str(school), "-o", str(plan)])
        assert result.exit_code == 2
        assert isinstance(result.exception, SystemExit)
        assert [word for word in broken.words if word not in result.stderr] == []
        assert not plan.exists()

    def test_solving_a_huge_file_exits_with_2(huge: Path, tmp_path: Path) -> None:
        plan = tmp_path / "plan.json"
        result = CliRunner().invoke(cli.main, ["solve", str(huge), "-o", str(plan)])
        assert (result.exit_code, plan.exists()) == (2, False)
