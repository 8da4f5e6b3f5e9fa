"""What a site enters beside its plan: the baseline of its figures, the cost of a substitute."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from scheduler.domain.policy import Baseline, Policy
from scheduler.domain.roles import Action, Viewer, require
from scheduler.errors import NotAllowedError
from scheduler.services.context import place_of
from scheduler.store import edit, load, reading, writing

__all__ = ["Inputs", "inputs_of", "set_inputs"]


@dataclass(frozen=True)
class Inputs:
    """
    The inputs of one site.

    Parameters
    ----------
    substitute_rate
        Cost of a substitute's day; None: nobody has entered one, and no cost is shown.
    versions
        Of the baseline and of the rules in which the rate stands, as they were seen.
    """

    baseline: Baseline
    substitute_rate: float | None
    versions: tuple[int, int] = (0, 0)


def inputs_of(viewer: Viewer, school: str) -> Inputs:
    """Return what is entered now."""
    _may(viewer, school)
    with reading() as session:
        baseline = load.value(session, school, "baseline")
        policy = load.value(session, school, "policy")
    rate = policy.content.substitute_rate if policy.content else None
    return Inputs(baseline.content or Baseline(), rate, (baseline.version, policy.version))


def set_inputs(viewer: Viewer, school: str, wanted: Inputs) -> None:
    """
    Save what is different from what is there.

    Raises
    ------
    ConflictError
        If somebody has changed it since: who, and which fields.
    """
    _may(viewer, school)
    seen_baseline, seen_policy = wanted.versions
    with writing() as session:
        baseline = load.value(session, school, "baseline")
        policy = load.value(session, school, "policy")
        if baseline.content != wanted.baseline or baseline.version != seen_baseline:
            edit.set_value(
                session, school, "baseline", wanted.baseline, expected=seen_baseline, by=viewer.user
            )
        rules = policy.content or Policy()
        if rules.substitute_rate != wanted.substitute_rate:
            changed = dataclasses.replace(rules, substitute_rate=wanted.substitute_rate)
            edit.set_value(session, school, "policy", changed, expected=seen_policy, by=viewer.user)


def _may(viewer: Viewer, school: str) -> None:
    """Let those pass who run the site, and the district, which compares by it."""
    place = place_of(viewer, school)
    require(viewer, Action.SEE_FIGURES, place)
    if not (
        viewer.may(Action.EDIT_SCHOOL_DATA, place) or viewer.may(Action.MANAGE_DISTRICT, place)
    ):
        raise NotAllowedError("No role of yours allows this.")
