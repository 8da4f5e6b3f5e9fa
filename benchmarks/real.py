"""The main job on real schools: import, map, build, check, export: `make real`.

The folder FET_FILES names holds .fet files of real schools. Each goes the whole way through the
command line, and a line of a table says what came of it; `--write FILE` puts the table into a page.

Such a file fixes who teaches what. So two things are done with it. The frontier says how many of
its own teachers could be released if the classes of the lighter half went to others who teach the
same subject, none with more than the file's largest load. The year is built with posts beyond the
file's staff, one for every six teachers with classes: that keeps the school's timetable problem as
it is, so that FET can judge the result.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ortools

from benchmarks.fet_runs import SUCCESS, fet_cl, run_fet, version
from scheduler.domain.courses import SectionRole
from scheduler.domain.school import School
from scheduler.formats.schooljson import load_plan, load_school

TEACHERS_A_POST = 6
DAYS_OWED, LEAST_GAP_DAYS = 6, 14

_YEAR: dict[str, Any] = {
    "format": "scheduler-fet-map",
    "version": 1,
    "first": "2026-08-31",
    "last": "2027-06-11",
    "holidays": [
        {"first": "2026-10-26", "last": "2026-10-30", "name": "Autumn break"},
        {"first": "2026-12-21", "last": "2027-01-01", "name": "Winter break"},
        {"first": "2027-03-29", "last": "2027-04-02", "name": "Spring break"},
    ],
    "terms": [
        {"id": "T1", "name": "First half", "first": "2026-08-31", "last": "2027-01-29"},
        {"id": "T2", "name": "Second half", "first": "2027-02-01", "last": "2027-06-11"},
    ],
}

_HEAD = (
    "| file | teachers | lessons | own k | posts | timetable | wishes (bound) | PD days | "
    "free share | whole-day share | multiplier | referee | FET | elements | entries (.ics) | "
    "seconds |"
)


@dataclass(frozen=True)
class Job:
    """One file on its way, with the folder of what it becomes."""

    file: Path
    folder: Path
    limit_s: float

    def path(self, name: str) -> Path:
        """Name a file of this job."""
        return self.folder / f"{self.file.stem}-{name}"

    def imported(self, name: str, **added: Any) -> School:
        """Import the file with a map, as a user would."""
        map_file, school = self.path(f"{name}-map.json"), self.path(f"{name}.json")
        map_file.write_text(json.dumps(_YEAR | added), encoding="utf-8")
        run("import", "fet", self.file, "--map", map_file, "-o", school)
        return load_school(school)


def run(*words: str | Path, good: Iterable[int] = (0,)) -> subprocess.CompletedProcess[str]:
    """Run a command as a user would; stop where it does not end well."""
    command = [sys.executable, "-m", "scheduler", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in good:
        raise RuntimeError(f"{words[0]} ended with exit code {done.returncode}")
    return done


def loads(school: School) -> dict[str, int]:
    """Count the periods that each teacher of the file owns, those with none left out."""
    found: dict[str, int] = {}
    for section in school.sections:
        if school.course[section.course].counts_as_load:
            (owner,) = section.people(SectionRole.OWNER)
            periods = sum(school.pattern_of(section).lengths)
            found[owner] = found.get(owner, 0) + periods
    return found


def own_release(job: Job, owned: dict[str, int]) -> str:
    """Say how many of the lighter half could be released, by the frontier."""
    lightest = sorted(owned, key=lambda name: owned[name])[: len(owned) // 2]
    job.imported("open", plus_candidates=lightest, most_load=max(owned.values()))
    found = run("capacity", job.path("open.json"), "--json", good=(0, 3))
    rungs = json.loads(found.stdout)["frontier"]
    return str(max((one["k"] for one in rungs if one["feasible"]), default=0))


def line_of(job: Job) -> str:
    """Take one file the whole way, and write its line of the table."""
    began = time.monotonic()
    bare = job.imported("bare")
    owned = loads(bare)
    own_k = own_release(job, owned)
    posts = max(2, round(len(owned) / TEACHERS_A_POST))
    school = job.imported(
        "school",
        plus_staff=[{"name": f"Plus {number}"} for number in range(1, posts + 1)],
        pd={"days_owed": DAYS_OWED, "least_gap_days": LEAST_GAP_DAYS},
    )
    lessons = sum(len(school.pattern_of(one).lengths) for one in school.sections)
    start = f"| {job.file.stem} | {len(owned)} | {lessons} | {own_k} | {posts} |"
    limit = ("--time-limit", str(job.limit_s))
    files = (job.path("school.json"), job.path("plan.json"))
    solved = run("solve", files[0], "-o", files[1], *limit, good=(0, 3, 4))
    if solved.returncode:
        took = time.monotonic() - began
        return f"{start} {_why_not(solved.stderr)} |" + " - |" * 9 + f" {took:.0f} |"
    return f"{start} {_outcome(job, files)} {time.monotonic() - began:.0f} |"


def _why_not(words: str) -> str:
    """Pick the line that says how the build ended, without names of files."""
    ends = ("Reason: ", "calendar: ", "timetable: ", "staffing: ")
    lines = [one for one in words.splitlines() if one.startswith(ends) and " in " in one]
    return lines[-1] if lines else "none"


def _outcome(job: Job, files: tuple[Path, Path]) -> str:
    """Check, measure and export a plan; let FET judge it."""
    checked = run("check", *files, good=(0, 1))
    figures = json.loads(run("figures", *files, "--json").stdout)
    run("export", "ics", *files, "-o", job.path("year.ics"))
    run("export", "fet", *files, "--original", job.file, "-o", job.path("locked.fet"))
    run("export", "fet", *files, "-o", job.path("own.fet"))
    entries = job.path("year.ics").read_bytes().count(b"BEGIN:VEVENT")
    level = next(one for one in load_plan(files[1]).results if one.stage == "timetable")
    wishes = level.levels[-1]
    verdicts = [_verdict(job, name) for name in ("locked", "own")] if fet_cl() else ["-"]
    return (
        f"{level.status}, {level.run_time_s:.0f} s | {wishes.value:g} ({wishes.bound:g}) | "
        f"{figures['pd_days_placed']}/{figures['pd_days_owed']} | {_share(figures['free_share'])} "
        f"| {_share(figures['whole_day_share'])} | {figures['multiplier']:.2f} | "
        f"{'clean' if not checked.returncode else 'VIOLATIONS'} | "
        f"{' / '.join(dict.fromkeys(verdicts))} | {_elements(job)} | {entries:,} |"
    )


def _verdict(job: Job, name: str) -> str:
    """Let FET judge a file."""
    word = run_fet(job.path(f"{name}.fet"), job.path(f"{name}-fet"), 1, 120).word
    return "accepts" if word == SUCCESS else word


def _elements(job: Job) -> str:
    """Hold the number of each element of our own file, without what the map added, to theirs."""
    own = run("export", "fet", job.path("bare.json"), "-o", job.path("b.fet"), "--counts", job.file)
    lines = own.stdout.splitlines()
    at = next(
        number for number, line in enumerate(lines) if line.startswith("Written: ") and number
    )
    return "; ".join(lines[at + 1 :]).removesuffix(".")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def page(lines: list[str], limit_s: float) -> str:
    """Write the page of the table."""
    return f"""# The main job on real schools

