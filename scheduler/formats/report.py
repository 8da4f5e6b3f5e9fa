"""What a reader of an outside format says about an import: what was read, what not, what is wrong.

Errors stop the import, warnings don't. Whatever a file holds and the school does not get stands
here with its count, so that nothing is dropped silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from scheduler.domain.form import MisshapenError
from scheduler.domain.school import School
from scheduler.errors import InputError, InvalidProblemError
from scheduler.formats.difference import Difference, Incoming, as_many, difference_of, merged
from scheduler.formats.places import Places

__all__ = ["Finding", "ImportReport", "Imported", "imported", "stop_at_errors"]

_MOST_FINDINGS = 200


class Finding(NamedTuple):
    """
    One sentence about one place.

    Parameters
    ----------
    where
        The place as the owner of the file would name it: file or sheet, line, column.
    sentence
        What is the matter there and how to mend it.
    """

    where: str
    sentence: str

    def __str__(self) -> str:
        """Return place and sentence on one line."""
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


@dataclass
class ImportReport:
    """
    The findings and counts of one import, filled while a file is read.

    Parameters
    ----------
    source
        Name of the file in sentences.
    errors, warnings
        At most 200 of each are kept; `errors_beyond` and `warnings_beyond` count the others.
    read
        How many things of each kind the file gave us.
    not_read
        How many things of each kind stay in the file because a school has no place for them.
    dropped
        How many things of each kind were left out on purpose (pupils, rows to be deleted).
    """

    source: str
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    not_read: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    errors_beyond: int = 0
    warnings_beyond: int = 0

    def error(self, where: str, sentence: str) -> None:
        """Note something that stops the import."""
        if len(self.errors) < _MOST_FINDINGS:
            self.errors.append(Finding(where, sentence))
        else:
            self.errors_beyond += 1

    def warn(self, where: str, sentence: str) -> None:
        """Note something that its owner should know, but that stops nothing."""
        if len(self.warnings) < _MOST_FINDINGS:
            self.warnings.append(Finding(where, sentence))
        else:
            self.warnings_beyond += 1

    @property
    def is_clean(self) -> bool:
        """Whether nothing stops the import."""
        return not self.errors

    def lines(self) -> Iterator[str]:
        """Yield the report as lines for people."""
        for title, findings, beyond in (
            ("Error", self.errors, self.errors_beyond),
            ("Warning", self.warnings, self.warnings_beyond),
        ):
            yield from (f"{title}: {finding}" for finding in findings)
            if beyond:
                yield f"{title}: … and {beyond:,} more of this kind."
        for title, counts in (
            ("Read", self.read),
            ("Not read", self.not_read),
            ("Dropped", self.dropped),
        ):
            if text := _counted(counts.items()):
                yield f"{title}: {text}."


def _counted(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(as_many(what, count) for what, count in counts if count)


def stop_at_errors(report: ImportReport) -> None:
    """Raise the errors of a report as one, a line for each."""
    if report.is_clean:
        return
    first, *others = report.errors
    lines = [first.sentence, *map(str, others)]
    if report.errors_beyond:
        lines.append(f"… and {report.errors_beyond:,} more of this kind.")
    raise InputError(first.where, "\n".join(lines))


@dataclass(frozen=True)
class Imported:
    """
    The end of an import that nobody has confirmed yet.

    Parameters
    ----------
    report
        What there is to say about it.
    difference
        What it would change in the school it is for; None where the report has errors.
    school
        The school as it would then be; None where the report has errors.
    """

    report: ImportReport
    difference: Difference | None = None
    school: School | None = None


def imported(
    report: ImportReport, present: School | None, incoming: Incoming, places: Places
) -> Imported:
    """
    End an import: compare what was read with the present school and see what comes of it.

    Parameters
    ----------
    report
        Where it has errors already, nothing is compared; else it gets those of the whole.
    places
        Where in the file the things stand that the whole may complain about.
    """
    if not report.is_clean:
        return Imported(report)
    try:
        difference = difference_of(present, incoming)
        school = merged(present, difference)
    except InvalidProblemError as error:
        complaints = error.complaints if isinstance(error, MisshapenError) else error.problems
        for complaint in complaints:
            report.error(*places.of(complaint, report.source))
        return Imported(report)
    return Imported(report, difference, school)
