"""What stands in the way of writing an archive: said in full before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.calendar import Segment, Term
from scheduler.domain.document.complaints import quoted
from scheduler.domain.plan import Plan
from scheduler.domain.references import broken_within, known_ids
from scheduler.domain.school import School

__all__ = ["misfits", "unwritable"]


def misfits(school: School, plan: Plan | None) -> Iterator[str]:
    """Say where the plan is one for another school, or for another state of this one."""
    if plan is None:
        return
    if plan.school != school.id:
        yield f'The plan is for the school "{plan.school}", not for "{school.id}".'
        return
    known = known_ids(school)
    for answer in (plan.staffing, plan.timetable):
        if answer is not None:
            yield from (one.sentence for one in broken_within(answer, known, answer.label))
    for one in plan.timetable.meetings if plan.timetable else ():
        section = school.section.get(one.section)
        if section and one.meeting > len(school.pattern_of(section).lengths):
            yield f'Section "{one.section}" has no meeting {one.meeting}, which the plan places.'


def unwritable(school: School) -> Iterator[str]:
    """Say which ids and names would not come back as they are."""
    listed = [("School", school.id), *(("Area", one.id) for one in school.areas)]
    listed += [("Segment", one.id) for one in school.calendar.segments]
    for noun, name in listed:
        if "," in name:
            yield f"{noun} {quoted(name)}: OneRoster separates ids by commas; give it one without."
    texts = [(school.label, school.name)]
    texts += [(one.label, text) for one in school.staff for text in (one.id, one.name)]
    texts += [(one.label, text) for one in school.courses for text in (one.id, one.name)]
    texts += [(one.label, text) for one in school.areas for text in (one.id, one.name)]
    texts += [(one.label, one.id) for one in school.sections]
    texts += [(one.label, one.id) for one in school.rooms]
    for label, text in texts:
        if text.startswith("="):
            yield f"{label}: {quoted(text)} begins like a formula; name it otherwise."
    segments = {one.id: one for one in school.calendar.segments}
    for term in school.calendar.terms:
        if term.id in segments and not _same(term, segments[term.id]):
            yield f'{term.label}: segment "{term.id}" has this id and other dates; rename one.'


def _same(term: Term, part: Segment) -> bool:
    return (term.first, term.last, term.name) == (part.first, part.last, part.name)
