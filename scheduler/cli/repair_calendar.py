"""The part of ``scheduler repair`` for the year: somebody is ill, it snows, a session is off."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scheduler.cli.solve import NO_ANSWER, as_date
from scheduler.domain.calendar import NamedDates
from scheduler.domain.disruption import Disruption
from scheduler.domain.plan import Plan, StageResult, Status
from scheduler.domain.policy import Absence
from scheduler.domain.school import School
from scheduler.domain.yearplan import ClosedRoom, Substitutes
from scheduler.errors import InputError
from scheduler.formats.files import write_whole
from scheduler.formats.schooljson import dump_plan
from scheduler.services.plans.words import plain_reason

if TYPE_CHECKING:
    from scheduler.services.repair import Repair
    from scheduler.solver.engine import Stop
    from scheduler.solver.options import SolveOptions

__all__ = ["CameUp", "came_up", "repair_calendar"]

_WORDS = {
    "uncovered": "class periods with nobody",
    "last_resort": "periods from sources behind coaching time",
    "lost_sessions": "sessions lost",
    "changed": "announced assignments changed",
    "mismatched": "periods outside the coverer's area",
    "without_room": "classes and PD days without a room",
    "rooms_changed": "classes in another room",
}
_REASONS = {
    "absence": "an absence",
    "emergency_cover": "emergency cover",
    "no_school": "a date without school",
    "cancelled": "being called off",
}

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--absent", metavar="ID", multiple=True, help="Who is absent; may be repeated."),
    click.option(
        "--date",
        "dates",
        metavar="DATE",
        multiple=True,
        help="When: once for all, or for each in turn.",
    ),
    click.option(
        "--periods",
        metavar="2,3",
        multiple=True,
        help="Only these periods: for all, or for each in turn.",
    ),
    click.option(
        "--snow-day", "snow_days", metavar="DATE", multiple=True, help="No school after all."
    ),
    click.option(
        "--closed-room", "closed_rooms", metavar="ID", multiple=True, help="A room that is closed."
    ),
    click.option("--cancelled", metavar="ID", multiple=True, help="A session that is called off."),
    click.option("--substitutes", type=click.IntRange(0, 200), help="Who comes from outside."),
)


@dataclass(frozen=True)
class CameUp:
    """What the options say has come up, as it was typed."""

    absent: tuple[str, ...]
    dates: tuple[str, ...]
    periods: tuple[str, ...]
    snow_days: tuple[str, ...]
    cancelled: tuple[str, ...]
    substitutes: int | None
    closed_rooms: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether any of the options was given."""
        return self != CameUp((), (), (), (), (), None)

    def disruption(self) -> Disruption:
        """Read it.

        Raises
        ------
        InputError
            If it cannot be understood, or nothing has come up.
        """
        absences, rooms = _dated(self)
        found = Disruption(
            absences=absences,
            closed_dates=tuple(_closed(one) for one in self.snow_days),
            cancelled=self.cancelled,
            substitutes=_substitutes(absences, self.substitutes),
            closed_rooms=rooms,
        )
        if found == Disruption():
            raise InputError(
                "repair", "Say what came up: --absent, --closed-room, --snow-day or --cancelled."
            )
        return found


