"""
Our own school, plan and district files: JSON, versioned, all that the solver needs and gives.

`document` parses bytes to JSON, the codec of `scheduler.domain.document` builds domain objects from
it and writes them back, `layout` makes the text readable, `schema` describes it all for other
programs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scheduler.domain.district import District
from scheduler.domain.document.complaints import Broken
from scheduler.domain.document.shapes import Record
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.errors import InvalidProblemError
from scheduler.formats.files import MOST_BYTES, read_limited
from scheduler.formats.schooljson.document import VERSION, parse
from scheduler.formats.schooljson.layout import laid_out

__all__ = [
    "DISTRICT_FORMAT",
    "PLAN_FORMAT",
    "SCHOOL_FORMAT",
    "dump_district",
    "dump_plan",
    "dump_school",
    "load_district",
    "load_plan",
    "load_school",
]

SCHOOL_FORMAT = "scheduler-school"
PLAN_FORMAT = "scheduler-plan"
DISTRICT_FORMAT = "scheduler-district"


def load_school(source: Path | bytes, *, most_bytes: int = MOST_BYTES) -> School:
    """
    Read a school file.

    Parameters
    ----------
    source
        Its path or its bytes.
    most_bytes
        Larger files are refused before they are looked at.

    Raises
    ------
    InputError
        If it cannot be read, or is no JSON of this format.
    InvalidProblemError
        With all that is wrong in it, each with its place.
    """
    school: School = _load(source, SCHOOL_FORMAT, Record(School), most_bytes)
    return school


def load_plan(source: Path | bytes, *, most_bytes: int = MOST_BYTES) -> Plan:
    """
    Read a plan file; whether it suits a school is for the referee to say.

    Parameters and errors are those of `load_school`.
    """
    plan: Plan = _load(source, PLAN_FORMAT, Record(Plan), most_bytes)
    return plan


def load_district(source: Path | bytes, *, most_bytes: int = MOST_BYTES) -> District:
    """
    Read a district file; `folder.load_folder` reads the schools that it names, too.

    Parameters and errors are those of `load_school`.
    """
    district: District = _load(source, DISTRICT_FORMAT, Record(District), most_bytes)
    return district


def dump_school(school: School) -> str:
    """Write a school as the text of a school file."""
    return _dump(school, SCHOOL_FORMAT, Record(School))


def dump_plan(plan: Plan) -> str:
    """Write a plan as the text of a plan file."""
    return _dump(plan, PLAN_FORMAT, Record(Plan))


def dump_district(district: District) -> str:
    """Write a district as the text of a district file."""
    return _dump(district, DISTRICT_FORMAT, Record(District))


def _load(source: Path | bytes, format_name: str, record: Record, most_bytes: int) -> Any:
    if isinstance(source, bytes):
        content, where = source, f"The {record.noun.lower()} file"
    else:
        content, where = read_limited(source, most_bytes), str(source)
    document = parse(content, where, format_name, most_bytes)
    for key in ("format", "version"):  # They are the file's, not the school's.
        del document[key]
    try:
        return record.read(document)
    except Broken as broken:
        sentences = [complaint.text(record.noun) for complaint in broken.complaints]
        raise InvalidProblemError(sentences) from None


def _dump(value: School | Plan | District, format_name: str, record: Record) -> str:
    return laid_out({"format": format_name, "version": VERSION, **record.write(value)})
