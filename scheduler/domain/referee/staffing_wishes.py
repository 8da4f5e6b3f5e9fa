"""What staffing would rather have (rules S8, S9), and the levels of its objective."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from scheduler.domain.courses import Group
from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.names import counted
from scheduler.domain.referee.report import Finding, LevelValue, Verdict
from scheduler.domain.referee.staffing import BOOK
from scheduler.domain.referee.staffing_people import preps_of
from scheduler.domain.staff import Team

_PREPS_WANTED = 2

Post = tuple[str, ...]


@BOOK.rule("S8")
def homeroom_with_one_teacher(facts: Facts) -> Iterator[Finding]:
    """The core sections of a homeroom have one owner."""
    for group in facts.school.groups:
        if not group.homeroom or group.id not in facts.running_groups:
            continue
        owners = _core_owners(facts, group)
        posts = {facts.posts.chain[one] for one in owners}
        if len(posts) > 1:
            yield Finding(
                f"{facts.names.group(group.id)} has its core courses with "
                f"{facts.names.people(owners)}, {counted(len(posts) - 1, 'teacher')} beyond one.",
                (group.id, *sorted(owners)),
                len(posts) - 1,
            )


def _core_owners(facts: Facts, group: Group) -> set[str]:
    core = {
        section.id
        for section in facts.running
        if group.id in section.groups and facts.course_of(section).core
    }
    return {row.owner for row in facts.rows if row.section in core}


@BOOK.rule("S9")
def team_shares_groups(facts: Facts) -> Iterator[Finding]:
    """Members of a team who teach grouped courses all teach the same groups."""
    taught: dict[Post, set[str]] = {}
    for row in facts.rows:
        section = facts.school.section[row.section]
        if facts.course_of(section).grade is not None:
            groups = facts.groups_of(section)
            taught.setdefault(facts.posts.chain[row.owner], set()).update(groups)
    for team in facts.school.teams:
        if team.same_groups:
            yield from _missed(facts, team, taught)


def _missed(facts: Facts, team: Team, taught: dict[Post, set[str]]) -> Iterator[Finding]:
    members = [one for one in dict.fromkeys(team.staff) if taught.get(facts.posts.chain[one])]
    groups = sorted({group for one in members for group in taught[facts.posts.chain[one]]})
    for member, group in product(members, groups):
        if group not in taught[facts.posts.chain[member]]:
            yield Finding(
                f"{facts.names.person(member)} of {team.name} ({team.id}) does not teach "
                f"{facts.names.group(group)}, whom the team shares.",
                (member, group, team.id),
            )


def levels(facts: Facts, verdict: Verdict) -> tuple[LevelValue, ...]:
    """Values of the objective's levels, each to be made small before the next."""
    excess = [
        max(0, facts.pupils[section.id] - course.size_target)
        for section in facts.running
        if (course := facts.course_of(section)).counts_as_load
    ]
    return (
        ("rules", verdict.total),
        ("largest_excess", max(excess, default=0)),
        ("growth", sum(excess)),
        ("pairs_and_preps", _broken_pairs(facts) + _preps_above(facts)),
        ("balance", _balance(facts)),
    )


def _broken_pairs(facts: Facts) -> int:
    """Courses of last year that run again without last year's teacher."""
    running = {section.course for section in facts.running}
    return sum(
        len(running & set(person.last_year) - _courses_of_year(facts, person.id))
        for person in facts.school.staff
        if person.most_load
        and person.id not in facts.released
        and facts.posts.ever_employed(person.id)
    )


def _courses_of_year(facts: Facts, person: str) -> set[str]:
    return {
        section.course
        for segment in facts.segments
        for section in facts.owned.get((person, segment), ())
    }


def _preps_above(facts: Facts) -> int:
    return sum(
        max(0, preps_of(facts, person) - _PREPS_WANTED)
        for person in facts.school.staff
        if person.most_load
    )


def _balance(facts: Facts) -> int:
    """Largest part of a load that stays open."""
    still_open = (
        person.most_load - facts.load(person.id, segment)
        for person in facts.school.staff
        if person.most_load and person.id not in facts.released and person.id not in facts.part
        for segment in facts.segments
        if facts.posts.holds(person.id, segment)
    )
    return max(0, max(still_open, default=0))
