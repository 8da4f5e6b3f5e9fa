"""Files of any format: read no more than a limit, write whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from scheduler.errors import InputError

__all__ = ["MOST_BYTES", "read_limited", "refuse_unwritable", "write_whole"]

MOST_BYTES = 64 * 1024 * 1024
"""Largest file that is read unless a caller says otherwise."""


def read_limited(path: Path, most_bytes: int = MOST_BYTES) -> bytes:
    """
    Read a file that may be anybody's.

    Raises
    ------
    InputError
        If it cannot be read or is larger than the limit.
    """
    try:
        with path.open("rb") as file:
            # One byte more than allowed tells a file that is too large from one that just fits,
            # and holds for pipes and devices, too, which have no size to ask for.
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        raise InputError(str(path), f"It cannot be read: {_reason(error)}.") from error
    refuse_large(content, str(path), most_bytes)
    return content


def refuse_large(content: bytes, where: str, most_bytes: int = MOST_BYTES) -> None:
    """Raise an `InputError` where there are more bytes than the limit."""
    if len(content) > most_bytes:
        raise InputError(where, f"It is larger than the {size_text(most_bytes)} that are accepted.")


def size_text(size: int) -> str:
    """Write a number of bytes for people."""
    mebi = 1024 * 1024
    return f"{size // mebi} MiB" if size >= mebi else f"{size:,} bytes"


def refuse_unwritable(path: Path) -> None:
    """
    Find out before long work whether its result can be written.

    Raises
    ------
    InputError
        If it cannot; nothing has been written then, and nothing if it can.
    """
    target = path.resolve()
    if path.is_dir():
        raise InputError(str(path), "It cannot be written: it is a folder; name a file in it.")
    if not target.parent.is_dir():
        raise InputError(str(path), f"It cannot be written: there is no folder {path.parent}.")
    # A regular file is replaced by a new one beside it; a pipe is written to.
    if not os.access(path if _is_special(path) else target.parent, os.W_OK):
        raise InputError(str(path), "It cannot be written: you may not write there.")


def write_whole(path: Path, content: str | bytes) -> None:
    """
    Write a file, text as UTF-8, so that nobody ever sees half of it.

    The content goes to a new file beside the old one, which then takes its name in one step. What
    is no regular file (a pipe, /dev/stdout) is written to directly.

    Raises
    ------
    InputError
        If it cannot be written; an existing file is then as it was.
    """
    try:
        data = content.encode() if isinstance(content, str) else content
        if _is_special(path):
            path.write_bytes(data)
        else:  # A link stays a link: the file that it leads to is replaced.
            _replace(path.resolve(), data)
    except (OSError, ValueError) as error:
        raise InputError(str(path), f"It cannot be written: {_reason(error)}.") from error


def _is_special(path: Path) -> bool:
    """Whether it is a pipe or a device; where its link leads has no name that could be opened."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode_for(target))
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _mode_for(target: Path) -> int:
    """Rights of the file to replace, or those that a new file would get."""
    if target.exists():
        return target.stat().st_mode & 0o777
    umask = os.umask(0)  # It can only be read by setting it.
    os.umask(umask)
    return 0o666 & ~umask


def _reason(error: OSError | ValueError) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return reason[:1].lower() + reason[1:]
