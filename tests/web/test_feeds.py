"""Calendar programs fetch a feed, and fetch it again only when it has changed; health addresses."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.domain.roles import Role
from scheduler.services.calendar import feeds
from scheduler.services.plans.publish import publish
from scheduler.store import writing
from scheduler.store.queries import people
from tests.services.plans_cast import saved
from tests.services.sites_cast import town, viewer


@pytest.fixture
def address(open_app: Flask) -> str:
    """Publish the small school's plan; return Carol's address."""
    place = town()
    site = place.teacher.grants[0].site
    carol = viewer("Carol Clark", Role.TEACHER, place.district, site, "carol")
    assert carol.user is not None
    assert site is not None
    with writing() as session:
        people.add_membership(session, carol.user, carol.grants[0])
    head = saved(place.elm)
    publish(place.principal, place.elm, head.id, expected=head.version, instead_of=None)
    return f"/feeds/{feeds.create(carol, site)}.ics"


def test_a_feed_is_a_calendar_file_without_cookies(address: str, client: FlaskClient) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.data.startswith(b"BEGIN:VCALENDAR")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers


def test_what_has_not_changed_is_not_sent_again(address: str, client: FlaskClient) -> None:
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("token", ["nothing", "x" * 500, "%00", "..%2f", "-"])
def test_an_unknown_address_is_no_calendar(token: str, client: FlaskClient) -> None:
    assert client.get(f"/feeds/{token}.ics").status_code == 404


def test_whoever_watches_learns_whether_it_lives_and_can_work(
    app: Flask, client: FlaskClient
) -> None:
    assert client.get("/healthz").data == b"ok\n"
    assert client.get("/readyz").data == b"ok\n"
    with app.app_context(), writing() as session:
        change = "UPDATE alembic_version SET version_num = 'older'"
        session.connection().exec_driver_sql(change)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"scheduler migrate" in answer.data
