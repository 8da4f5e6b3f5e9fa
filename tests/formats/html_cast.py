"""What the tests of printed pages share: how to write one, and how to read it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.yearplan import Session
from scheduler.formats.html import Page, Wanted, write_page
from tests.cast import at, plan_id, small_calendar, small_plan, small_school
from tests.formats.ical_cast import small_year

PD_DAY = dt.date(2026, 9, 17)
COACHING_DAY = dt.date(2026, 9, 18)
EARLY_DAY = dt.date(2026, 9, 16)

LESSON = Session(
    id=plan_id("lesson"),
    request="r1",
    step="lesson",
    date=COACHING_DAY,
    start=at("08:30"),
    end=at("09:30"),
    coach="dave",
    teacher="alice",
    section="ELA-6A",
    periods=(1,),
    teacher_is="teaching",
)


def coaching_year() -> Plan:
    """Return the small plan with a visit to a class and a conference on the same day."""
    return small_year(sessions=(*small_calendar().sessions, LESSON))


def page(name: str, school: School | None = None, plan: Plan | None = None, **wanted: Any) -> str:
    """Write a page; of the small school and its year where not given."""
    chosen = Wanted(Page(name), **wanted)
    return write_page(school or small_school(), plan or coaching_year(), chosen)


def wanted_of_every_page() -> list[Wanted]:
    """Return what to ask for, so that each kind of page is written, with all it can say."""
    plan = small_plan(calendar=replace(small_calendar(), covers=small_calendar().covers[:2]))
    return [
        Wanted(Page.TEACHERS),
        Wanted(Page.ROOMS),
        Wanted(Page.GROUPS),
        Wanted(Page.TEACHER),
        Wanted(Page.ROOM, room="101"),
        Wanted(Page.GROUP, group="6A"),
        Wanted(Page.PLUS_WEEK, date=PD_DAY),
        Wanted(Page.DAY_CARD, date=COACHING_DAY),
        Wanted(Page.PD_ROSTER),
        Wanted(Page.COVER_SHEET, date=PD_DAY),
        Wanted(Page.DOOR_SIGN, date=COACHING_DAY, person="dave"),
        Wanted(Page.DOOR_SIGN, date=COACHING_DAY, room="101"),
        Wanted(Page.DOOR_WEEK, date=COACHING_DAY, person="dave"),
        Wanted(Page.DOOR_WEEK, date=COACHING_DAY),
        Wanted(Page.CHANGES, before=plan),
    ]


class Read(HTMLParser):
    """A page as a browser takes it: its tags, its attributes, its words and its style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.words: list[str] = []
        self.style = ""
        self.rows: list[list[str]] = []
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
        self._in_style = tag == "style"
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data
            return
        self.words += data.split()
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join((self.rows[-1][-1] + " " + data).split())

    @property
    def text(self) -> str:
        """All words in a row."""
        return " ".join(self.words)
