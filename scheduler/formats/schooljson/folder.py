"""A district as a folder: `district.json` and the school files that it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scheduler.domain.district import District
from scheduler.domain.form import nearest
from scheduler.domain.school import School
from scheduler.errors import InputError, InvalidProblemError
from scheduler.formats.files import write_whole
from scheduler.formats.schooljson import dump_district, dump_school, load_district, load_school

__all__ = ["DISTRICT_FILE", "load_folder", "write_folder"]

DISTRICT_FILE = "district.json"


def write_folder(folder: Path, district: District, schools: Mapping[str, School]) -> None:
    """
    Write a district and its schools, by site, into a folder; the district file comes last.

    Raises
    ------
    InputError
        If the folder cannot be made or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            str(folder), f"The folder cannot be made: {(error.strerror or 'unknown').lower()}."
        ) from error
    for site in district.sites:
        write_whole(folder / site.school, dump_school(schools[site.id]))
    write_whole(folder / DISTRICT_FILE, dump_district(district))


def load_folder(folder: Path) -> tuple[District, dict[str, School]]:
    """
    Read a district and the school of every site.

    Raises
    ------
    InputError
        If a file cannot be read or is of another kind.
    InvalidProblemError
        With all that is wrong in one school file, or with every shared person whose post is not
        on the staff of its site.
    """
    district = load_district(folder / DISTRICT_FILE)
    schools = {site.id: _school(folder / site.school) for site in district.sites}
    unknown = [
        f'{person.name}: site "{post.site}" has no "{post.staff}" on its staff.'
        f"{nearest(post.staff, schools[post.site].person)}"
        for person in district.shared
        for post in person.posts
        if post.staff not in schools[post.site].person
    ]
    if unknown:
        raise InvalidProblemError(unknown)
    return district, schools


def _school(path: Path) -> School:
    try:
        return load_school(path)
    except InvalidProblemError as error:
        raise InvalidProblemError([f"{path.name}: {one}" for one in error.problems]) from error
