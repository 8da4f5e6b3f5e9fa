"""Judges moves by the difference they make to those whom they concern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain import rules
from scheduler.domain.moves.board import Board, Changed
from scheduler.domain.moves.excerpts import Excerpt, Scope, Subject
from scheduler.domain.moves.move import Change
from scheduler.domain.moves.scopes import Scopes
from scheduler.domain.referee import Violation
from scheduler.domain.referee.week import BOOK
from scheduler.domain.wishes import HARD

_ORDER = {key: place for place, key in enumerate(rules.BY_KEY)}

Broken = dict[tuple[str, tuple[str, ...]], tuple[int, tuple[str, ...]]]
"""Units and sentences of broken hard rules, by key and ids."""


@dataclass(frozen=True)
class _Tally:
    """What the rules of one subject find: hard rules broken, and the cost of soft ones."""

    broken: Broken
    cost: int


@dataclass(frozen=True)
class Judged:
    """What a set of changes comes to.

    Parameters
    ----------
    reasons
        Hard rules that are broken afterwards and were not before; or the first ones found.
    gain
        Cost of soft rules before, less that after; of no meaning where there are reasons.
    """

    reasons: tuple[Violation, ...]
    gain: int


class Judge:
    """Judges changes of a board; whatever was judged once is remembered."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.scopes = Scopes(board)
        self._at_times: dict[tuple[object, ...], Judged] = {}
        self._tallies: dict[tuple[object, ...], _Tally] = {}

    def changes(self, changed: Changed) -> tuple[Change, ...]:
        """Say changes of the board as those of a plan."""
        return tuple(
            Change(self.board.placed[one], after.slot, after.rooms)
            for one, after in sorted(changed.items())
        )

    def judge(self, changed: Changed, thorough: bool = False) -> Judged:
        """Say whether changes are legal, and what they gain.

        Parameters
        ----------
        thorough
            Whether all reasons are looked for; else the first is enough.
        """
        subjects = list(self._concerned(changed))
        in_rooms = [one for one in subjects if self.scopes.of(one).reads_rooms]
        first = self._over(in_rooms, changed, thorough)
        if first.reasons and not thorough:
            return first
        # With other rooms the same times are asked for again.
        key = (thorough, *((one, changed[one].slot) for one in sorted(changed)))
        if key not in self._at_times:
            others = [one for one in subjects if one not in in_rooms]
            self._at_times[key] = self._over(others, changed, thorough)
        second = self._at_times[key]
        reasons = sorted((*first.reasons, *second.reasons), key=lambda one: _ORDER[one.key])
        return Judged(tuple(reasons), first.gain + second.gain)

    def _over(self, subjects: Sequence[Subject], changed: Changed, thorough: bool) -> Judged:
        """Judge changes for some of those whom they concern."""
        reasons: dict[tuple[str, str], Violation] = {}
        gain = 0
        for subject in subjects:
            days = self._days(subject, changed)
            before = _sum([self._tally(subject, day, {}) for day in days])
            after = _sum([self._tally(subject, day, changed) for day in days])
            gain += before.cost - after.cost
            for one in _worse(before.broken, after.broken):
                reasons.setdefault((one.key, one.text), one)
            if reasons and not thorough:
                break
        return Judged(tuple(reasons.values()), gain)

    def cost(self, sections: frozenset[str]) -> int:
        """Cost of soft rules that could be saved by moving meetings of these sections.

        Wishes for rooms among them; a limit, not a promise.
        """
        subjects = {one for section in sections for one in self.scopes.of_section(section)}
        return sum(
            self._tally(one, day, {}).cost
            for one in subjects
            for day in (self.board.week.days if self.scopes.of(one).by_day else (None,))
        )

    def _concerned(self, changed: Changed) -> Iterator[Subject]:
        """Whom changes concern: rooms first, they take the least time.

        A room that is left is none the worse for it.
        """
        rooms = dict.fromkeys(room for after in changed.values() for room in after.rooms)
        yield from (Subject("room", room) for room in rooms)
        sections = dict.fromkeys(self.board.placed[one].section for one in changed)
        yield from dict.fromkeys(
            subject for section in sections for subject in self.scopes.of_section(section)
        )

    def _days(self, subject: Subject, changed: Changed) -> Sequence[str | None]:
        """Days of which a subject is judged one by one; None: all of them together."""
        if not self.scopes.of(subject).by_day:
            return (None,)
        days = [self.board.placed[one].slot.day for one in changed]
        return list(dict.fromkeys([*days, *(after.slot.day for after in changed.values())]))

    def _tally(self, subject: Subject, day: str | None, changed: Changed) -> _Tally:
        scope = self.scopes.of(subject)
        taking_part = {one for one in changed if self._takes_part(subject, scope, one, changed)}
        relevant = {
            one: changed[one]
            for one in sorted(taking_part)
            if day in (None, self.board.placed[one].slot.day, changed[one].slot.day)
        }
        key = (
            (subject, day),
            *(
                (one, after.slot, scope.reads_rooms and after.rooms)
                for one, after in relevant.items()
            ),
        )
        if key not in self._tallies:
            self._tallies[key] = self._judged(scope, day, relevant)
        return self._tallies[key]

    @staticmethod
    def _takes_part(subject: Subject, scope: Scope, position: int, changed: Changed) -> bool:
        if position in scope.positions:
            return True
        return subject.kind == "room" and subject.id in changed[position].rooms

    def _judged(self, scope: Scope, day: str | None, changed: Changed) -> _Tally:
        board = self.board
        placed = {one: board.placed[one] for one in scope.positions}
        placed.update(changed)
        if day is not None:
            placed = {one: at for one, at in placed.items() if at.slot.day == day}
        found = (board.lesson(one, placed[one]) for one in sorted(placed))
        lessons = [one for one in found if one is not None]
        week = Excerpt(board, scope, tuple(placed.values()), lessons, day)
        broken: Broken = {}
        cost = 0
        for key, strength in scope.rules:
            for finding in BOOK.check(key)(week):
                weight = strength if finding.strength is None else finding.strength
                if weight < HARD:
                    cost += weight * finding.units
                    continue
                units, texts = broken.get((key, finding.ids), (0, ()))
                broken[key, finding.ids] = (units + finding.units, (*texts, finding.text))
        return _Tally(broken, cost)


def _sum(tallies: Sequence[_Tally]) -> _Tally:
    """Add up the days of a subject."""
    if len(tallies) == 1:
        return tallies[0]
    broken: Broken = {}
    for tally in tallies:
        for key, (units, texts) in tally.broken.items():
            known = broken.get(key, (0, ()))
            broken[key] = (known[0] + units, (*known[1], *texts))
    return _Tally(broken, sum(one.cost for one in tallies))


_CROWDS = ("T1", "T3")
"""Rules whose findings name everybody who is in one place at once."""


def _worse(before: Broken, after: Broken) -> Iterator[Violation]:
    """Find what is broken in more units than before.

    Where three were at one time in one place and two still are, nothing is worse.
    """
    for (key, ids), (units, texts) in after.items():
        known = [
            some
            for (one, others), some in before.items()
            if one == key and (ids == others or (key in _CROWDS and {*ids} <= {*others}))
        ]
        if units > sum(some for some, _ in known):
            old = {text for _, some in known for text in some}
            for text in [one for one in texts if one not in old] or texts[:1]:
                yield Violation(key, text, ids)
