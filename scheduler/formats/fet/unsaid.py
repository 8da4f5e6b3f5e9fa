"""What a school asks for and a .fet file has no element for, counted by rule."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.rules import BY_KEY
from scheduler.formats.fet.outgoing import Outgoing

__all__ = ["count_unsaid", "unsaid_lines"]


def count_unsaid(out: Outgoing) -> None:
    """Count what no list and no constraint of a file can say."""
    for what, count in _rules(out):
        out.unsaid[what] += count
    school, problem = out.school, out.problem
    running = [school.section[one.id] for one in out.sections]
    pull_outs = sum(one.pull_out is not None for one in running)
    out.unsaid["pull-outs: what they may not overlap"] += pull_outs
    out.unsaid["classes without an owner"] += sum(not one.owners for one in out.sections)
    tracks = school.regular_bell.tracks
    clocks = {tuple(one.periods) for one in tracks}
    out.unsaid["bell tracks beyond the first, which FET takes for the same clock"] += (
        len(clocks) - 1
    )
    if any(one.lunch for one in tracks):
        out.unsaid["T5e"] += sum(
            max(one.pattern.lengths) > 1 and not one.pattern.across_lunch for one in out.sections
        )
    buildings = {one.building for one in school.rooms}
    if len(buildings) > 1 and problem.strengths["T10c"]:
        out.unsaid["T10c"] += school.policy.building_minutes > 0


def _rules(out: Outgoing) -> Iterator[tuple[str, int]]:
    """Yield rules that no element says, with how many people or entries they are about."""
    school, problem = out.school, out.problem
    yield "T7a", sum(one.planning > 0 and bool(one.owns) for one in problem.people)
    yield "T7b", len(out.staff) + len(out.groups) if school.rights.lunch_minutes else 0
    yield "T11", sum(one.strength > 0 for one in school.common_planning)
    yield "T12", int(bool(school.release.common_slots))
    yield "T13", len(school.pd_groups) if problem.strengths["T13"] else 0
    for key in ("T14c", "T14d", "T14f"):
        yield key, int(problem.strengths[key] > 0)
    yield "T15", len(school.course_pairs) if problem.strengths["T15"] else 0


def unsaid_lines(out: Outgoing) -> Iterator[str]:
    """Yield a line for each thing that is not in the file."""
    for what, count in out.unsaid.items():
        if count:
            title = f"{what}: {BY_KEY[what].title}" if what in BY_KEY else what
            yield f"{title} ({count:,})"
