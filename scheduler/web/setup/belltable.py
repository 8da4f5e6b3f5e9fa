"""A bell schedule as a table for each track: rows of periods, from a thing or from a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from scheduler.domain.bell import BellSchedule
from scheduler.domain.form import DAY_MINUTES, clock_text
from scheduler.formats.sheets.forms import place

__all__ = ["MAIN", "Period", "Track", "act", "from_bell", "from_form", "rows_of", "troubles_of"]

MAIN = "Everybody"
"""Name of the one track of a school that has no tracks."""

_TRACKS, _PERIODS = "bells.tracks", "bells.tracks.periods"
_FIELD = re.compile(r"track:(\d{1,2}):(?:(\d{1,2}):)?([a-z_]+)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_MOST_PERIODS = 20


@dataclass
class Period:
    """A row: number, start and end as texts."""

    period: str
    start: str
    end: str


@dataclass
class Track:
    """A track as texts; `fill` is what its periods may be made of."""

    id: str
    lunch_start: str = ""
    lunch_end: str = ""
    periods: list[Period] = field(default_factory=list)
    fill: dict[str, str] = field(default_factory=dict)


def from_bell(bell: BellSchedule) -> list[Track]:
    """Write the tracks of a bell schedule as texts."""
    return [
        Track(
            one.id,
            "" if one.lunch_start is None else clock_text(one.lunch_start),
            "" if one.lunch_end is None else clock_text(one.lunch_end),
            [
                Period(str(time.period), clock_text(time.start), clock_text(time.end))
                for time in one.periods
            ],
        )
        for one in bell.tracks
    ]


def from_form(form: MultiDict[str, str]) -> list[Track]:
    """Read the tracks that came back; rows in which nothing stands are left out."""
    found: dict[int, dict[str, str]] = {}
    periods: dict[int, dict[int, dict[str, str]]] = {}
    for name, text in form.items():
        match = _FIELD.fullmatch(name)
        if match is None:
            continue
        track, row, key = int(match[1]), match[2], match[3]
        found.setdefault(track, {})
        if row is None:
            found[track][key] = text.strip()
        else:
            periods.setdefault(track, {}).setdefault(int(row), {})[key] = text.strip()
    return [
        Track(
            one.get("id", ""),
            one.get("lunch_start", ""),
            one.get("lunch_end", ""),
            [
                Period(row.get("period", ""), row.get("start", ""), row.get("end", ""))
                for _, row in sorted(periods.get(number, {}).items())
                if row.get("start") or row.get("end")
            ],
            {key.removeprefix("fill_"): text for key, text in one.items() if "fill_" in key},
        )
        for number, one in sorted(found.items())
    ]


def act(tracks: list[Track], button: str) -> None:
    """Do what a button of the page says: rows and tracks more or less, periods filled in."""
    what, _, rest = button.partition(":")
    number, _, row = rest.partition(":")
    if what == "track":
        last = tracks[-1] if tracks else Track(MAIN)
        tracks.append(Track("", last.lunch_start, last.lunch_end, list(last.periods)))
    if not number.isdecimal() or int(number) >= len(tracks):
        return
    track = tracks[int(number)]
    if what == "untrack" and len(tracks) > 1:
        tracks.remove(track)
    elif what == "more":
        track.periods.append(_next(track))
    elif what == "fill":
        _fill(track)
    elif what == "remove" and row.isdecimal() and int(row) < len(track.periods):
        del track.periods[int(row)]


def rows_of(tracks: list[Track]) -> dict[str, list[dict[str, str]]]:
    """Write the tracks as the rows that a form takes."""
    return {
        _TRACKS: [
            {"id": one.id, "lunch_start": one.lunch_start, "lunch_end": one.lunch_end}
            for one in tracks
        ],
        _PERIODS: [
            {"tracks": one.id, "period": row.period, "start": row.start, "end": row.end}
            for one in tracks
            for row in one.periods
        ],
    }


def troubles_of(
    tracks: list[Track], errors: Mapping[str, list[str]]
) -> dict[tuple[int, int | None], list[str]]:
    """Return what is wrong, by the number of the track and, of a period, of its row."""
    found: dict[tuple[int, int | None], list[str]] = {}
    flat = [(at, row) for at, one in enumerate(tracks) for row in range(len(one.periods))]
    for name, some in errors.items():
        for number, (at, row) in enumerate(flat):
            if name == place(_PERIODS, number) or name.startswith(f"{place(_PERIODS, number)}:"):
                found.setdefault((at, row), []).extend(some)
        for at in range(len(tracks)):
            if name == place(_TRACKS, at) or name.startswith(f"{place(_TRACKS, at)}:"):
                found.setdefault((at, None), []).extend(some)
    return found


def _next(track: Track) -> Period:
    """Suggest the period after the last: as long, after as long a break."""
    if not track.periods:
        return Period("1", "08:00", "08:45")
    last = track.periods[-1]
    number = str(int(last.period) + 1) if last.period.isdecimal() else ""
    start, end = _minutes(last.start), _minutes(last.end)
    if start is None or end is None or end <= start:
        return Period(number, "", "")
    before = _minutes(track.periods[-2].end) if len(track.periods) > 1 else None
    between = 5 if before is None or not 0 <= start - before <= 15 else start - before
    begin = end + between
    if begin + end - start > DAY_MINUTES:
        return Period(number, "", "")
    return Period(number, clock_text(begin), clock_text(begin + end - start))


def _fill(track: Track) -> None:
    """Make periods of their number, length and break; none of them lies in the lunch."""
    begin = _minutes(track.fill.get("first", ""))
    count, length, between = (
        int(text) if (text := track.fill.get(one, "")).isdecimal() else None
        for one in ("count", "minutes", "between")
    )
    if begin is None or not count or not length or between is None:
        return
    lunch = _minutes(track.lunch_start), _minutes(track.lunch_end)
    track.periods = []
    for number in range(1, min(count, _MOST_PERIODS) + 1):
        if lunch[0] is not None and lunch[1] is not None and lunch[0] < begin + length:
            begin = max(begin, lunch[1])
            lunch = None, None
        if begin + length > DAY_MINUTES:
            break
        track.periods.append(Period(str(number), clock_text(begin), clock_text(begin + length)))
        begin += length + between


def _minutes(text: str) -> int | None:
    match = _CLOCK.fullmatch(text)
    return int(match[1]) * 60 + int(match[2]) if match else None
