"""Run FET, the free timetabler (Debian package fet), and read what it found as one of our plans."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import defusedxml.ElementTree as ElementTree

from scheduler.domain.plan import Plan, Stage
from scheduler.domain.referee import check
from scheduler.domain.school import School
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import StaffingAnswer, new_id
from scheduler.domain.timetable import PlacedMeeting, TimetableAnswer
from scheduler.formats.fet.reading import draft_of
from scheduler.formats.fet.tree import read_tree

SUCCESS = "Simulation successful"
_GRACE_S = 30.0
_WRITTEN = ("conflicts", "statistics", "dayshorizontal", "daysvertical", "timehorizontal")
_WRITTEN += ("timevertical", "subgroups", "groups", "years", "teachers", "teachersfreeperiods")
_WRITTEN += ("rooms", "subjects")


@dataclass(frozen=True)
class Judged:
    """What our referee says of a timetable, whoever made it.

    Parameters
    ----------
    violations
        Hard rules broken.
    cost
        Weighted soft cost.
    """

    violations: int
    cost: float


@dataclass(frozen=True)
class FetRun:
    """One run of FET.

    Parameters
    ----------
    word
        Last line of its log: it ends with exit code 0 whatever happened.
    seconds
        From its start to its end, files read and written.
    activities
        Its timetable, where it found one.
    """

    word: str
    seconds: float
    activities: Path | None


def fet_cl() -> str | None:
    """Find the program."""
    return shutil.which("fet-cl")


def version() -> str:
    """Return its version."""
    words = subprocess.run(
        [fet_cl() or "fet-cl", "--version"], capture_output=True, text=True, check=False
    )
    return words.stdout.partition("\n")[0].strip()


def run_fet(file: Path, folder: Path, seed: int, limit_s: float) -> FetRun:
    """Let FET make a timetable."""
    shutil.rmtree(folder, ignore_errors=True)
    options: dict[str, object] = {"inputfile": file, "outputdir": folder, "htmllevel": 0}
    options["timelimitseconds"] = max(1, int(limit_s))
    options |= {f"writetimetables{name}": "false" for name in _WRITTEN}
    rng = Random(seed)
    options |= {f"randomseeds{i}{j}": rng.randint(1, 2**31) for i in (1, 2) for j in range(3)}
    began = time.monotonic()
    try:
        subprocess.run(
            [fet_cl() or "fet-cl", *(f"--{name}={value}" for name, value in options.items())],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"},
            capture_output=True,
            timeout=limit_s + _GRACE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:  # it looks at its clock seldom
        return FetRun("It did not end.", time.monotonic() - began, None)
    seconds = time.monotonic() - began
    log = folder / "logs" / "result.txt"
    word = log.read_text(encoding="utf-8").strip().splitlines()[-1] if log.exists() else "No log."
    found = next(iter(folder.glob("timetables/*/*_activities.xml")), None)
    return FetRun(word, seconds, found if word == SUCCESS else None)


def runs_until(file: Path, folder: Path, seed: int, limit_s: float) -> Iterator[FetRun]:
    """Let FET make one timetable after the other, with other seeds, while there is time."""
    end = time.monotonic() + limit_s
    number = 0
    while (left := end - time.monotonic()) > 1:
        yield run_fet(file, folder, seed * 1_000 + number, left)
        number += 1


def timetable_of(activities: Path, file: Path, school: School) -> TimetableAnswer:
    """Read FET's timetable as an answer for our school of the same file."""
    draft = draft_of(read_tree(file.read_bytes(), file.name), file.name)
    meetings = []
    for one in ElementTree.parse(activities).getroot().iter("Activity"):
        ref = draft.classes.meeting[int(one.findtext("Id", ""))]
        hour = draft.periods[" ".join(one.findtext("Hour", "").split())]
        allowed = school.section[ref.section].own_rooms(ref.meeting) or ()
        rooms = [*(real.text or "" for real in one.iter("Real_Room")), one.findtext("Room", "")]
        others = [room for room in allowed if room.startswith("other-")]
        room = next((room for room in rooms if room in allowed), others[0] if others else None)
        meetings.append(
            PlacedMeeting(
                id=new_id(),
                section=ref.section,
                meeting=ref.meeting,
                slot=Slot(" ".join(one.findtext("Day", "").split()), hour),
                rooms=(room,) if room is not None else (),
            )
        )
    return TimetableAnswer(meetings=tuple(meetings))


def judged(school: School, staffing: StaffingAnswer, timetable: TimetableAnswer) -> Judged:
    """Let our referee look at a timetable: the same function for FET's and for ours."""
    report = check(school, Plan(school=school.id, staffing=staffing, timetable=timetable))
    cost = sum(value for _, value in report.levels[Stage.TIMETABLE])
    return Judged(len(report.violations), cost)
