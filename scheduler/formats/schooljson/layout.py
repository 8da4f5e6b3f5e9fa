"""JSON that people can read: what fits on a line stands on one line."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["laid_out"]

_WIDTH = 100
_ROW = 200
"""Longest line of one object: the objects of a list then read like the rows of a table."""
_STEP = "  "


def laid_out(value: Any) -> str:
    """Write a JSON value with a line break at its end."""
    return _laid_out(value, "", 0) + "\n"


def _laid_out(value: Any, margin: str, used: int) -> str:
    """
    Write a value.

    Parameters
    ----------
    margin
        Blanks before the line on which the value begins.
    used
        Signs that stand on that line already, between margin and value.
    """
    if not isinstance(value, dict | list):
        return _single(value)
    inner = margin + _STEP
    if isinstance(value, dict):
        braces, items = "{}", list(value.values())
        labels = [f"{_single(key)}: " for key in value]
    else:
        braces, items = "[]", value
        labels = [""] * len(value)
    children = [
        label + _laid_out(item, inner, len(label))
        for label, item in zip(labels, items, strict=True)
    ]
    room = (_ROW if isinstance(value, dict) else _WIDTH) - len(margin) - used
    if sum(map(len, children)) + 2 * len(children) < room and not any(
        "\n" in child for child in children
    ):
        return f"{braces[0]}{', '.join(children)}{braces[1]}"
    is_plain = isinstance(value, list) and not any(isinstance(one, dict | list) for one in items)
    lines = _filled(children, _WIDTH - len(inner)) if is_plain else children
    body = f",\n{inner}".join(lines)
    return f"{braces[0]}\n{inner}{body}\n{margin}{braces[1]}"


def _filled(words: list[str], width: int) -> list[str]:
    """Put as many words on a line as fit."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) + 3 <= width:
            lines[-1] += f", {word}"
        else:
            lines.append(word)
    return lines


def _single(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
