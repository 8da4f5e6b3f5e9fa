"""Holes: what could not be placed is listed, in the right amount, and nothing else is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.referee.calendar_bookings import Year
from scheduler.domain.referee.report import Finding


def hole_findings(
    year: Year, rule: str, missing: dict[str, int], noun: str, *, demanded: frozenset[str]
) -> Iterator[Finding]:
    """Compare what is missing with the holes that the answer lists under a rule.

    Parameters
    ----------
    missing
        How much is missing, by id of what it is about.
    noun
        What the ids are, to begin a sentence.
    demanded
        Ids of which nothing may be missing; the rule says so itself, and needs no hole.
    """
    told: dict[str, list[int]] = defaultdict(list)
    for hole in year.answer.holes:
        if hole.rule == rule:
            told[", ".join(hole.ids)].append(hole.amount)
    for id, amount in missing.items():
        if amount and id not in demanded and id not in told:
            yield Finding(
                f'{noun} "{id}": {amount} could not be placed, and the plan does not say so.',
                (id,),
                amount,
            )
    for id, amounts in told.items():
        really = missing.get(id, 0)
        if amounts != [really]:
            listed = " and ".join(map(str, amounts))
            yield Finding(
                f'{noun} "{id}": the plan lists {listed} as missing; it is {really}.', (id,)
            )
