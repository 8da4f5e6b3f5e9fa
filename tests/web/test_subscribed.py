"""
A calendar program subscribes to a served feed, shows the week, and follows a repair of the morning.

The program is khal; the fetching is what every subscribed program does: asking again with the ETag
of the file that it has.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus

import pytest
from flask import Flask
from waitress.server import create_server

from scheduler.domain.policy import Absence
from scheduler.services.absences.approve import approve
from scheduler.services.absences.propose import propose
from scheduler.services.absences.record import record
from scheduler.services.calendar import feeds
from scheduler.services.plans.publish import publish
from scheduler.store import writing
from scheduler.store.queries import people
from scheduler.web import feeds as pages
from tests.cast import small_plan
from tests.conftest import Khal
from tests.morning_cast import COACHING_DAY, PD_DAY, morning_school, whole_year
from tests.services.plans_cast import saved
from tests.services.sites_cast import Town, town

TODAY = dt.date(2026, 9, 14)
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture
def place(open_app: Flask) -> Town:
    """Publish the year of the tiny school at Elm."""
    school = morning_school()
    found = town(school)
    head = saved(found.elm, small_plan(calendar=whole_year()), school)
    publish(found.principal, found.elm, head.id, expected=head.version, instead_of=None)
    return found


@pytest.fixture
def address(open_app: Flask, place: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the application on a day of its year; return the address of Alice's feed."""
    alice, site = place.teacher, place.teacher.grants[0].site
    assert alice.user is not None
    assert site is not None
    with writing() as session:
        people.add_membership(session, alice.user, alice.grants[0])
    monkeypatch.setattr(pages.feeds, "serve", partial(feeds.serve, today=TODAY))
    server = create_server(open_app, host="127.0.0.1", port=0, threads=2, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/feeds/{feeds.create(alice, site)}.ics"
    server.close()
    thread.join(timeout=10)


class Subscription:
    """What a calendar program keeps of an address."""

    def __init__(self, address: str) -> None:
        self._address, self._etag = address, ""
        self.content = b""

    def refresh(self) -> bool:
        """Fetch the file, if it has changed; return whether it has."""
        known = {"If-None-Match": self._etag} if self._etag else {}
        asked = urllib.request.Request(self._address, headers=known)  # noqa: S310
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
                self._etag, self.content = answer.headers["ETag"], answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != HTTPStatus.NOT_MODIFIED:
                raise
            return False
        return True


def is_away(place: Town, *dates: dt.date) -> None:
    """Let Dave call in sick, and the office approve what is proposed."""
    away = [Absence(person="dave", first=date, last=date) for date in dates]
    record(place.office, place.elm, away)
    version = propose(place.office, place.elm)
    assert version is not None
    approve(place.office, place.elm, version)


def test_a_subscribed_program_shows_the_week_and_follows_a_repair(
    place: Town, address: str, khal: Khal
) -> None:
    mine = Subscription(address)
    assert mine.refresh()
    week = khal(mine.content, "2026-09-14", "2026-09-22")
    assert by_date(week)["2026-09-17"] == [
        "08:30-09:30 ELA 6 (6A), covered by Dave Diaz CONFIRMED",
        "08:30-13:20 PD: Core team CONFIRMED",
        "09:35-10:35 ELA 7 (7A), covered by Dave Diaz CONFIRMED",
    ]
    sessions = [one for one in by_date(week)["2026-09-22"] if "Coaching" in one]
    assert len(sessions) == 2
    assert not mine.refresh()  # nothing has changed, and nothing is sent
    is_away(place, PD_DAY, COACHING_DAY)
    assert mine.refresh()
    after = khal(mine.content, "2026-09-14", "2026-09-22")
    assert by_date(after)["2026-09-17"] == [
        "08:30-09:30 ELA 6 (6A), covered by a substitute CONFIRMED",
        "08:30-13:20 PD: Core team CONFIRMED",
        "09:35-10:35 ELA 7 (7A), covered by a substitute CONFIRMED",
    ]
    assert not any("Coaching" in one for one in by_date(after)["2026-09-22"])
    same = {"2026-09-17", "2026-09-22"}
    assert {date: rows for date, rows in by_date(after).items() if date not in same} == {
        date: rows for date, rows in by_date(week).items() if date not in same
    }
    assert not mine.refresh()


def by_date(lines: list[str]) -> dict[str, list[str]]:
    """Return what is listed, by date."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if DATE.fullmatch(line):
            found[line] = []
        else:
            found[[*found][-1]].append(line)
    return found
