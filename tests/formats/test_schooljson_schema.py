"""The published JSON Schemas are up to date, accept what we write, refuse what we refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from scheduler.cli import main
from scheduler.domain.document.shapes import Record
from scheduler.domain.form import Checked
from scheduler.domain.plan import Plan
from scheduler.formats.schooljson import dump_district, dump_plan, dump_school
from scheduler.formats.schooljson.schema import (
    Definitions,
    district_schema,
    plan_schema,
    schema_text,
    school_schema,
)
from scheduler.samples.district import sample_district
from tests.cast import small_calendar, small_plan, small_school
from tests.formats.broken_schools import BrokenFile, broken_files
from tests.formats.test_schooljson import full_school

DOCS = Path(__file__).resolve().parents[2] / "docs"

# What a schema cannot say: how two values stand to one another, and the rules of JSON itself.
_BEYOND_A_SCHEMA = {
    "UTF-16",
    "a key given twice",
    "an id given twice",
    "a person given twice",
    "a missing group",
    "a missing person",
    "a missing bell",
    "a slot that the school does not have",
    "a period that ends before it starts",
    "an impossible date",
    "a year that ends before it begins",
    "a time zone that is none",
    "half a character",
    "a grouped section without group",
    "a lock of a meeting that is not",
    "a rule whose strength is fixed",
    "NaN",
    "Infinity",
    "a number too large for any computer",
}


@pytest.fixture(scope="module")
def school_validator() -> Draft202012Validator:
    return Draft202012Validator(school_schema())


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("school.schema.json", school_schema()),
        ("plan.schema.json", plan_schema()),
        ("district.schema.json", district_schema()),
    ],
)
def test_the_published_schema_is_up_to_date(name: str, schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    published = (DOCS / name).read_text(encoding="utf-8")
    assert published == schema_text(schema), "Run: scheduler schema docs"


def test_the_command_writes_all_schemas(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["schema", str(tmp_path)])
    assert (result.exit_code, result.output) == (0, "")
    kinds = ("school", "plan", "district")
    assert {path.name for path in tmp_path.iterdir()} == {f"{one}.schema.json" for one in kinds}


def test_what_we_write_is_valid(school_validator: Draft202012Validator) -> None:
    for school in (small_school(), full_school()):
        school_validator.validate(json.loads(dump_school(school)))
    plan = json.loads(dump_plan(small_plan(calendar=small_calendar())))
    Draft202012Validator(plan_schema()).validate(plan)
    district = json.loads(dump_district(sample_district().district))
    Draft202012Validator(district_schema()).validate(district)


def _told_by_a_schema() -> list[BrokenFile]:
    found = []
    for broken in broken_files():
        try:
            json.loads(broken.content)
        except (ValueError, RecursionError):
            continue
        if broken.name not in _BEYOND_A_SCHEMA:
            found.append(broken)
    return found


@pytest.mark.parametrize("broken", _told_by_a_schema(), ids=lambda broken: broken.name)
def test_broken_files_are_invalid(
    broken: BrokenFile, school_validator: Draft202012Validator
) -> None:
    assert not school_validator.is_valid(json.loads(broken.content))


def test_fields_are_described_with_their_limits_and_defaults() -> None:
    defs = school_schema()["$defs"]
    assert defs["Section"]["properties"]["most_rooms"] == {
        "anyOf": [{"type": "integer", "minimum": 1, "maximum": 50}, {"type": "null"}],
        "description": "Most distinct rooms over the cycle; null: no limit.",
        "default": None,
    }
    assert defs["PDGroup"]["required"] == ["id", "name"]
    assert defs["Rights"]["properties"]["lunch_from"]["default"] == "10:30"
    assert defs["Lock"]["properties"]["by"]["enum"] == ["user", "solver"]
    assert all(one["additionalProperties"] is False for one in defs.values())
    assert all(one["description"] for one in defs.values())


def test_of_two_kinds_with_one_name_the_second_is_called_by_its_module_too() -> None:
    definitions = Definitions()
    definitions.refer(Record(Plan))
    definitions.refer(another_plan())
    assert [name for name in definitions.found if name.endswith("Plan")] == [
        "Plan",
        "Test_schooljson_schemaPlan",
    ]
    with pytest.raises(TypeError, match="are called Test_schooljson_schemaPlan"):
        definitions.refer(another_plan())


def another_plan() -> Record:
    class Plan_(Checked):
        """Another plan."""

    Plan_.__name__ = "Plan"
    record = Record(Plan)
    record.kind = Plan_
    return record
