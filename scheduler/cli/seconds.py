"""Time limits as they are typed."""

from __future__ import annotations

import math
from typing import Any

import click

__all__ = ["SECONDS"]


class _Seconds(click.FloatRange):
    """A positive number of seconds that ends: nan and infinity are numbers, too, to `float`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        found = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value} is no number of seconds, such as 60.", param, ctx)
        return found


SECONDS = _Seconds(0, min_open=True)
