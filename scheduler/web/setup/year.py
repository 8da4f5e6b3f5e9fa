"""The school calendar: days, cycle, holidays of the state in one click, and what it comes to."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from scheduler.domain.calendar import SCHOOL_WEEK, CycleKind, NamedDates, SchoolCalendar, Weekday
from scheduler.domain.roles import Action
from scheduler.errors import InputError
from scheduler.formats.sheets.forms import Read
from scheduler.services.sites.naming import id_from
from scheduler.services.sites.public import countries, regions, state_holidays
from scheduler.services.sites.show import listed
from scheduler.services.sites.strip import Strip, strip, terms_of
from scheduler.web.access import allow, viewer
from scheduler.web.setup.fields import Sent
from scheduler.web.setup.frame import blueprint
from scheduler.web.setup.things import Entry, entry_of_value, save_together
from scheduler.web.setup.words import option_words
from scheduler.web.typed import keeps_typed

_HOLIDAYS, _BELLS = "calendar.holidays", "calendar.weekday_bells"
_PARTS = (("calendar.terms", "term"), ("calendar.segments", "part"))
_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
          "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu")  # fmt: skip


class _Calendar(Entry):
    """The form of the calendar; what can be concluded need not be typed."""

    def begin(self) -> None:
        """Conclude from what was typed, and do what its button says."""
        if self.typed is None:
            return
        self._read_weekday_bells()
        self._name_cycle_days()
        what, _, rest = self.button.partition(":")
        try:
            if what == "state":
                self._add_holidays()
            elif what == "terms" and rest in ("2", "3", "4"):
                self._divide(int(rest))
        except (InputError, ValueError) as error:
            self.errors[""] = [str(error) or "Enter the first and the last day first."]
        self._name_parts()

    def calendar(self) -> SchoolCalendar | None:
        """Return the calendar as typed, if it can be read; else as it is saved."""
        if self.typed is not None:
            made = self.form.read(self.sent.fields, self.sent.rows, self.thing).content
            return made if isinstance(made, SchoolCalendar) else None
        return self.thing if isinstance(self.thing, SchoolCalendar) else None

    def sent_or(self, name: str, otherwise: str) -> str:
        """Return what a field of the page had that is no field of the calendar."""
        return self._sent(name) or otherwise

    def weekday_bells(self) -> list[dict[str, str]]:
        """List the bell schedules of weekdays, as typed or as they are."""
        if _BELLS in self.sent.rows:
            return self.sent.rows[_BELLS]
        found = self.thing.weekday_bells if isinstance(self.thing, SchoolCalendar) else ()
        return [{"weekday": one.weekday.value, "bell": one.bell} for one in found]

    def _read_weekday_bells(self) -> None:
        rows = [{"weekday": day.value, "bell": self._sent(f"bell:{day}")} for day in Weekday]
        if any(f"bell:{day}" in (self.typed or {}) for day in Weekday):
            self.sent.rows[_BELLS] = [one for one in rows if one["bell"]]

    def _name_cycle_days(self) -> None:
        """Call the days of a weekly cycle by their weekdays, unless they are named."""
        fields = self.sent.fields
        is_weekly = fields.get("calendar.cycle", CycleKind.WEEKDAY) == CycleKind.WEEKDAY
        if is_weekly and not fields.get("calendar.cycle_days"):
            fields["calendar.cycle_days"] = fields.get("calendar.weekdays") or ", ".join(
                SCHOOL_WEEK
            )

    def _add_holidays(self) -> None:
        first, last = self._days()
        rows = self.sent.rows.setdefault(_HOLIDAYS, [])
        present = [
            NamedDates(first=dt.date.fromisoformat(one["first"]),
                       last=dt.date.fromisoformat(one["last"] or one["first"]))
            for one in rows if one.get("first")
        ]  # fmt: skip
        days = [Weekday(one) for one in self.typed.getlist("calendar.weekdays") if one]  # type: ignore[union-attr]  # only called with something typed
        country, region = self._sent("country") or "US", self._sent("region")
        region = region if region in regions(country) else ""
        found = state_holidays(country, region, first, last, days or SCHOOL_WEEK, present)
        rows += [
            {"name": one.name, "first": one.first.isoformat(), "last": one.last.isoformat()}
            for one in found
        ]
        rows.sort(key=lambda one: one.get("first", ""))

    def _divide(self, count: int) -> None:
        word = {2: "Semester", 3: "Trimester", 4: "Quarter"}[count]
        self.sent.rows["calendar.terms"] = [
            {"id": "", "name": f"{word} {number}", "first": str(first), "last": str(last)}
            for number, (first, last) in enumerate(terms_of(*self._days(), count), start=1)
        ]

    def _name_parts(self) -> None:
        """Give terms and parts of the year ids of their names, and one-day holidays an end."""
        for table, noun in _PARTS:
            taken = {one["id"] for one in self.sent.rows.get(table, ()) if one.get("id")}
            for one in self.sent.rows.get(table, ()):
                if not one.get("id"):
                    one["id"] = id_from(one.get("name") or noun, taken)
                    taken.add(one["id"])
        for one in self.sent.rows.get(_HOLIDAYS, ()):
            one["last"] = one.get("last") or one.get("first", "")

    def _days(self) -> tuple[dt.date, dt.date]:
        return (
            dt.date.fromisoformat(self._sent("calendar.first")),
            dt.date.fromisoformat(self._sent("calendar.last")),
        )


class _Rhythm(Entry):
    """The form of the rhythm, of which this page has the blackout dates alone."""

    def read(self) -> Read | None:
        """Take a single date for dates from that to that."""
        _one_day(self.sent)
        return super().read()


@blueprint.route("/calendar", methods=["GET", "POST"])
@allow(Action.EDIT_SCHOOL_DATA)
@keeps_typed
def checklist_calendar(school: str) -> Response | tuple[str, int]:
    """Enter the school calendar, and see what it comes to."""
    bells = {one.id: str(one.values["name"]) for one in listed(viewer(), school, "bells")}
    year = entry_of_value(school, "calendar", "version", _Calendar)
    rhythm = entry_of_value(school, "rhythm", "version:rhythm", _Rhythm)
    year.begin()
    done = save_together(school, [year, rhythm]) if year.is_sent else None
    if done is not None:
        flash("Saved.", "success")
        return redirect(url_for("setup.checklist", school=school, undo=done.undo), 303)
    return _page(year, rhythm, bells), max(year.status, rhythm.status)


def _page(year: _Calendar, rhythm: _Rhythm, bells: dict[str, str]) -> str:
    context, beside = year.context(), rhythm.context()
    country = year.sent_or("country", "US")
    weekday_bells = {one["weekday"]: one["bell"] for one in year.weekday_bells()}
    return render_template(
        "setup/calendar.html",
        **context | {"errors": {**context["errors"], **_of_blackout(beside["errors"])}},
        blackout=beside["tables"]["rhythm.blackout"],
        version_of_rhythm=beside["version"],
        bells=bells,
        weekdays=[
            (day.value, option_words(day), weekday_bells.get(day, "")) for day in SCHOOL_WEEK
        ],
        zones=[*_ZONES, *sorted(zoneinfo.available_timezones() - {*_ZONES})],
        country=country,
        countries=countries(),
        regions=regions(country),
        region=year.sent_or("region", ""),
        strip=_strip(year, rhythm, bells),
    )


def _strip(year: _Calendar, rhythm: _Rhythm, bells: dict[str, str]) -> Strip | None:
    calendar = year.calendar()
    if calendar is None:
        return None
    read = rhythm.form.read(rhythm.sent.fields, rhythm.sent.rows, rhythm.thing)
    return strip(calendar, bells, read.content.blackout if read.content else ())


def _one_day(sent: Sent) -> None:
    for one in sent.rows.get("rhythm.blackout", ()):
        one["last"] = one.get("last") or one.get("first", "")


def _of_blackout(errors: dict[str, Any]) -> dict[str, Any]:
    return {name: some for name, some in errors.items() if name}
