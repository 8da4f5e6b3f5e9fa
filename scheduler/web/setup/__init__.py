"""
Set up: what a build needs to know of a school, list by list, and files in and out.

`frame` has the blueprint and says what there is to enter; the modules beside it put their pages on
it when they are imported. Forms follow from the columns of the sheets (`formats.sheets.forms`);
`words` gives the columns names, `fields` turns them into controls, and `things` carries a form to
the school and back.
"""

from __future__ import annotations

from scheduler.web.setup import (  # noqa: F401  they put their pages on the blueprint
    bells,
    checklist,
    entries,
    fet,
    files,
    lists,
    many,
    pdgroups,
    sessionlocks,
    strengths,
    year,
)
from scheduler.web.setup.frame import blueprint

__all__ = ["blueprint"]
