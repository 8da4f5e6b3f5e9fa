"""Sample schools made by code from known solutions, so that what should be feasible surely is.

`make` gives a school, `known_plan` a plan for it that breaks no rule.  The same name and the same
seed give the same school; other seeds give other people and another timetable.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from scheduler.domain.form import nearest
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.errors import InputError
from scheduler.samples import elementary, high, infeasible, infeasible_year, large, middle, stress
from scheduler.samples.draft import Sample

__all__ = ["DEFAULT_SEED", "FEASIBLE", "INFEASIBLE", "NAMES", "known_plan", "make"]

DEFAULT_SEED = 1

_FEASIBLE: dict[str, Callable[..., Sample]] = {
    "elementary": elementary.sample,
    "middle": middle.sample,
    "high": high.sample,
    "large": large.sample,
    "stress": stress.sample,
}
_INFEASIBLE: dict[str, Callable[..., Sample]] = {
    "art-room": infeasible.art_room,
    "half-time-overload": infeasible.half_time_overload,
    "clashing-locks": infeasible.clashing_locks,
    "no-over-half": infeasible_year.no_over_half,
    "grade-out": infeasible_year.grade_out,
    "music-uncovered": infeasible_year.music_uncovered,
    "shared-plus": infeasible_year.shared_plus,
    "pd-window": infeasible_year.pd_window,
}

FEASIBLE: tuple[str, ...] = tuple(_FEASIBLE)
INFEASIBLE: tuple[str, ...] = tuple(_INFEASIBLE)
NAMES: tuple[str, ...] = FEASIBLE + INFEASIBLE


def make(
    name: str,
    *,
    seed: int = DEFAULT_SEED,
    pd_days: int | None = None,
    cycles: int | None = None,
    mended: bool = False,
) -> School:
    """Make a sample school.

    Parameters
    ----------
    name
        One of `NAMES`.
    pd_days
        PD days that go with a full post; None: as usual for this school.
    cycles
        Coaching cycles asked for per teacher and year; None: as usual for this school.
    mended
        Of an infeasible school: its twin, which differs in the one thing that is wrong.

    Raises
    ------
    InputError
        If there is no such sample, or nothing in it to mend.
    """
    return _sample(name, seed, pd_days, cycles, mended).school


def known_plan(
    name: str,
    *,
    seed: int = DEFAULT_SEED,
    pd_days: int | None = None,
    cycles: int | None = None,
    mended: bool = False,
) -> Plan:
    """Give the staffing and timetable from which `make` made the school of the same arguments.

    Of an infeasible school it is the plan of its twin.

    Raises
    ------
    InputError
        As `make`.
    """
    return _sample(name, seed, pd_days, cycles, mended).plan


@lru_cache(maxsize=16)
def _sample(name: str, seed: int, pd_days: int | None, cycles: int | None, mended: bool) -> Sample:
    if name in _INFEASIBLE:
        return _INFEASIBLE[name](seed=seed, pd_days=pd_days, cycles=cycles, mended=mended)
    if name not in _FEASIBLE:
        raise InputError("sample", f'There is none called "{name}".{nearest(name, NAMES)}')
    if mended:
        raise InputError(f"sample {name}", "It is feasible; there is nothing to mend.")
    return _FEASIBLE[name](seed=seed, pd_days=pd_days, cycles=cycles)
