"""Zip archives that may be anybody's: looked at as a whole before a single byte is unpacked.

What an archive says of its members is also the most that is ever unpacked from them, because
Python's reader stops at the stated size; so the limits hold in time and in memory.
"""

from __future__ import annotations

import contextlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, NoReturn

from scheduler.domain.document.complaints import quoted
from scheduler.errors import InputError
from scheduler.formats.files import MOST_BYTES, refuse_large, size_text

__all__ = ["Archive", "ArchiveLimits", "new_member"]

_MEBI = 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
# What the packing programs of some systems add by themselves.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
# What Python raises for members whose bytes do not keep what the archive says of them.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
# And for a directory of members that is not what it should be.
_NO_DIRECTORY = (*_DAMAGE, struct.error, LookupError, OverflowError)


@dataclass(frozen=True)
class ArchiveLimits:
    """
    How much of an archive is accepted.

    Parameters
    ----------
    most_bytes, most_unpacked_bytes
        Size as it is, and of all members together when unpacked.
    most_ratio
        Most bytes that one packed byte may stand for, in members of more than a mebibyte.
    """

    most_bytes: int = MOST_BYTES
    most_unpacked_bytes: int = 256 * _MEBI
    most_members: int = 200
    most_ratio: int = 200


class Archive:
    """
    A zip archive that has passed all checks that need no unpacking.

    Parameters
    ----------
    content
        Its bytes.
    where
        Its name in sentences.

    Attributes
    ----------
    names
        Names of its files in their order, as they stand there.

    Raises
    ------
    InputError
        If it is no zip, damaged, encrypted, too large, packed too tightly, or has a member that
        is a link, stands twice, or would leave the folder.
    """

    def __init__(self, content: bytes, where: str, limits: ArchiveLimits | None = None) -> None:
        limits = limits or ArchiveLimits()
        refuse_large(content, where, limits.most_bytes)
        self.where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _NO_DIRECTORY as error:
            raise InputError(where, "It is not a zip archive, or a damaged one.") from error
        members = [one for one in self._zip.infolist() if not one.filename.endswith("/")]
        members = [one for one in members if not _is_litter(one.filename)]
        self._refuse(members, limits)
        self._members = {one.filename: one for one in members}
        self.names = tuple(self._members)

    def size(self, name: str) -> int:
        """Bytes of a file when unpacked."""
        return self._members[name].file_size

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """
        Open a file for reading.

        Raises
        ------
        InputError
            If its bytes turn out to be damaged, at opening or while they are read.
        """
        try:
            with self._zip.open(self._members[name]) as file:
                yield file
        except (*_DAMAGE, struct.error) as error:
            raise InputError(f"{self.where}, {name}", "This part is damaged.") from error

    def _refuse(self, members: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
        if len(members) > limits.most_members:
            self._complain(
                f"It holds {len(members):,} files, more than the {limits.most_members} accepted."
            )
        seen: set[str] = set()
        for one in members:
            self._refuse_member(one, limits)
            # On most desks two names that differ in case only are one file.
            if one.filename.casefold() in seen:
                self._complain(f"{quoted(one.filename)} stands there twice; keep one of them.")
            seen.add(one.filename.casefold())
        unpacked = sum(one.file_size for one in members)
        if unpacked > limits.most_unpacked_bytes:
            most = size_text(limits.most_unpacked_bytes)
            self._complain(f"It would unpack to more than the {most} that are accepted.")

    def _refuse_member(self, one: zipfile.ZipInfo, limits: ArchiveLimits) -> None:
        name = quoted(one.filename)
        if _leaves_folder(one.filename):
            self._complain(f"The name {name} leads out of the archive's own folder.")
        if stat.S_ISLNK(one.external_attr >> 16):
            self._complain(f"{name} is a link; put the file itself in its place.")
        if one.flag_bits & _ENCRYPTED:
            self._complain("It is protected by a password; make one without.")
        if one.compress_type not in _METHODS:
            self._complain(f"{name} is packed in a rare way; pack it as an ordinary zip.")
        tight = one.file_size > limits.most_ratio * max(one.compress_size, 1)
        if tight and one.file_size > _MEBI:
            self._complain(f"{name} would unpack to far more than any real file; it is refused.")

    def _complain(self, sentence: str) -> NoReturn:
        raise InputError(self.where, sentence)


def new_member(name: str) -> zipfile.ZipInfo:
    """Describe a member to write, dated alike every time: equal content makes equal archives."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER[0]) or name.rpartition("/")[2] in _LITTER


def _leaves_folder(name: str) -> bool:
    odd = "\\" in name or ":" in name or not name.isprintable() or not name
    return odd or name.startswith("/") or any(step in ("", ".", "..") for step in name.split("/"))
