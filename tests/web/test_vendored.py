"""What is not ours: the files that were fetched, their versions and their licences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from scheduler.web.vendored import vendored, versions
from tools.vendor import PARTS, Part, sha512


def listed(part: Part) -> dict[str, object]:
    content = json.loads((part.folder / "versions.json").read_text(encoding="utf-8"))
    return dict(content[part.name])


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_files_are_those_that_were_fetched(part: Part) -> None:
    row = listed(part)
    assert (row["version"], row["licence"], row["sha512"]) == (
        part.version,
        part.licence,
        part.sha512,
    )
    folder = part.folder / f"{part.name}-{part.version}"
    assert {file.name: sha512(file) for file in folder.iterdir()} == row["files"]
    assert {Path(file).name for file in part.files} | {"LICENSE"} == {*row["files"]}  # type: ignore[misc]


@pytest.mark.parametrize(
    "folder", sorted({part.folder for part in PARTS}), ids=lambda path: path.parts[-3]
)
def test_nothing_else_lies_there(folder: Path) -> None:
    parts = {f"{part.name}-{part.version}" for part in PARTS if part.folder == folder}
    assert {path.name for path in folder.iterdir()} == parts | {"versions.json"}


def test_pages_find_the_files_by_their_version(app: Flask) -> None:
    client = app.test_client()
    with app.test_request_context():
        address = vendored("htmx", "htmx.min.js")
    assert address.endswith(f"/htmx-{versions()['htmx']['version']}/htmx.min.js")
    answer = client.get(address, buffered=True)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_page_about_the_program_names_each_with_its_licence(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/help/about").text
    for part in PARTS:
        if part.name in versions():
            assert part.package in page
            licence = f"/static/vendor/{part.name}-{part.version}/LICENSE"
            assert licence in page
            assert client.get(licence, buffered=True).status_code == 200
