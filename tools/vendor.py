"""
Fetch the parts of the front end that are not ours: ``make vendor``.

Each is taken from npm in one exact version, refused unless the sha512 of its package is the one
written here, and unpacked file by file into ``scheduler/web/static/vendor/<name>-<version>/`` with
its licence. ``versions.json`` there lists what came from where; the pages find their files through
it, and a test holds it against the files.

Modify `PARTS` for another version: npm prints the new sha512 with
``npm view NAME@VERSION dist.integrity``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "scheduler" / "web" / "static" / "vendor"
TESTS = ROOT / "tests" / "browser" / "vendor"

_MIT = """MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True, kw_only=True)
class Part:
    """
    One package of others.

    Parameters
    ----------
    name
        What the pages call it.
    package, version
        Its name and version on npm.
    licence
        SPDX identifier.
    sha512
        Of the package as npm sends it, in base64.
    files
        What is taken, by path inside the package.
    licence_file
        Its licence, by path inside the package. Default "LICENSE".
    holder
        Who holds the copyright, where the package names a licence and carries no text of it; the
        text of the MIT licence is then written for it. Default empty.
    folder
        Where it goes. Default the files of the pages.
    """

    name: str
    package: str
    version: str
    licence: str
    sha512: str
    files: tuple[str, ...]
    licence_file: str = "LICENSE"
    holder: str = ""
    folder: Path = PAGES


PARTS = (
    Part(
        name="bootstrap",
        package="bootstrap",
        version="5.3.9",
        licence="MIT",
        sha512="20cU0rcfw8WdxtVbmfU+xT2EjvVTw9Ror/h1Qvd7DXCujRg8OO9mdBCsmTHdJFf3BuadmBNJtgIuUXsBqSkk/w==",
        files=("dist/css/bootstrap.min.css",),
    ),
    Part(
        name="htmx",
        package="htmx.org",
        version="4.0.1",
        licence="0BSD",
        sha512="oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        files=("dist/htmx.min.js",),
    ),
    Part(
        name="event-calendar",
        package="@event-calendar/build",
        version="5.10.1",
        licence="MIT",
        sha512="iAR/l5oeFwqt7mfjBGsrpTiWFOt8yfI7PxV0OqnGaTzZGxvre2QeI0TNNlTpuefoMPd15qseQlfWpxiORzJOMA==",
        files=("dist/event-calendar.min.css", "dist/event-calendar.min.js"),
        holder="2021 vkurko",
    ),
    Part(
        name="chart",
        package="chart.js",
        version="4.6.1",
        licence="MIT",
        sha512="hJyniucsFmq//EvXYvJ6c6mahPoI3kaxdjVH8awTaJ/fDNWeSqqqArixMJWkWNN6fcYvPU3HneSANFNYtRi61g==",
        files=("dist/chart.umd.min.js",),
        licence_file="LICENSE.md",
    ),
    Part(
        name="sortable",
        package="sortablejs",
        version="1.15.7",
        licence="MIT",
        sha512="Kk8wLQPlS+yi1ZEf48a4+fzHa4yxjC30M/Sr2AnQu+f/MPwvvX9XjZ6OWejiz8crBsLwSq8GHqaxaET7u6ux0A==",
        files=("Sortable.min.js",),
    ),
    Part(
        name="axe",
        package="axe-core",
        version="4.14.1",
        licence="MPL-2.0",
        sha512="FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        files=("axe.min.js",),
        folder=TESTS,
    ),
)


def main() -> int:
    """Fetch every part; stop before anything is changed if one isn't what it should be."""
    with tempfile.TemporaryDirectory() as name:
        parcels = {part: fetched(part, Path(name)) for part in PARTS}
        wrong = [part for part, parcel in parcels.items() if sha512(parcel) != part.sha512]
        for part in wrong:
            print(f"{part.package} {part.version}: its sha512 is not the one in tools/vendor.py.")
        if wrong:
            return 1
        for folder in {part.folder for part in PARTS}:
            shutil.rmtree(folder, ignore_errors=True)
            unpacked = {
                part: unpack(part, parcels[part]) for part in PARTS if part.folder == folder
            }
            write_versions(folder, unpacked)
    return 0


def fetched(part: Part, target: Path) -> Path:
    """Let npm bring the package of a part; return the file."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the front end.")
    folder = target / part.name
    folder.mkdir()
    source = f"{part.package}@{part.version}"
    command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, source]
    subprocess.run(command, check=True, capture_output=True)
    (parcel,) = folder.iterdir()
    return parcel


def sha512(file: Path) -> str:
    """Return the sha512 of a file as npm writes it."""
    return base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()


def unpack(part: Part, parcel: Path) -> list[Path]:
    """Take the files of a part and its licence out of its package, and nothing else."""
    target = part.folder / f"{part.name}-{part.version}"
    target.mkdir(parents=True)
    with tarfile.open(parcel) as archive:
        for inside in part.files:
            (target / Path(inside).name).write_bytes(content(archive, inside))
        licence = (
            _MIT.format(holder=part.holder).encode()
            if part.holder
            else content(archive, part.licence_file)
        )
    (target / "LICENSE").write_bytes(licence)
    return sorted(target.iterdir())


def content(archive: tarfile.TarFile, inside: str) -> bytes:
    """Read one file of a package."""
    file = archive.extractfile(f"package/{inside}")
    if file is None:
        raise SystemExit(f"The package has no file {inside}.")
    return file.read()


def write_versions(folder: Path, unpacked: dict[Part, list[Path]]) -> None:
    """Write down which version of what is there, under which licence."""
    versions = {
        part.name: {
            "package": part.package,
            "version": part.version,
            "licence": part.licence,
            "sha512": part.sha512,
            "files": {file.name: sha512(file) for file in files},
        }
        for part, files in unpacked.items()
    }
    text = json.dumps(versions, indent=2) + "\n"
    (folder / "versions.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
