"""Every sample school, and its known plan, goes through a file unchanged and fits the schema."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from scheduler import samples
from scheduler.formats.schooljson import dump_plan, dump_school, load_plan, load_school
from scheduler.formats.schooljson.schema import plan_schema, school_schema


@pytest.mark.parametrize("name", samples.NAMES)
def test_a_sample_school_goes_through_a_file_unchanged(name: str) -> None:
    school = samples.make(name)
    text = dump_school(school)
    assert load_school(text.encode()) == school
    assert dump_school(load_school(text.encode())) == text
    Draft202012Validator(school_schema()).validate(json.loads(text))


@pytest.mark.parametrize("name", samples.FEASIBLE)
def test_a_known_plan_goes_through_a_file_unchanged(name: str) -> None:
    plan = samples.known_plan(name)
    text = dump_plan(plan)
    assert load_plan(text.encode()) == plan
    assert dump_plan(load_plan(text.encode())) == text
    Draft202012Validator(plan_schema()).validate(json.loads(text))
