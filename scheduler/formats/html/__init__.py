"""
Pages to print: one HTML file each, with its style inside, without script or outside address.

`weeks`, `master`, `agenda`, `absences`, `changes` and `bells` lay out what `pages` puts together
for what is `wanted`, and `render` fills into the templates; `words` writes dates and times.

Who sees what
-------------
A person's own week and day card name with whom a coaching session is and when, never why, nor of
which kind. Whatever hangs on a door or lies in the office says "Busy", or nothing where a class
stands there anyway. A page that names the dates of one person is for that person.
"""

from __future__ import annotations

from scheduler.formats.html.pages import write_page
from scheduler.formats.html.render import Paper
from scheduler.formats.html.wanted import Page, Wanted

__all__ = ["Page", "Paper", "Wanted", "write_page"]
