"""
Charts drawn by the server: they need no script, print as they are and follow dark mode.

Only the places of things on the drawing are computed here; `macros/chart.html` writes them as SVG
and `charts.css` colours them. A chart never stands alone: its page has the numbers as a table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "Bar",
    "Line",
    "LineChart",
    "Point",
    "Rule",
    "Series",
    "Tick",
    "bar",
    "line_chart",
    "ticks",
]

WIDTH, HEIGHT = 560, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 12, 40
_LARGEST_STEP_COUNT = 6


@dataclass(frozen=True)
class Series:
    """
    What one line shows.

    Parameters
    ----------
    title
        What it is called in the key.
    style
        Class of its line: `first`, `second` or `limit`, each with a stroke of its own.
    points
        Pairs of numbers, from left to right. A value of None is missing: the line has a gap there.
    stepped
        Whether a value holds until the next one, as the best answer of a search does.
    """

    title: str
    style: str
    points: tuple[tuple[float, float | None], ...]
    stepped: bool = False


@dataclass(frozen=True)
class Tick:
    """A number on an axis, at its place in the drawing."""

    at: float
    text: str


@dataclass(frozen=True)
class Point:
    """A point of a line, with what a reader hears of it."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Line:
    """A line of the drawing; `path` is the `d` of an SVG path."""

    title: str
    style: str
    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Rule:
    """A level that is marked across the whole drawing."""

    at: float
    text: str


@dataclass(frozen=True)
class LineChart:
    """
    Lines over a common axis, laid out.

    Parameters
    ----------
    title
        What the picture says, for those who don't see it.
    left, right, top, bottom
        Edges of the plane in the drawing.
    """

    title: str
    x_title: str
    y_title: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    rule: Rule | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def line_chart(
    series: Sequence[Series],
    *,
    title: str,
    x_title: str,
    y_title: str,
    unit: str = "",
    most: float | None = None,
    rule: tuple[float, str] | None = None,
) -> LineChart | None:
    """
    Lay out lines.

    Parameters
    ----------
    series
        The lines.
    title, x_title, y_title
        What the picture says, and what the axes are.
    unit
        Written behind each number of the upright axis. Default none.
    most
        Upper end of the upright axis. Default None: what the values need.
    rule
        A level to mark, and its words. Default None.

    Returns
    -------
    LineChart or None
        None where there is nothing to draw: no line has two points.
    """
    known = [(x, y) for one in series for x, y in one.points if y is not None]
    if max((len(one.points) for one in series), default=0) < 2 or not known:
        return None
    marked = [rule[0]] if rule else []
    across = _Scale(min(x for x, _ in known), max(x for x, _ in known), _LEFT, WIDTH - _RIGHT)
    low = min(0.0, *(y for _, y in known))
    high = most if most is not None else max([y for _, y in known] + marked)
    upright = _Scale(low, high, HEIGHT - _BOTTOM, _TOP)
    return LineChart(
        title=title,
        x_title=x_title,
        y_title=y_title,
        x_ticks=tuple(Tick(across(x), _number(x)) for x in ticks(across.low, across.high)),
        y_ticks=tuple(Tick(upright(y), _number(y) + unit) for y in ticks(low, upright.high)),
        lines=tuple(_line(one, across, upright, x_title, unit) for one in series),
        rule=Rule(upright(rule[0]), rule[1]) if rule else None,
    )


@dataclass(frozen=True)
class Bar:
    """
    A bar in a cell of a table, under its number.

    Parameters
    ----------
    width, rule
        Of a hundred; a rule of None is not drawn.
    """

    width: float
    rule: float | None


def bar(value: float | None, most: float, rule: float | None = None) -> Bar | None:
    """
    Lay out the bar of a value.

    Parameters
    ----------
    value
        Default None: not known, there is no bar.
    most
        The value of the longest bar of all.
    rule
        A value to mark. Default None.
    """
    if value is None or most <= 0:
        return None
    return Bar(_of_hundred(value, most), None if rule is None else _of_hundred(rule, most))


def _of_hundred(value: float, most: float) -> float:
    return round(100 * min(max(value / most, 0), 1), 1)


_NO_STEP = 1e-9
"""Numbers that are nearer to one another are written alike."""


def ticks(low: float, high: float) -> tuple[float, ...]:
    """
    Choose round numbers for an axis.

    Parameters
    ----------
    low, high
        Ends of the axis.

    Returns
    -------
    tuple of float
        At most seven multiples of 1, 2 or 5 times a power of ten, within the ends.
    """
    if high - low < _NO_STEP:
        return (low,)
    rough = (high - low) / _LARGEST_STEP_COUNT
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(one * step, 10) for one in range(first, last + 1))


@dataclass(frozen=True)
class _Scale:
    """From numbers to places; both ends of the numbers may be the same."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return round(self.start + (value - self.low) / span * (self.end - self.start), 1)


def _line(one: Series, across: _Scale, upright: _Scale, x_title: str, unit: str) -> Line:
    """Draw a line; it is broken where a value is missing."""
    words, points, pen = [], [], "M"
    for x, y in one.points:
        if y is None:
            pen = "M"
            continue
        point = Point(
            across(x), upright(y), f"{one.title}: {_number(y)}{unit} at {_number(x)} {x_title}"
        )
        if pen == "L" and one.stepped:
            words.append(f"H{point.x}")
        words.append(f"{pen}{point.x} {point.y}")
        points.append(point)
        pen = "L"
    return Line(one.title, one.style, " ".join(words), tuple(points))


def _number(value: float) -> str:
    """Write a number as short as it is exact enough for an axis."""
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.3g}"
