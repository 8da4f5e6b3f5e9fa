"""The staffing problem: how many groups and sections run, who is released, who owns what.

*Levers* are the numbers still open: groups of a grade, sections of a free-standing course.
*Bundles* are sections that nobody can tell apart (same course, pattern, segments and possible
owners): the model counts how many of a bundle a post owns instead of naming each section.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.problems.posts import Post
from scheduler.domain.school import School


@dataclass(frozen=True)
class Lever:
    """A number that staffing chooses.

    Parameters
    ----------
    key
        Id of the grade or course.
    options
        The numbers it may be, rising; empty where pupils need more than is given.
    least
        The fewest that pupils need.
    items
        Ids of what is given, in file order: always the first ones run.
    """

    key: str
    options: tuple[int, ...]
    least: int
    items: tuple[str, ...]
    is_grade: bool
    enrolment: int


@dataclass(frozen=True)
class OpenSection:
    """A section that may run.

    Parameters
    ----------
    lever, at_least
        It runs if that lever is at least so high; None: it runs in any case.
    pupils
        Tables (lever, pupils by option), to be added to `fixed_pupils`.
    """

    id: str
    course: str
    segments: tuple[int, ...]
    candidates: tuple[int, ...]
    fixed: tuple[str, ...]
    periods: int
    meetings: int
    counts: bool
    target: int
    cap: int | None
    lever: int | None
    at_least: int
    fixed_pupils: int
    pupils: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def most_pupils(self) -> int:
        """Most pupils it can have."""
        return self.fixed_pupils + sum(max(table, default=0) for _, table in self.pupils)

    def pupils_at(self, positions: tuple[int, ...]) -> int:
        """Pupils where the levers stand at these options, should it run."""
        return self.fixed_pupils + sum(table[positions[lever]] for lever, table in self.pupils)


@dataclass(frozen=True)
class Bundle:
    """Sections that are alike, by position, in the order in which they come to run.

    Parameters
    ----------
    running
        How many of them run, by option of the lever; a single number without one.
    """

    sections: tuple[int, ...]
    course: str
    segments: tuple[int, ...]
    candidates: tuple[int, ...]
    periods: int
    meetings: int
    counts: bool
    lever: int | None
    running: tuple[int, ...]


@dataclass(frozen=True)
class Teacher:
    """A member of the staff, as staffing sees one.

    Parameters
    ----------
    most, least
        Of the load; of a partly released person what is left of them.
    holds
        Segments in which the person holds the post and is there.
    duty
        Load of duties, by segment.
    wanted
        Courses of last year that count for continuity.
    """

    id: str
    post: int
    most: int
    least: int
    holds: frozenset[int]
    duty: tuple[int, ...]
    most_preps: int | None
    releasable: bool
    is_teacher: bool
    is_part: bool
    wanted: tuple[str, ...]


@dataclass(frozen=True)
class SharedGroups:
    """A team that shares its groups (rule S9).

    Parameters
    ----------
    members
        (post, how many people of the team hold it).
    groups
        Bundles of each group's grouped sections.
    """

    team: str
    members: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class StaffingProblem:
    """All that the staffing stage decides, prepared.

    Parameters
    ----------
    k
        How many to release; None: not chosen yet.
    homerooms
        Bundles of the core sections of each homeroom (rule S8).
    strengths
        Of the rules that a school may soften, by key.
    """

    school: School
    segments: tuple[str, ...]
    posts: tuple[Post, ...]
    teachers: tuple[Teacher, ...]
    levers: tuple[Lever, ...]
    sections: tuple[OpenSection, ...]
    bundles: tuple[Bundle, ...]
    k: int | None
    named: frozenset[str]
    homerooms: tuple[tuple[str, tuple[int, ...]], ...]
    shared: tuple[SharedGroups, ...]
    most_pupils_a_day: int | None
    cycle_days: int
    strengths: dict[str, int]

    @cached_property
    def teacher(self) -> dict[str, Teacher]:
        """Teachers by id."""
        return {one.id: one for one in self.teachers}

    def holder(self, bundle: Bundle, post: int) -> frozenset[str]:
        """People who own a section of the bundle when the post does."""
        holders = self.posts[post].holders
        return frozenset(one for s in bundle.segments if (one := holders[s]) is not None)
