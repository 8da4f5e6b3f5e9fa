"""Build: the school year, its terms and its segments, from the academic sessions of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from scheduler.domain.calendar import Segment, Term
from scheduler.formats.oneroster.content import ClassRow, Content, Session
from scheduler.formats.report import ImportReport

__all__ = ["Year", "year_of"]

_WHOLE_YEAR = "schoolYear"
_TERM_TYPES = ("gradingPeriod", "term", "semester")
# From the longest to the shortest.
_PART_TYPES = ("semester", "term", "gradingPeriod")


class Year:
    """
    One school year of a file, as a school sees it.

    Parameters
    ----------
    sessions
        Its sessions by id.
    classes
        Its classes.
    """

    def __init__(
        self, sessions: dict[str, Session], classes: Sequence[ClassRow], report: ImportReport
    ) -> None:
        self.sessions = sessions
        self.classes = tuple(classes)
        whole = [one for one in sessions.values() if one.type == _WHOLE_YEAR]
        self.first = min(one.first for one in whole or sessions.values())
        self.last = max(one.last for one in whole or sessions.values())
        self._used = {name for one in classes for name in one.sessions}
        self._segments = self._of_type(self._segment_type(), report)
        self.segments = tuple(
            Segment(id=one.id, name=one.title, first=one.first, last=one.last)
            for one in self._segments
        )
        self.terms = tuple(
            Term(id=one.id, name=one.title, first=one.first, last=one.last)
            for one in self._of_type(self._first_type(_TERM_TYPES), report)
        )
        read = {one.id for one in self.segments} | {one.id for one in self.terms}
        unread = [one for one in sessions.values() if one.type != _WHOLE_YEAR]
        report.not_read["academic sessions"] += sum(one.id not in read for one in unread)

    def segments_of(self, one: ClassRow) -> tuple[str, ...]:
        """Return the segments in which a class runs; () for the whole year."""
        named = [self.sessions[name] for name in one.sessions if name in self.sessions]
        if any(session.type == _WHOLE_YEAR for session in named):
            return ()
        return tuple(
            segment.id
            for segment in self._segments
            if any(s.first <= segment.first and segment.last <= s.last for s in named)
        )

    def _segment_type(self) -> str:
        """Return the shortest kind of session that classes name; semesters where they name none."""
        used = [one for name, one in self.sessions.items() if name in self._used]
        types = {one.type for one in used} - {_WHOLE_YEAR}
        return max(types, key=_PART_TYPES.index) if types else "semester"

    def _first_type(self, types: Iterable[str]) -> str:
        present = {one.type for one in self.sessions.values()}
        return next((one for one in types if one in present), "")

    def _of_type(self, kind: str, report: ImportReport) -> list[Session]:
        """Return the sessions of a kind; of several rhythms in one district, the school's own."""
        found = sorted(
            (one for one in self.sessions.values() if one.type == kind),
            key=lambda one: one.first,
        )
        if _overlap(found):
            found = [one for one in found if one.id in self._used]
        if _overlap(found):
            report.warn(found[0].where, f'Sessions of type "{kind}" overlap; they were not read.')
            return []
        return found


def year_of(content: Content, classes: Sequence[ClassRow], report: ImportReport) -> Year | None:
    """
    Choose the school year in which most classes run, the latest of equals.

    Returns
    -------
    Year or None
        None where the file does not hold the whole year.
    """
    if not content.is_whole("academicSessions") or not content.sessions:
        # Changes alone don't say what the year as a whole is like.
        report.not_read["academic sessions"] += len(content.sessions)
        return None
    years = {one.id: _years_of(one, content, report) for one in classes}
    counts = Counter(year for found in years.values() for year in found)
    latest = max(one.year for one in content.sessions.values())
    chosen = max(counts, key=lambda year: (counts[year], year), default=latest)
    kept = [one for one in classes if chosen in years[one.id] or not years[one.id]]
    if len(kept) < len(classes):
        report.not_read["classes of other school years"] += len(classes) - len(kept)
        report.warn(report.source, f"Only the school year that ends in {chosen} was read.")
    sessions = {one.id: one for one in content.sessions.values() if one.year == chosen}
    report.not_read["academic sessions of other years"] += len(content.sessions) - len(sessions)
    return Year(sessions, kept, report)


def _years_of(one: ClassRow, content: Content, report: ImportReport) -> set[str]:
    years: set[str] = set()
    for name in one.sessions:
        session = content.sessions.get(name)
        if session is not None:
            years.add(session.year)
        elif content.is_whole("academicSessions"):
            report.error(
                f'{one.where}, column "termSourcedIds"', f'No academic session has the id "{name}".'
            )
    return years


def _overlap(sessions: Sequence[Session]) -> bool:
    ordered = sorted(sessions, key=lambda one: one.first)
    return any(later.first <= earlier.last for earlier, later in pairwise(ordered))
