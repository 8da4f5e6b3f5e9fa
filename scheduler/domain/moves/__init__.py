"""Edits of a master schedule: where a meeting may go, why not elsewhere, and what to exchange.

Nothing here judges by itself: the checks of the referee are applied to *excerpts* of the week,
each with the lessons of one teacher, group, room, section or entry of rule data.  What is offered
therefore passes the referee, and a reason is the referee's own sentence.
"""

from scheduler.domain.moves.board import Board
from scheduler.domain.moves.judge import Judge
from scheduler.domain.moves.move import Change, Move, RoomChoice, Target, applied
from scheduler.domain.moves.swaps import swaps
from scheduler.domain.moves.targets import targets, whole_targets

__all__ = [
    "Board",
    "Change",
    "Judge",
    "Move",
    "RoomChoice",
    "Target",
    "applied",
    "swaps",
    "targets",
    "whole_targets",
]