Five schools of other countries, in files of FET that come with that program and are not ours,
taken the whole way by `make real` through the command line: import, map, staffing, timetable, year,
referee, calendar file, and two files of FET with our times and rooms locked, the original and one
of our own, both judged by FET.

{chr(10).join(lines)}

Measured with Python {platform.python_version()}, ortools {ortools.__version__}, {version()},
{os.cpu_count()} cores under a load of {os.getloadavg()[0]:.1f}, {limit_s:.0f} s for each build, one
run each: times are those of that machine at that hour.

What is in the columns, and what was assumed:

* *teachers* own a class; *lessons* are all meetings of a week.
* *own k*: how many of its own teachers a school could release, by the frontier. Candidates are the
  lighter half by load; their classes may go to anybody who teaches a subject of the same name, and
  nobody teaches more than the heaviest load in the file. It is a statement about loads and subjects
  alone: whether a timetable exists for that staffing was not tried.
* *posts*: the year was built with Plus teachers **beyond** the staff of the file, one for each
  {TEACHERS_A_POST} teachers with classes, free of classes all year. A file fixes who teaches what,
  so nobody in it can be released as it stands. These posts are money that the file does not know.
* Every teacher with classes owes {DAYS_OWED} PD days, {LEAST_GAP_DAYS} days apart at least, in
  groups by main subject, of at most as many members as there are Plus teachers. Anybody on the Plus
  team may cover any class, for a file says nothing of certificates. Nobody asks for coaching: what
  is free is counted, not booked. Lunch and planning are not protected, for no file says them.
* The year, its holidays and its two terms are made up and the same for all.
* *timetable*: how its stage ended; *wishes*: weighted soft cost and proven bound.
* *FET*: its last word on both files. *elements*: what our own file, without what the map added, has
  more or fewer of than the original.
"""


def main() -> int:
    """Print the table; exit code 1 where a school did not go the whole way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="Beginnings of file names; none means all.")
    parser.add_argument("--time-limit", type=float, default=120.0, help="Seconds for a build.")
    parser.add_argument("--write", type=Path, help="Page to write.")
    options = parser.parse_args()
    source = os.environ.get("FET_FILES")
    if not source:
        print("Skipped: it needs FET_FILES, a folder with .fet files.")
        return 0
    lines = [_HEAD, "|---" * (_HEAD.count("|") - 1) + "|"]
    print("\n".join(lines), flush=True)
    good = True
    with tempfile.TemporaryDirectory() as name:
        for file in sorted(Path(source).glob("*.fet")):
            if options.names and not file.name.startswith(tuple(options.names)):
                continue
            try:
                lines.append(line_of(Job(file, Path(name), options.time_limit)))
            except RuntimeError as error:
                lines.append(f"| {file.stem} | {error} |")
            good &= "| clean | accepts |" in lines[-1]
            print(lines[-1], flush=True)
    if options.write is not None:
        options.write.write_text(page(lines, options.time_limit), encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
