"""Write elements as FET does: one on a line, constraints with their weight first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from xml.sax.saxutils import escape

from scheduler.domain.wishes import HARD

__all__ = ["Child", "constraint", "element", "plain", "wrapped"]

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


def constraint(tag: str, *children: Child, weight: int = HARD) -> str:
    """Write a constraint; `tag` is its name without the leading "Constraint"."""
    last: tuple[Child, ...] = (("Active", True), ("Comments", ""))
    return element(f"Constraint{tag}", (("Weight_Percentage", weight), *children, *last))


def plain(tag: str, text: str) -> str:
    """Write an element that holds words alone."""
    return _child((tag, text), "")


def wrapped(tag: str, elements: Iterable[str]) -> str:
    """Write a list around elements that are written already."""
    return f"<{tag}>\n{''.join(elements)}</{tag}>\n"
