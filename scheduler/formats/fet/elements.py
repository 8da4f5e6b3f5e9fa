"""Write elements as FET does: one on a line, constraints with their weight first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias
from xml.sax.saxutils import escape

from scheduler.domain.wishes import HARD

__all__ = ["Child", "Force", "constraint", "element", "force", "plain", "wrapped"]

Child: TypeAlias = "tuple[str, str | int | bool | Sequence[Child]]"
"""Tag and content: words, or further children."""


def element(tag: str, children: Iterable[Child]) -> str:
    """Write an element with children."""
    return _element(tag, children, "")


def _element(tag: str, children: Iterable[Child], pad: str) -> str:
    inner = "".join(_child(one, f"{pad}\t") for one in children)
    return f"{pad}<{tag}>\n{inner}{pad}</{tag}>\n"


def _child(child: Child, pad: str) -> str:
    tag, content = child
    if isinstance(content, bool):
        content = str(content).lower()
    if isinstance(content, (str, int)):
        return f"{pad}<{tag}>{escape(str(content))}</{tag}>\n"
    return _element(tag, content, pad)


class Force(NamedTuple):
    """How much a constraint asks: its weight, and whether it is switched on."""

    weight: int = HARD
    is_active: bool = True


_IN_FULL = Force()


def force(strength: int) -> Force:
    """Say a strength as FET does; what is off keeps a weight with which it can be switched on."""
    return Force(strength or HARD, strength > 0)


def constraint(tag: str, *children: Child, how: Force = _IN_FULL) -> str:
    """Write a constraint; `tag` is its name without the leading "Constraint"."""
    last: tuple[Child, ...] = (("Active", how.is_active), ("Comments", ""))
    return element(f"Constraint{tag}", (("Weight_Percentage", how.weight), *children, *last))


def plain(tag: str, text: str) -> str:
    """Write an element that holds words alone."""
    return _child((tag, text), "")


def wrapped(tag: str, elements: Iterable[str]) -> str:
    """Write a list around elements that are written already."""
    return f"<{tag}>\n{''.join(elements)}</{tag}>\n"
