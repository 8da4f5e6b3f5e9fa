"""Compare the sites of a district: side by side, over the terms, one by one, and as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import Blueprint, Response, render_template, request

from scheduler.domain.definitions import DEFINITIONS, TITLES
from scheduler.domain.district.comparison import Comparison
from scheduler.domain.district.figures import KEYS
from scheduler.domain.district.suppression import TOTAL
from scheduler.domain.roles import Action
from scheduler.services.district import compare as comparing
from scheduler.services.district.export import Kind, export, source_of
from scheduler.web.access import allow, place, viewer
from scheduler.web.district_words import (
    NAME,
    heads,
    longest,
    shown,
    shown_row,
    sorting,
    unit_of,
)
from scheduler.web.listing import listing, with_query

__all__ = ["blueprint"]

blueprint = Blueprint("district", __name__)

_COLUMNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "coaching": (
        "Coaching days",
        (
            "available_coaching_days",
            "bookable_coaching_days",
            "scheduled_coaching_days",
            "delivered_coaching_days",
            "multiplier",
            "baseline",
            "multiplier_delivered",
        ),
    ),
    "time": ("Free time", ("free_share", "whole_day_share", "cover_per_class_max", "minutes_lost")),
    "teachers": ("Teachers reached", ("reach", "coaching_days_per_teacher", "match_rate")),
    "pd": (
        "PD days",
        (
            "pd_days_owed",
            "pd_days_placed",
            "pd_days_delivered",
            "substitutes_avoided_days",
            "substitute_cost",
        ),
    ),
    "all": ("All figures", KEYS),
}
"""Figures that the table shows together: their title, and their keys."""

_HEADLINE = (
    "available_coaching_days",
    "delivered_coaching_days",
    "multiplier",
    "free_share",
    "reach",
    "pd_days_placed",
)
_TREND = (
    "available_coaching_days",
    "scheduled_coaching_days",
    "delivered_coaching_days",
    "free_share",
    "whole_day_share",
    "reach",
    "pd_days_placed",
    "pd_days_delivered",
    "minutes_lost",
)
_PER_PAGE = 200


@blueprint.get("/districts/<district>/compare")
@allow(Action.COMPARE_SITES)
def compare(district: str) -> str:
    """All sites side by side, in one period, with some or all of the figures."""
    years, year, found = _asked(district)
    period = _choice("period", [id for id, _ in found.periods], TOTAL)
    chosen = _choice("show", list(_COLUMNS), "coaching")
    keys = _COLUMNS[chosen][1]
    *sites, total = found.of(period)
    page, most = listing(sites, sorting(keys), NAME, per_page=_PER_PAGE), longest(sites, keys)
    return render_template(
        "district/compare.html",
        district=total,
        year=year,
        years=_links("year", ((one, one) for one in years), year),
        periods=_links("period", found.periods, period),
        sets=_links("show", ((key, title) for key, (title, _) in _COLUMNS.items()), chosen),
        headline=[
            (TITLES[key], total.cells[key].words(key), DEFINITIONS[key]) for key in _HEADLINE
        ],
        meanings=[(TITLES[key], DEFINITIONS[key]) for key in keys],
        columns=heads(keys, _COLUMNS[chosen][0]),
        page=page,
        rows=[(one, shown_row(one, keys, most)) for one in page.rows],
        total=shown_row(total, keys, None),
    )


@blueprint.get("/districts/<district>/trend")
@allow(Action.COMPARE_SITES)
def trend(district: str) -> str:
    """One figure of all sites, term by term."""
    years, year, found = _asked(district)
    key = _choice("figure", _TREND, _TREND[0])
    terms = [(id, name) for id, name in found.periods if id != TOTAL]
    most = longest([one for one in found.rows if one.site and one.period], [key])
    *sites, total = found.of()
    page = listing(sites, sorting([]), NAME, per_page=_PER_PAGE)
    cells = {(one.site, one.period): one.cells[key] for one in found.rows}
    return render_template(
        "district/trend.html",
        title=TITLES[key],
        meaning=DEFINITIONS[key],
        year=year,
        years=_links("year", ((one, one) for one in years), year),
        figures=_links("figure", ((one, TITLES[one]) for one in _TREND), key),
        terms=[{"title": name, "number": True, "unit": unit_of(key)} for _, name in terms],
        page=page,
        rows=[
            (one, [shown(key, cells[one.site, term], most) for term, _ in terms])
            for one in page.rows
        ],
        district=total,
        total=[shown(key, cells[TOTAL, term]) for term, _ in terms],
    )


@blueprint.get("/districts/<district>/compare/sites.<any(csv, xlsx):kind>")
@allow(Action.COMPARE_SITES)
def compare_file(district: str, kind: str) -> Response:
    """Take the comparison out as a file, with all figures and terms."""
    year = _year(district, comparing.years_of(viewer(), district))
    answer = Response(export(viewer(), district, year, Kind(kind)), mimetype=_MIMES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="sites-{year}.{kind}"'
    return answer


_MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/schools/<school>/figures")
@allow(Action.SEE_FIGURES)
def compare_site(school: str) -> str:
    """All figures of one site, by term, with what each of them means."""
    year, found = comparing.site(viewer(), school)
    rows = found.by_period(year.site)
    return render_template(
        "district/site.html",
        year=year,
        row=rows[0],
        headline=[
            (TITLES[key], rows[0].cells[key].words(key), DEFINITIONS[key]) for key in _HEADLINE
        ],
        periods=[{"title": name, "number": True} for _, name in found.periods],
        lines=[(key, unit_of(key), [shown(key, one.cells[key]) for one in rows]) for key in KEYS],
        titles=TITLES,
        definitions=DEFINITIONS,
        source=source_of(rows[0].baselines[0]) if rows[0].baselines else "",
        may_compare=viewer().may(Action.COMPARE_SITES, place()),
    )


def _asked(district: str) -> tuple[Sequence[str], str, Comparison]:
    """Return the district's years, the one that is asked for, and the comparison in it."""
    years = comparing.years_of(viewer(), district)
    year = _year(district, years)
    return years, year, comparing.compare(viewer(), district, year)


def _year(district: str, years: Sequence[str]) -> str:
    """Return the year that the address asks for, or else the one that the district goes by."""
    asked = request.args.get("year", "")
    return asked if asked in years else comparing.usual_year(viewer(), district)


def _choice(name: str, choices: Iterable[str], usual: str) -> str:
    asked = request.args.get(name, usual)
    return asked if asked in choices else usual


def _links(
    name: str, choices: Iterable[tuple[str, str]], current: str
) -> list[tuple[str, str, bool]]:
    """Return views to choose from: this page with one value of its query changed."""
    return [
        (title, with_query(**{name: key, "page": None}), key == current) for key, title in choices
    ]
