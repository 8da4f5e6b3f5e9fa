"""
Parse, first step: which files an archive has, of which version, and how they are meant.

An archive holds its files at the top; one folder around all of them is tolerated. Its manifest
says of every file whether it is there, and that must be true.
"""

from __future__ import annotations

from scheduler.domain.document.complaints import quoted
from scheduler.errors import InputError
from scheduler.formats.archive import Archive
from scheduler.formats.csvtext import csv_rows
from scheduler.formats.oneroster.spec import FILES, Mode, Version
from scheduler.formats.report import ImportReport

__all__ = ["Roster", "open_roster"]

_MANIFEST = "manifest"
_NEEDED = ("orgs",)


class Roster:
    """
    A OneRoster archive whose manifest has been read.

    Attributes
    ----------
    where
        Its name in sentences.
    version, modes
        What the manifest says.
    """

    def __init__(self, archive: Archive, paths: dict[str, str]) -> None:
        self.where = archive.where
        self.archive = archive
        self.paths = paths
        self.version = Version.V1_1
        self.modes: dict[str, Mode] = {}

    def place(self, file: str) -> str:
        """Name one of its files in sentences."""
        return f"{self.where}, {file}.csv"


def open_roster(content: bytes, where: str, report: ImportReport) -> Roster:
    """
    Open an archive and read its manifest.

    Raises
    ------
    InputError
        If it is no archive that can be unpacked safely, or has no manifest that can be read.
    """
    archive = Archive(content, where)
    roster = Roster(archive, _paths(archive, report))
    if _MANIFEST not in roster.paths:
        raise InputError(
            where, "It has no manifest.csv; every OneRoster archive has one beside its other files."
        )
    _read_manifest(roster, report)
    _compare_with_manifest(roster, report)
    return roster


def _paths(archive: Archive, report: ImportReport) -> dict[str, str]:
    """Find the CSV files by name without ending, in the top folder or in one around all."""
    folders = {name.rpartition("/")[0] for name in archive.names}
    if len(folders) > 1 or any("/" in folder for folder in folders):
        raise InputError(
            archive.where, "Its files are in several folders; put them all at the top of the zip."
        )
    for folder in folders - {""}:
        report.warn(archive.where, f"Its files are in the folder {quoted(folder)}, not at the top.")
    known = {f"{name}.csv".casefold(): name for name in (_MANIFEST, *FILES[Version.V1_2])}
    paths: dict[str, str] = {}
    for path in archive.names:
        file_name = path.rpartition("/")[2]
        name = known.get(file_name.casefold())
        if name is None:
            report.warn(
                f"{archive.where}, {quoted(path)}", "No file of OneRoster; it was not read."
            )
            report.not_read["files that OneRoster doesn't know"] += 1
            continue
        if file_name != f"{name}.csv":
            report.error(f"{archive.where}, {file_name}", f"It must be named {name}.csv exactly.")
        paths[name] = path
    return paths


def _read_manifest(roster: Roster, report: ImportReport) -> None:
    where = roster.place(_MANIFEST)
    values: dict[str, str] = {}
    with roster.archive.open(roster.paths[_MANIFEST]) as file:
        rows = csv_rows(file, where)
        header = next(rows, None)
        if header is None or header.cells[:2] != ["propertyName", "value"]:
            raise InputError(f"{where}, line 1", "Its first line must be propertyName,value.")
        for line, cells in rows:
            name, value = (*cells, "")[:2]
            if name in values:
                report.error(f"{where}, line {line}", f"{quoted(name)} stands there twice.")
            values[name] = value
    version = values.get("oneroster.version", "")
    if version not in set(Version):
        raise InputError(
            where,
            f"It must have a line oneroster.version,1.1 or oneroster.version,1.2; "
            f"{quoted(version)} is not a version that can be read.",
        )
    roster.version = Version(version)
    for name, value in values.items():
        named = name.removeprefix("file.")
        if named == name:
            continue
        if value not in set(Mode):
            report.error(where, f"{quoted(name)} must be bulk, delta or absent.")
        elif named in FILES[roster.version]:
            roster.modes[named] = Mode(value)
        elif value != Mode.ABSENT:
            report.error(where, f"OneRoster {version} has no file {quoted(named)}.")


def _compare_with_manifest(roster: Roster, report: ImportReport) -> None:
    where = roster.place(_MANIFEST)
    for file in sorted(roster.paths.keys() - {_MANIFEST}):
        if file not in FILES[roster.version]:
            report.error(
                roster.place(file),
                f"OneRoster {roster.version}, which the manifest names, has no such file; "
                "the versions are mixed.",
            )
        elif file not in roster.modes:
            report.error(where, f"It has no line for file.{file}, which is there; add one.")
        elif roster.modes[file] is Mode.ABSENT:
            report.error(
                where, f"It says that {file}.csv is absent, but it is there; write bulk or delta."
            )
    for file, mode in roster.modes.items():
        if mode is not Mode.ABSENT and file not in roster.paths:
            report.error(where, f"It says that {file}.csv is there ({mode}), but it is missing.")
    for file in _NEEDED:
        if file not in roster.paths:
            report.error(roster.where, f"{file}.csv is missing, without which nothing can be read.")
