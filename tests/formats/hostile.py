"""Making bad files from good ones: parts of archives replaced, bytes mangled."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping


def members(content: bytes) -> dict[str, bytes]:
    """Return the files of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Pack an archive again with some files replaced or added."""
    return zipped(members(content) | dict(parts))


def mangled(content: bytes, seed: int) -> bytes:
    """Return bytes cut off, shuffled, repeated or changed here and there."""
    chance = random.Random(seed)
    data = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.randint(1, 200))
        match chance.randrange(5):
            case 0:
                del data[start:]
            case 1:
                data[start:end] = bytes(chance.sample(data[start:end], end - start))
            case 2:
                data[start:start] = data[start:end]
            case 3:
                data[start:end] = chance.randbytes(end - start)
            case _:
                del data[start:end]
    return bytes(data)
