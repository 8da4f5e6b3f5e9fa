"""Filling the templates: everything that comes from a school is escaped, everywhere."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined

from scheduler._version import __version__
from scheduler.formats.html.words import css_string, long_date, short_date, tight

__all__ = ["Document", "Paper", "Printout", "page_parts", "printout"]


class Paper(enum.StrEnum):
    """Paper to print on; `auto` takes what the printer has."""

    AUTO = "auto"
    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True)
class Document:
    """
    What all pages of a file have in common.

    Parameters
    ----------
    title
        What it is.
    school
        Name of the school.
    dates
        Dates it is about, in words.
    mark
        Whether it is a draft, or when it was published.
    landscape
        Whether it is printed with the long side down.
    """

    title: str
    school: str
    dates: str
    mark: str
    landscape: bool = False
    paper: Paper = Paper.AUTO

    @property
    def size(self) -> str:
        """Value of the style sheet's page size."""
        paper = {Paper.AUTO: "", Paper.A4: "A4", Paper.LETTER: "letter"}[self.paper]
        side = "landscape" if self.landscape else "portrait"
        # "auto" also leaves the reader free to turn the paper; a wide table needs it turned.
        if not paper and not self.landscape:
            return "auto"
        return f"{paper} {side}".strip()

    @property
    def foot(self) -> str:
        """Line at the foot of every page."""
        return " · ".join((self.school, self.title, self.dates, self.mark))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=page_parts(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        css_string=css_string,
        long_date=long_date,
        short_date=short_date,
        tight=tight,
    )
    environment.globals["version"] = __version__
    return environment


@dataclass(frozen=True)
class Printout:
    """
    A page, ready to be written: as one file, or as a document with its style beside it.

    Where inline styles are forbidden (a content security policy), serve `linked` and `style`.
    """

    template: str
    document: Document
    content: Mapping[str, object]

    def whole(self) -> str:
        """Write it as one file, with its style inside."""
        return self.linked("")

    def linked(self, stylesheet: str) -> str:
        """Write it with a link to the address of its style instead; "" puts the style inside."""
        found = _environment().get_template(f"{self.template}.html")
        return found.render(document=self.document, stylesheet=stylesheet, **self.content)

    def style(self) -> str:
        """Write its style sheet: paper and the line at the foot are those of this page."""
        return _environment().get_template("print.css").render(document=self.document)


def printout(template: str, document: Document, **content: object) -> Printout:
    """Say which template of this package is filled with what."""
    return Printout(template, document, content)


def page_parts() -> BaseLoader:
    """
    Give the templates of this package to other pages, which import macros of them.

    They need the filter `tight`, and nothing else that is not Jinja's own.
    """
    return PackageLoader("scheduler.formats.html")
