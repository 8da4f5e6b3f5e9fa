"""Drop each rule in turn from the solver or the referee: every drop must fail a test.

Run with `make mutants`, on a machine with nothing else to do: a solve that runs out of time fails
its test, too.  For each rule first the tests that carry its key in their names are run, then, if
these pass, the other small rule tests of its stage.  Ends with exit code 1 where a drop survives.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from glob import glob
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import pytest

import scheduler.app  # noqa: F401  # what every test process would import again
from scheduler.domain.rules import BY_KEY
from tests import mutant as mutant_plugin
from tests.mutant import DROPPED, SOLVER, STRUCTURAL, referee_units

T = TypeVar("T")
R = TypeVar("R")

ROOT = Path(__file__).resolve().parents[1]
PASSED, FAILED, NOTHING = 0, 1, 5

# By side and first letter of the key: the stage.
_TESTS = {
    ("referee", "S"): ("tests/domain/referee/test_staffing.py",),
    ("referee", "T"): ("tests/domain/referee/test_timetable_*.py",),
    ("referee", "C"): ("tests/domain/referee/test_calendar_[!p]*.py",
                       "tests/domain/referee/test_calendar_p[!r]*.py"),
    ("solver", "S"): ("tests/solver/test_staffing_rules.py",),
    ("solver", "T"): ("tests/solver/test_timetable_rules.py",
                      "tests/solver/test_timetable_wishes.py",
                      "tests/solver/test_timetable_preferences.py"),
    ("solver", "C"): ("tests/solver/calendar/test_calendar_*rules.py",
                      "tests/solver/calendar/test_calendar_year.py"),
}  # fmt: skip

_CUT = "a date that cannot be covered is found out by the cover of that date, and cut"
EQUIVALENT = {"C2 capacity": _CUT, "C3 overlapping_clocks": _CUT, "C13 week_caps": _CUT}
"""Units of the solver whose drop changes no answer, and why; they only make it find one sooner."""


@dataclass(frozen=True)
class Mutant:
    """A rule without which the tests are run."""

    side: str
    unit: str

    @property
    def key(self) -> str:
        """Key of the registry, or the one under which units of the solver stand together."""
        return self.unit.split()[0]

    @property
    def tests(self) -> list[str]:
        """Small rule tests of its stage, on its side."""
        return _files(self.side, self.unit[0])


def mutants(only: tuple[str, ...]) -> list[Mutant]:
    """List all that can be dropped, or those of some keys."""
    found = [Mutant("solver", one) for one in SOLVER if one not in EQUIVALENT]
    found += [Mutant("referee", one) for one in referee_units()]
    return [one for one in found if not only or one.key in only]


def _files(side: str, stage: str) -> list[str]:
    found = [sorted(glob(pattern, root_dir=ROOT)) for pattern in _TESTS[side, stage]]
    return [file for files in found for file in files]


def run(files: list[str], *words: str, dropped: str = "") -> int:
    """Run tests in this process, with or without a dropped rule; return pytest's exit code."""
    os.environ[DROPPED] = dropped
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        words = ("-x", "-q", "--no-header", "-p", "no:cacheprovider", *words, *files)
        code = int(pytest.main(list(words), plugins=[mutant_plugin]))
    if code not in (PASSED, FAILED, NOTHING):
        raise RuntimeError(f"{dropped or 'tests'}: {said.getvalue()}")
    return code


def judge(mutant: Mutant) -> tuple[str, float]:
    """Say what became of a mutant, and after how many seconds.

    A test runs first that carries the key in its name, as test_t9_... or as a parameter, [T9-1].
    """
    began = time.monotonic()
    dropped, key = f"{mutant.side}:{mutant.unit}", mutant.key.lower()
    named = run(mutant.tests, "-k", f"_{key}_ or [{key}", dropped=dropped)
    missed = FAILED in (named, named if named == FAILED else run(mutant.tests, dropped=dropped))
    return "killed" if missed else "SURVIVED", time.monotonic() - began


def sound(stage: tuple[str, str]) -> bool:
    """Whether the tests pass while nothing is dropped; else their failures say nothing."""
    return run(_files(*stage)) == PASSED


def each(function: Callable[[T], R], items: Iterable[T], jobs: int) -> Iterator[R]:
    """Apply a function to each item, in a process of its own that has all imports already."""
    with get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
        yield from pool.imap(function, items)


def drop_all(found: list[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """Judge all mutants and tell each outcome; solves don't run side by side: they have a limit."""
    for side, jobs in (("referee", os.cpu_count() or 1), ("solver", 1)):
        mine = [one for one in found if one.side == side]
        for mutant, (outcome, took) in zip(mine, each(judge, mine, jobs), strict=True):
            print(f"{side} without {mutant.unit}: {outcome} ({took:.1f} s)", flush=True)
            yield mutant, outcome


def table(outcomes: dict[str, dict[str, str]]) -> Iterator[str]:
    """Write a line for each rule: what became of it in the solver and in the referee."""
    yield f"{'rule':28} {'solver':14} referee"
    for unit in sorted(outcomes, key=_in_order):
        of_side = outcomes[unit]
        yield f"{unit:28} {of_side.get('solver', '-'):14} {of_side.get('referee', '-')}"
    yield from (f"no unit: {key}: {reason}" for key, reason in STRUCTURAL.items())
    yield from (f"no difference: {unit}: {reason}" for unit, reason in EQUIVALENT.items())


def _in_order(unit: str) -> tuple[int, str]:
    """Order of the registry; units that stand under a key of several rules before these."""
    keys = list(BY_KEY)
    key = unit.split()[0]
    return min(place for place, one in enumerate(keys) if one.startswith(key)), unit


def main() -> int:
    """Tell each outcome as it comes, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keys", nargs="*", help="only rules of these keys")
    parser.add_argument("--side", choices=("solver", "referee"), help="only this side")
    chosen = parser.parse_args()
    found = mutants(tuple(chosen.keys))
    found = [one for one in found if chosen.side in (None, one.side)]
    os.chdir(ROOT)
    began = time.monotonic()
    stages = list(dict.fromkeys((one.side, one.unit[0]) for one in found))
    for stage, good in zip(stages, each(sound, stages, 1), strict=True):
        if not good:
            print(f"The tests of {' '.join(stage)} fail with all rules in place.")
            return 1
    outcomes: dict[str, dict[str, str]] = defaultdict(dict)
    for mutant, outcome in drop_all(found):
        outcomes[mutant.unit][mutant.side] = outcome
    print("\n".join(table(outcomes)))
    survived = sum("SURVIVED" in one.values() for one in outcomes.values())
    took = time.monotonic() - began
    print(f"{len(found)} rules dropped, {survived} survived, in {took:.0f} s")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
