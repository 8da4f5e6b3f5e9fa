"""
Pages to print: one HTML file each, with its style inside, without script or outside address.

`weeks`, `master`, `agenda`, `absences`, `changes` and `bells` lay out what `pages` puts together
for what is `wanted`, and `render` fills into the templates; `words` writes dates and times.

Who sees what
-------------
A person's own week and day card name with whom a coaching session is and when, never why, nor of
which kind. Whatever hangs on a door or lies in the office says "Busy", or nothing where a class
stands there anyway. A page that names the dates of one person is for that person.

On the web
----------
`page_of` gives a `Printout`, whose document and style sheet can be served as two answers under a
policy that forbids inline styles. `page_parts` is the loader of the templates, so that pages of the
web can import what stands on paper, too: `week_table` of `tables.html`.
"""

from __future__ import annotations

from scheduler.formats.html.pages import page_of, write_page
from scheduler.formats.html.render import Paper, Printout, page_parts
from scheduler.formats.html.wanted import Page, Wanted
from scheduler.formats.html.words import tight

__all__ = ["Page", "Paper", "Printout", "Wanted", "page_of", "page_parts", "tight", "write_page"]
