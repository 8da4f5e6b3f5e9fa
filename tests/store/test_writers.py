"""Eight processes write at once, and no update is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scheduler.store import reading, writing
from scheduler.store.tables.places import SchoolYear, Site
from tests.cast import small_school
from tests.store.cast import load, save

ROOT = Path(__file__).resolve().parents[2]
WRITERS = 8
TIMES = 24


def test_no_update_is_lost(either_database: str, school_id: str) -> None:
    save(school_id, small_school())
    pupils = small_school().grades[0].enrolment
    with writing() as session:
        site_id = session.get_one(SchoolYear, school_id).site_id
        session.get_one(Site, site_id).name = "0"

    command = [sys.executable, "-m", "tests.store.incrementing", either_database]
    words = [site_id, school_id, str(WRITERS), str(TIMES)]
    result = subprocess.run(
        [*command, *words], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )

    assert result.returncode == 0, result.stderr
    with reading() as session:
        assert session.get_one(Site, site_id).name == str(WRITERS * TIMES)
    assert load(school_id).grades[0].enrolment == pupils + WRITERS * (TIMES // 4)
    if either_database.startswith("sqlite"):
        # A writer has the file for itself before it reads, so nobody is in the way; without that
        # there are hundreds. On a machine with too much to do somebody may wait for too long.
        assert int(result.stdout) < WRITERS
