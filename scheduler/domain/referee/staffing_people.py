"""What staffing asks of each person: load, preps, pupils, release (rules S3 to S6)."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.referee.facts import Facts
from scheduler.domain.referee.report import Finding
from scheduler.domain.referee.staffing import BOOK
from scheduler.domain.staff import StaffMember


@BOOK.rule("S3")
def load_in_range(facts: Facts) -> Iterator[Finding]:
    """In every segment a person teaches between their least and most periods."""
    for person in facts.school.staff:
        if person.id in facts.released:
            continue
        most, least = person.most_load, person.least_load
        if person.id in facts.part:
            most, least = min(most, facts.part[person.id].most_load), 0
        for segment in facts.segments:
            load = facts.load(person.id, segment)
            during = f" in segment {segment}" if segment else ""
            name = facts.names.person(person.id)
            if load > most:
                yield Finding(
                    f"{name} has a load of {load} periods{during}, {load - most} above the most "
                    f"of {most}.",
                    (person.id,),
                    load - most,
                )
            elif load < least and facts.posts.holds(person.id, segment):
                yield Finding(
                    f"{name} has a load of {load} periods{during}, {least - load} below the least "
                    f"of {least}.",
                    (person.id,),
                    least - load,
                )


@BOOK.rule("S4a")
def few_preps(facts: Facts) -> Iterator[Finding]:
    """Distinct courses of a teacher within the limit, in every segment."""
    for person in facts.school.staff:
        limit = person.most_preps or facts.school.policy.most_preps
        preps = preps_of(facts, person)
        if limit is not None and preps > limit:
            yield Finding(
                f"{facts.names.person(person.id)} prepares {preps} courses, {preps - limit} above "
                f"the limit of {limit}.",
                (person.id,),
                preps - limit,
            )


def preps_of(facts: Facts, person: StaffMember) -> int:
    """Most courses that a person prepares in any segment."""
    return max(len(facts.courses(person.id, segment)) for segment in facts.segments)


@BOOK.rule("S4b")
def few_pupils(facts: Facts) -> Iterator[Finding]:
    """Pupils that a teacher meets on an average cycle day, within the school's limit."""
    limit = facts.school.policy.most_pupils_a_day
    if limit is None:
        return
    for person in facts.school.staff:
        pupils = max(_pupils_a_day(facts, person.id, segment) for segment in facts.segments)
        if pupils > limit:
            yield Finding(
                f"{facts.names.person(person.id)} meets {pupils} pupils a day, {pupils - limit} "
                f"above the limit of {limit}.",
                (person.id,),
                pupils - limit,
            )


def _pupils_a_day(facts: Facts, person: str, segment: str) -> int:
    met = sum(
        facts.pupils[section.id] * len(facts.school.pattern_of(section).lengths)
        for section in facts.owned.get((person, segment), ())
    )
    return met // len(facts.school.calendar.cycle_days)


@BOOK.rule("S5")
def released_own_nothing(facts: Facts) -> Iterator[Finding]:
    """A fully released person owns no section, a partly released one few."""
    for row in facts.rows:
        if row.owner in facts.released:
            yield Finding(
                f"{facts.names.person(row.owner)} is released, but owns "
                f"{facts.names.section(row.section)}.",
                (row.owner, row.section),
            )
    for person, part in facts.part.items():
        load = max(facts.load(person, segment) for segment in facts.segments)
        if load > part.most_load and person not in facts.released:
            yield Finding(
                f"{facts.names.person(person)} is partly released, but has a load of {load} "
                f"periods, {load - part.most_load} above the most of {part.most_load}.",
                (person,),
                load - part.most_load,
            )


@BOOK.rule("S6")
def release_as_chosen(facts: Facts) -> Iterator[Finding]:
    """As many are released as the school chose, whom it chose, and only those who may be."""
    release, names = facts.school.release, facts.names
    count = len(facts.released)
    if release.k is not None and count != release.k:
        released = "1 person is" if count == 1 else f"{count} people are"
        yield Finding(
            f"{released} released, but the school chose {release.k}.",
            (facts.school.id, *sorted(facts.released)),
            abs(count - release.k),
        )
    for person in release.names:
        if person not in facts.released:
            yield Finding(f"{names.person(person)} is to be released, but is not.", (person,))
    for person in sorted(facts.released):
        for reason in _not_releasable(facts, facts.school.person[person]):
            yield Finding(f"{names.person(person)} is released, but {reason}.", (person,))
    listed = facts.answer.released if facts.answer else ()
    for person in sorted(facts.released):
        if listed.count(person) > 1:
            yield Finding(f"{names.person(person)} is released twice.", (person,))


def _not_releasable(facts: Facts, person: StaffMember) -> Iterator[str]:
    if not person.volunteer:
        yield "is no volunteer"
    if person.id in facts.school.release.kept:
        yield "is to keep classes this time"
    if person.id in facts.part:
        yield "is to be released in part only"
    if not person.most_load:
        yield "has no load to be released from"
    if not facts.posts.whole_year(person.id):
        yield "is not there for the whole year in a post of their own"
