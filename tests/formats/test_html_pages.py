"""What all printed pages have in common: whole in one file, escaped, marked, and discreet."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from scheduler.domain.calendar import DateOverride, SchoolCalendar
from scheduler.domain.school import School
from scheduler.errors import InputError, InvalidProblemError
from scheduler.formats.html import Page, Paper, Wanted, page_of, write_page
from tests.cast import small_plan, small_school
from tests.formats.html_cast import (
    COACHING_DAY,
    PD_DAY,
    Read,
    coaching_year,
    page,
    wanted_of_every_page,
)

EVERY_PAGE = pytest.mark.parametrize(
    "wanted", wanted_of_every_page(), ids=lambda one: f"{one.page}-{one.person or one.room or ''}"
)
HOSTILE = '</style><script>alert(1)</script>"&<img src=x onerror=alert(2)>{{ 7 * 7 }}\\'


def hostile_school() -> School:
    """Return the small school with names that would be code if they were not escaped."""
    school = small_school()
    names = {
        table: tuple(replace(one, name=f"{HOSTILE}{one.id}") for one in getattr(school, table))
        for table in (
            *("staff", "rooms", "groups", "courses", "areas", "bells", "duties"),
            *("pd_groups", "common_planning", "templates"),
        )
    }
    return replace(school, name=HOSTILE, **names)


def test_every_kind_of_page_is_looked_at_here() -> None:
    assert {one.page for one in wanted_of_every_page()} == set(Page)


@EVERY_PAGE
def test_a_page_is_one_file_without_script_or_outside_address(wanted: Wanted) -> None:
    read = Read(write_page(small_school(), coaching_year(), wanted))
    assert read.tags.isdisjoint({"script", "link", "img", "iframe", "object", "a", "form"})
    assert not {"href", "src", "style"} & read.attributes.keys()
    assert "url(" not in read.style
    assert "@import" not in read.style


@EVERY_PAGE
def test_a_page_may_be_served_without_inline_style(wanted: Wanted) -> None:
    """Its style is then a second answer; whoever serves both allows nothing inline."""
    printout = page_of(small_school(), coaching_year(), wanted)
    linked, whole = printout.linked('/print.css?a="&b=1'), printout.whole()
    assert whole == write_page(small_school(), coaching_year(), wanted)
    assert "<style" not in linked
    link = '<link rel="stylesheet" href="/print.css?a=&#34;&amp;b=1">'
    style = f"<style>\n{printout.style()}</style>"
    assert "".join(linked.replace(link, style).split()) == "".join(whole.split())


def test_a_style_of_its_own_is_no_place_for_code() -> None:
    style = page_of(hostile_school(), coaching_year(), wanted_of_every_page()[0]).style()
    assert "<" not in style


@EVERY_PAGE
def test_names_of_any_kind_stay_names(wanted: Wanted) -> None:
    text = write_page(hostile_school(), coaching_year(), wanted)
    read = Read(text)
    plain = Read(write_page(small_school(), coaching_year(), wanted))
    assert read.tags <= plain.tags | {"span"}  # Ours, around words with a hyphen.
    assert "onerror" not in read.attributes
    assert "".join(HOSTILE.split()) in "".join(read.words)
    assert "<script" not in text
    assert text.count("</style>") == 1
    assert "{{ 7 * 7 }}" in text


@EVERY_PAGE
def test_school_dates_and_state_stand_on_every_page(wanted: Wanted) -> None:
    draft = Read(write_page(small_school(), coaching_year(), wanted))
    assert "Elm" in draft.words
    assert "2026" in draft.words
    foot = draft.style.replace("\\000020", " ")
    assert "Elm School" in foot
    assert "Draft" in foot
    assert "counter(page)" in foot
    assert "counter(pages)" in foot
    when = dt.date(2026, 8, 24)
    text = write_page(small_school(), coaching_year(), replace(wanted, published=when))
    assert "Draft" not in text
    if wanted.page is not Page.DOOR_SIGN:
        assert "Published August 24, 2026" in text


@EVERY_PAGE
def test_no_page_says_what_coaching_is_about(wanted: Wanted) -> None:
    school = small_school()
    (template,) = school.templates
    steps = tuple(replace(step, title=f"SECRET {step.title}") for step in template.steps)
    named = replace(template, name="SECRET cycle", steps=steps)
    text = write_page(replace(school, templates=(named,)), coaching_year(), wanted)
    assert "SECRET" not in text
    assert "r1" not in Read(text).words


@EVERY_PAGE
def test_coaching_is_named_to_those_alone_who_take_part(wanted: Wanted) -> None:
    own = {Page.PLUS_WEEK, Page.DAY_CARD, Page.CHANGES}
    text = write_page(small_school(), coaching_year(), wanted)
    text = text.replace("Coaching cycle", "").split("</style>")[1]
    assert ("oaching" in text) == (wanted.page in own)


@EVERY_PAGE
def test_the_same_input_gives_the_same_text(wanted: Wanted) -> None:
    first = write_page(small_school(), coaching_year(), wanted)
    assert write_page(small_school(), coaching_year(), wanted) == first


@pytest.mark.parametrize(
    ("paper", "upright", "wide"),
    [
        (Paper.AUTO, "size: auto;", "size: landscape;"),
        (Paper.A4, "size: A4 portrait;", "size: A4 landscape;"),
        (Paper.LETTER, "size: letter portrait;", "size: letter landscape;"),
    ],
)
def test_the_paper_is_the_printers_unless_said(paper: Paper, upright: str, wide: str) -> None:
    assert upright in page("pd-roster", paper=paper)
    assert wide in page("teachers", paper=paper)


def test_rows_are_not_torn_and_headers_are_repeated() -> None:
    style = Read(page("teachers")).style
    assert re.search(r"tr \{[^}]*break-inside: avoid", style)
    assert re.search(r"thead \{[^}]*display: table-header-group", style)


def with_calendar(calendar: SchoolCalendar) -> School:
    return replace(small_school(), calendar=calendar)


def test_the_cycle_day_is_named_where_the_weekday_does_not_say_it() -> None:
    calendar = small_school().calendar
    other = DateOverride(date=PD_DAY, cycle_day="Mon", bell="early")
    school = with_calendar(replace(calendar, overrides=(other,)))
    plan = small_plan()
    assert "Cycle day Mon, Early" in page("day-card", school, plan, date=PD_DAY)
    assert "Cycle day Mon, Early" in page("plus-week", school, plan, date=PD_DAY)
    assert "Cycle day" not in page("plus-week", date=COACHING_DAY)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"name": "teacher", "person": "alise"}, 'no teacher "alise". Did you mean "alice"?'),
        ({"name": "room", "room": "1O1"}, 'no room "1O1". Did you mean "101"?'),
        ({"name": "group", "group": "6B"}, 'no group "6B". Did you mean "6A"?'),
        (
            {"name": "day-card", "person": "davve", "date": PD_DAY},
            'no person "davve". Did you mean "dave"?',
        ),
        (
            {"name": "cover-sheet", "person": "bobb", "date": PD_DAY},
            'no person "bobb". Did you mean "bob"?',
        ),
        (
            {"name": "door-sign", "room": "studo", "date": PD_DAY},
            'no room "studo". Did you mean "studio"?',
        ),
        (
            {"name": "plus-week", "date": dt.date(2026, 9, 7)},
            "no school on 2026-09-07 (Labor Day). The nearest school day is 2026-09-08.",
        ),
        ({"name": "pd-roster", "date": dt.date(2027, 7, 1)}, "nearest school day is 2026-12-18"),
        ({"name": "teachers", "segment": "S1"}, 'no segment "S1".'),
        ({"name": "day-card"}, "day-card: This page needs --date."),
        ({"name": "changes"}, "changes: This page needs --before."),
        ({"name": "rooms", "person": "bob"}, "rooms: This page has no use for --person."),
        ({"name": "door-sign", "date": PD_DAY}, "either a person or a room"),
        (
            {"name": "door-sign", "date": PD_DAY, "room": "101", "person": "bob"},
            "either a person or a room",
        ),
    ],
)
def test_what_is_not_known_or_not_meant_is_refused(wanted: dict, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        page(**wanted)
    assert sentence in str(caught.value)


def test_stages_that_are_missing_are_named() -> None:
    with pytest.raises(InputError, match="no timetable yet"):
        page("rooms", plan=small_plan(timetable=None))
    with pytest.raises(InputError, match="no calendar yet"):
        page("pd-roster", plan=small_plan())
    with pytest.raises(InputError, match="no Plus teacher"):
        page("day-card", plan=small_plan(staffing=None, timetable=None), date=PD_DAY)


def test_the_plan_of_another_school_is_refused() -> None:
    other = replace(coaching_year(), school="oak")
    with pytest.raises(InvalidProblemError, match='for the school "oak"'):
        page("teachers", plan=other)
    with pytest.raises(InvalidProblemError, match='for the school "oak"'):
        page("changes", before=other)