def came_up(command: F) -> F:
    """Give a command the options that say what came up."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def repair_calendar(
    school: School,
    plan: Plan,
    what: CameUp,
    output: Path,
    options: SolveOptions,
    stop: Stop,
    as_json: bool,
) -> None:
    """Repair the year of a plan, write it, and say whom it concerns."""
    from scheduler.services.repair import repair

    made = repair(school, plan, what.disruption(), options, stop)
    if made.plan is None:
        click.echo("No repair was found in the time given.", err=True)
        sys.exit(NO_ANSWER)
    write_whole(output, dump_plan(made.plan))
    told = json.dumps(_as_json(made), indent=2, ensure_ascii=False) if as_json else ""
    click.echo(told or _as_text(school, made))


def _dated(what: CameUp) -> tuple[tuple[Absence, ...], tuple[ClosedRoom, ...]]:
    """Put dates and periods to absences and closed rooms: one for all, or one for each."""
    things = [*what.absent, *what.closed_rooms]
    if not things:
        if what.dates or what.periods:
            raise InputError(
                "--absent", "A date or periods need somebody who is absent, or a room."
            )
        return (), ()
    if not what.dates:
        raise InputError("--date", "Say when, such as --date 2026-10-14.")
    days = [as_date(one, "--date") for one in _each("--date", what.dates, len(things))]
    given = _each("--periods", what.periods, len(things)) if what.periods else [""] * len(things)
    periods = [_numbers(one) for one in given]
    dated = list(zip(things, days, periods, strict=True))
    people = len(what.absent)
    return (
        tuple(
            Absence(person=i, first=day, last=day, periods=some) for i, day, some in dated[:people]
        ),
        tuple(
            ClosedRoom(room=i, first=day, last=day, periods=some) for i, day, some in dated[people:]
        ),
    )


def _each(name: str, given: Sequence[str], number: int) -> list[str]:
    if len(given) == 1:
        return list(given) * number
    if len(given) != number:
        raise InputError(
            name, f"Give it once, or once for each of the {number} absences and rooms."
        )
    return list(given)


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(one) for one in text.split(",")) if text else ()
    except ValueError:
        raise InputError("--periods", f'"{text}" is no list of periods such as 2,3.') from None


def _closed(text: str) -> NamedDates:
    day = as_date(text, "--snow-day")
    return NamedDates(first=day, last=day, name="Closed")


def _substitutes(absences: Sequence[Absence], number: int | None) -> tuple[Substitutes, ...]:
    if number is None:
        return ()
    dates = dict.fromkeys(one.first for one in absences)
    if not dates:
        raise InputError("--substitutes", "Substitutes need somebody who is absent.")
    return tuple(Substitutes(date=date, number=number) for date in dates)


def _as_json(made: Repair) -> dict[str, Any]:
    return {
        "status": made.result.status.value,
        "proven": made.result.status is Status.OPTIMAL,
        "run_time_s": round(made.result.run_time_s, 3),
        "levels": {one.key: {"value": one.value, "bound": one.bound} for one in made.result.levels},
        "holes": [one.sentence for one in made.holes],
        "mends": [list(made.mends.get(one.ids, ())) for one in made.holes],
        "minutes_lost": _minutes_lost(made),
        "affected": [
            {"person": one.person, "date": str(one.date), "kind": one.kind, "text": one.text}
            for one in made.affected
        ],
    }


def _as_text(school: School, made: Repair) -> str:
    lines = [_head(made.result)]
    for hole in made.holes:
        lines.append(f"Hole: {plain_reason(school, hole.sentence)}")
        lines += [f"  What would help: {one}." for one in made.mends.get(hole.ids, ())]
    if lost := _minutes_lost(made):
        words = ", ".join(f"{n} for {_REASONS[reason]}" for reason, n in lost.items())
        lines.append(f"Announced coaching minutes that gave way: {words}.")
    person = None
    for change in made.affected:
        if change.person != person:
            person = change.person
            lines.append(f"{school.person[person].name}:")
        lines.append(f"  {change.text}")
    return "\n".join(lines)


def _minutes_lost(made: Repair) -> dict[str, int]:
    """Minutes of announced sessions that are lost or moved, by reason."""
    found: Counter[str] = Counter()
    for one in made.lost:
        found[one.reason.value] += one.minutes
    return dict(found)


def _head(result: StageResult) -> str:
    values = {one.key: one.value for one in result.levels}
    words = ", ".join(
        f"{values[key]:g} {text}"
        for key, text in _WORDS.items()
        if values.get(key) or key in ("uncovered", "changed")
    )
    proof = "no repair does with less" if result.status is Status.OPTIMAL else "not proven best"
    return f"Repaired in {result.run_time_s:.1f} s: {words} ({proof})."
