"""From values of variables to the staffing answer, keeping the identity of what stays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ortools.sat.python import cp_model

from scheduler.domain.problems.staffing import Bundle, StaffingProblem
from scheduler.domain.staffing import GroupSize, Ownership, StaffingAnswer, new_id
from scheduler.solver.engine import Found
from scheduler.solver.staffing.variables import StaffingVariables
from scheduler.solver.staffing.witness import Dealt


def previous_posts(problem: StaffingProblem, previous: StaffingAnswer | None) -> dict[str, int]:
    """Find the post that owned each section in an earlier answer."""
    post_of = {one.id: one.post for one in problem.teachers}
    rows = previous.ownerships if previous else ()
    return {row.section: post_of[row.owner] for row in rows if row.owner in post_of}


def suggest(variables: StaffingVariables, previous: StaffingAnswer) -> None:
    """Suggest an earlier answer to the search."""
    problem = variables.problem
    owners = previous_posts(problem, previous)
    for (index, post), count in variables.owned_vars.items():
        sections = (problem.sections[one].id for one in problem.bundles[index].sections)
        most = max(problem.bundles[index].running)
        owned = sum(owners.get(section) == post for section in sections)
        variables.model.add_hint(count, min(most, owned))
    for person, literal in variables.released_vars.items():
        variables.model.add_hint(literal, person in previous.released)


def suggest_dealt(variables: StaffingVariables, dealt: Dealt) -> None:
    """Suggest a dealt staffing to the search."""
    for variable, value in _values(variables, dealt):
        variables.model.add_hint(variable, value)


def fix_dealt(variables: StaffingVariables, dealt: Dealt) -> None:
    """Leave the search no other staffing than a dealt one."""
    for variable, value in _values(variables, dealt):
        variables.model.add(variable == value)


def _values(variables: StaffingVariables, dealt: Dealt) -> Iterator[tuple[cp_model.IntVar, int]]:
    problem = variables.problem
    counts = owned_counts(problem, dealt)
    for (index, post), count in variables.owned_vars.items():
        yield count, counts[index].get(post, 0)
    for person, literal in variables.released_vars.items():
        yield literal, problem.teacher[person].post in dealt.released
    for literals, position in zip(variables.option_vars, dealt.positions, strict=True):
        for option, literal in enumerate(literals):
            yield literal, option == position


def read(
    variables: StaffingVariables, found: Found, previous: StaffingAnswer | None
) -> StaffingAnswer:
    """Read the answer off what was found."""
    problem = variables.problem
    positions = tuple(
        next((i for i, one in enumerate(options) if found.is_true(one)), 0)
        for options in variables.option_vars
    )
    released = frozenset(
        person for person, literal in variables.released_vars.items() if found.is_true(literal)
    )
    counts: dict[int, dict[int, int]] = {index: {} for index in range(len(problem.bundles))}
    for (index, post), count in variables.owned_vars.items():
        counts[index][post] = found.value(count)
    return assemble(problem, positions, released, counts, previous)


def read_dealt(
    problem: StaffingProblem, dealt: Dealt, previous: StaffingAnswer | None = None
) -> StaffingAnswer:
    """Read the answer off what was dealt."""
    released = frozenset(
        one.id for one in problem.teachers if one.releasable and one.post in dealt.released
    )
    return assemble(problem, dealt.positions, released, owned_counts(problem, dealt), previous)


def owned_counts(problem: StaffingProblem, dealt: Dealt) -> dict[int, dict[int, int]]:
    """Count the sections of each bundle that each post owns."""
    return {
        index: Counter(dealt.owners[one] for one in bundle.sections if one in dealt.owners)
        for index, bundle in enumerate(problem.bundles)
    }


def assemble(
    problem: StaffingProblem,
    positions: tuple[int, ...],
    released: frozenset[str],
    counts: dict[int, dict[int, int]],
    previous: StaffingAnswer | None,
) -> StaffingAnswer:
    """Make the answer from options of levers, who is released, and counts by bundle and post."""
    owners = previous_posts(problem, previous)
    post_of: dict[int, int] = {}
    for index, bundle in enumerate(problem.bundles):
        post_of.update(_deal(problem, bundle, counts[index], owners))
    rows = _Rows(previous)
    return StaffingAnswer(
        released=tuple(one.id for one in problem.teachers if one.id in released),
        groups=tuple(_groups(problem, positions)),
        ownerships=tuple(
            row
            for index in sorted(post_of)
            for row in rows.of(problem, index, post_of[index], positions)
        ),
    )


def _deal(
    problem: StaffingProblem, bundle: Bundle, counts: dict[int, int], owners: dict[str, int]
) -> dict[int, int]:
    """Deal the running sections of a bundle out to posts: to their earlier owners first."""
    running = list(bundle.sections[: sum(counts.values())])
    left = dict(counts)
    dealt: dict[int, int] = {}
    for section in running:
        before = owners.get(problem.sections[section].id, -1)
        if left.get(before, 0):
            left[before] -= 1
            dealt[section] = before
    rest = iter(section for section in running if section not in dealt)
    for post, number in left.items():
        for _ in range(number):
            dealt[next(rest)] = post
    return dealt


def _groups(problem: StaffingProblem, positions: tuple[int, ...]) -> Iterator[GroupSize]:
    groups = problem.school.group
    for lever, position in zip(problem.levers, positions, strict=True):
        if not lever.is_grade:
            continue
        number = lever.options[position]
        for index, group in enumerate(lever.items[:number]):
            share, rest = divmod(lever.enrolment, number)
            pupils = share + (index < rest) if lever.enrolment else groups[group].size
            yield GroupSize(group=group, pupils=pupils)


class _Rows:
    """Makes ownership rows; a row that was there before keeps its id."""

    def __init__(self, previous: StaffingAnswer | None) -> None:
        self._before: dict[str, list[Ownership]] = defaultdict(list)
        for row in previous.ownerships if previous else ():
            self._before[row.section].append(row)

    def of(
        self, problem: StaffingProblem, index: int, post: int, positions: tuple[int, ...]
    ) -> Iterator[Ownership]:
        """Make the rows of a section: one for each holder of the post."""
        section = problem.sections[index]
        pupils = section.pupils_at(positions)
        spells: dict[str, list[str]] = defaultdict(list)
        for segment in section.segments:
            holder = problem.posts[post].holders[segment]
            spells[str(holder)].append(problem.segments[segment])
        wanted = [(owner, tuple(names)) for owner, names in spells.items()]
        kept = {(row.owner, row.segments): row for row in self._before[section.id]}
        free = [row for key, row in kept.items() if key not in wanted]
        for owner, segments in wanted:
            old = kept.get((owner, segments))
            moved = free.pop(0) if old is None and free else None
            before = old or moved
            yield Ownership(
                id=before.id if before else new_id(),
                sequence=(before.sequence + (moved is not None)) if before else 0,
                section=section.id,
                owner=owner,
                segments=segments,
                pupils=pupils,
            )
