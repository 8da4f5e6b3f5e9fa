"""Choose who covers by hand: the caps and rights hold, and the rule is said where one stands."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.disruption import Pick
from scheduler.domain.plan import Plan
from scheduler.domain.roles import Action, Viewer, require
from scheduler.domain.yearplan import Cover
from scheduler.errors import InvalidProblemError, ModelMismatchError, NotFoundError
from scheduler.services.absences.gaps import Gap, gaps, run_of
from scheduler.services.absences.propose import PICK, by_hand, solved
from scheduler.services.absences.standing import Decision, Standing, as_seen
from scheduler.services.absences.words import name_of, what_of, without_pairs
from scheduler.services.context import place_of
from scheduler.store import absences, reading, writing
from scheduler.store.absences import Made

__all__ = ["Chosen", "choose"]

Scope = Literal["one", "next", "day"]


@dataclass(frozen=True)
class Chosen:
    """
    What came of a choice.

    Parameters
    ----------
    left
        What of a whole day or run they cannot take, in sentences.
    """

    version: int
    taken: int
    left: tuple[str, ...] = ()


def choose(
    viewer: Viewer, school: str, expected: int, gap: int, by: str, scope: Scope = "one"
) -> Chosen:
    """
    Have something covered as somebody has chosen; the rest stays where that is possible.

    Parameters
    ----------
    expected
        Version of the proposal that the viewer saw.
    gap
        Number of the gap in it.
    by
        Id of the person, or the source without a name.
    scope
        This alone; the periods of the same absent person that adjoin it too; or the whole day.

    Raises
    ------
    NotFoundError, NotAllowedError
        As `require`; or if there is no such gap or candidate.
    ConflictError
        If what was seen is no longer what is proposed.
    InvalidProblemError
        With the rule in words, if the choice breaks one; nothing is changed then.
    """
    require(viewer, Action.APPROVE_COVER, place_of(viewer, school))
    with reading() as session:
        on = as_seen(session, school, expected)
    wanted = _wanted(gaps(on), gap, scope)
    left = tuple(_against(on.now, wanted, by))
    able = [one for one in wanted if _may(one, by)]
    if not able:
        raise InvalidProblemError(left)
    made = _made(on, able, by)
    with writing() as session:
        version = absences.keep_proposal(session, school, made, expected=expected)
    return Chosen(version, len(able), left)


def _wanted(found: tuple[Gap, ...], number: int, scope: Scope) -> tuple[Gap, ...]:
    if not 0 <= number < len(found):
        raise NotFoundError("There is no such class to cover.")
    chosen = found[number]
    return (chosen,) if scope == "one" else run_of(chosen, found, whole_day=scope == "day")


def _may(gap: Gap, by: str) -> bool:
    return any(one.by == by and one.is_possible for one in gap.candidates)


def _against(now: Standing, wanted: Sequence[Gap], by: str) -> Iterator[str]:
    """Say of what somebody cannot take, why not."""
    for gap in wanted:
        found = next((one for one in gap.candidates if one.by == by), None)
        if found is None:
            raise NotFoundError("There is no such person to choose for this.")
        if found.why_not:
            name = name_of(now.school, by)
            yield f"{name} cannot take {what_of(now.school, gap)}: {'; '.join(found.why_not)}."


def _made(on: Decision, able: Sequence[Gap], by: str) -> Made:
    """Keep all that was proposed around the choices; where that fails, find the rest anew."""
    new = [one.pick(by) for one in able]
    chosen = {one.what: one for one in (*by_hand(on.made.order), *new)}
    order = {**on.made.order, "picks": [PICK.write(one) for one in chosen.values()]}
    shown = {one.what: one for one in _shown(on)}
    wanted = {one.what: one.by for one in new}
    for picks in (shown | chosen, chosen):
        try:
            made = solved(on.now, order, tuple(picks.values()))
        except ModelMismatchError:
            break
        got = {one.what: one.by for one in _rows(made.plan)}
        kept = shown.keys() <= got.keys()
        if all(got.get(what) == by for what, by in wanted.items()) and (kept or picks is chosen):
            return made
    raise InvalidProblemError(_rules(on, able, by))


def _shown(on: Decision) -> Iterator[Pick]:
    """What is proposed at present, as choices."""
    return (Pick.of(gap.row) for gap in gaps(on) if gap.row is not None)


def _rows(plan: Plan) -> Iterator[Pick]:
    return map(Pick.of, plan.calendar.covers if plan.calendar else ())


def _rules(on: Decision, able: Sequence[Gap], by: str) -> list[str]:
    """Ask the referee which rules the choices break together."""
    from scheduler.services.repair import judge

    rows = dict[str, Cover]()
    for gap in able:
        source = next(one.source for one in gap.candidates if one.by == by)
        coverer = by if source is None or source.is_named else None
        if gap.row is not None:
            rows[gap.row.id] = dataclasses.replace(gap.row, coverer=coverer, source=source)
    covers = tuple(rows.get(row.id, row) for row in on.calendar.covers)
    calendar = dataclasses.replace(on.calendar, covers=covers)
    try:
        judge(on.now.school, on.made.plan, dataclasses.replace(on.made.plan, calendar=calendar))
    except ModelMismatchError as error:
        return [without_pairs(str(error).partition(": ")[2] or str(error))]
    return ["This cannot be together with what else was chosen by hand."]
