"""Ask a domain class whether it would take certain values, without a try in every test."""

from __future__ import annotations

from typing import Any

from scheduler.domain.form import Checked, MisshapenError


def complaints(kind: type[Checked], /, **fields: Any) -> tuple[str, ...]:
    """Return what an object with these fields is refused for; nothing if it is accepted."""
    try:
        kind(**fields)
    except MisshapenError as refused:
        return refused.complaints
    return ()
