"""A secret address shows its owner's days, follows a repair, and dies with its owner's place."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from flask import Flask
from icalendar import Calendar

from scheduler.domain.roles import CONSOLE, Role
from scheduler.errors import NotAllowedError, NotFoundError
from scheduler.services.calendar import feeds
from scheduler.services.people import change
from scheduler.services.plans.publish import publish
from scheduler.store import reading, writing
from scheduler.store.queries import people, plans
from scheduler.store.tables.people import FeedAddress, Membership
from tests.services.plans_cast import other_plan, saved
from tests.services.sites_cast import Town, town, viewer

TODAY = dt.date(2026, 9, 21)


@pytest.fixture
def place(open_app: Flask) -> Town:
    """Give Carol an account, and publish the small school's plan."""
    found = town()
    site = found.teacher.grants[0].site
    carol = viewer("Carol Clark", Role.TEACHER, found.district, site, "carol")
    with writing() as session:
        assert carol.user is not None
        people.add_membership(session, carol.user, carol.grants[0])
    found = dataclasses.replace(found, teacher=carol)
    head = saved(found.elm)
    publish(found.principal, found.elm, head.id, expected=head.version, instead_of=None)
    return found


def site_of(place: Town) -> str:
    site = place.teacher.grants[0].site
    assert site is not None
    return site


def summaries(feed: feeds.Feed) -> list[str]:
    assert feed.content is not None
    return [str(one["SUMMARY"]) for one in Calendar.from_ical(feed.content).walk("VEVENT")]


def test_the_address_shows_its_owners_days_and_nobody_elses(place: Town) -> None:
    token = feeds.create(place.teacher, site_of(place))
    assert len(token) >= 22  # 128 bits
    shown = summaries(feeds.serve(token, today=TODAY))
    assert any("Art" in one for one in shown)
    assert not any("ELA" in one for one in shown)


def test_only_a_hash_is_kept(place: Town) -> None:
    token = feeds.create(place.teacher, site_of(place))
    with reading() as session:
        (row,) = session.query(FeedAddress).all()
        assert token not in repr(vars(row))
        assert len(row.token_hash) == 64


def test_what_has_not_changed_is_not_sent_again(place: Town) -> None:
    token = feeds.create(place.teacher, site_of(place))
    first = feeds.serve(token, today=TODAY)
    again = feeds.serve(token, first.etag, today=TODAY)
    assert (again.etag, again.content) == (first.etag, None)
    assert feeds.serve(token, "other", today=TODAY) == first


def test_it_follows_a_new_publication(place: Town) -> None:
    token = feeds.create(place.teacher, site_of(place))
    before = feeds.serve(token, today=TODAY)
    head = saved(place.elm, other_plan())
    with reading() as session:
        seen = plans.published(session, place.elm)
    assert seen is not None
    publish(place.principal, place.elm, head.id, expected=head.version, instead_of=seen.id)
    after = feeds.serve(token, before.etag, today=TODAY)
    assert after.etag != before.etag
    assert after.content is not None
    events = Calendar.from_ical(after.content).walk("VEVENT")
    assert any(str(one.get("STATUS")) == "CANCELLED" for one in events)
    assert max(int(one["SEQUENCE"]) for one in events) >= 1


def test_a_new_address_makes_the_old_one_useless(place: Town) -> None:
    old = feeds.create(place.teacher, site_of(place))
    new = feeds.create(place.teacher, site_of(place))
    assert len(feeds.addresses_of(place.teacher)) == 1
    feeds.serve(new, today=TODAY)
    with pytest.raises(NotFoundError):
        feeds.serve(old)


def test_an_address_is_revoked_by_its_owner_alone(place: Town) -> None:
    token = feeds.create(place.teacher, site_of(place))
    (address,) = feeds.addresses_of(place.teacher)
    for who in (place.principal, place.stranger, CONSOLE):
        with pytest.raises(NotFoundError):
            feeds.revoke(who, address.id)
    feeds.revoke(place.teacher, address.id)
    for secret in (token, "", "x" * 1000, address.id):
        with pytest.raises(NotFoundError):
            feeds.serve(secret)
    with pytest.raises(NotFoundError):
        feeds.revoke(place.teacher, address.id)
    assert feeds.addresses_of(CONSOLE) == ()


def test_it_dies_with_the_account_and_with_the_place_on_the_staff(place: Town) -> None:
    token = feeds.create(place.teacher, site_of(place))
    with writing() as session:
        session.query(Membership).delete()
    with pytest.raises(NotFoundError):
        feeds.serve(token, today=TODAY)
    with writing() as session:
        assert place.teacher.user is not None
        people.add_membership(session, place.teacher.user, place.teacher.grants[0])
    feeds.serve(token, today=TODAY)
    change.deactivate(CONSOLE, place.teacher.user)
    with pytest.raises(NotFoundError):
        feeds.serve(token, today=TODAY)


def test_who_is_not_on_the_staff_has_no_feed(place: Town) -> None:
    for who, error in ((place.principal, NotAllowedError), (place.stranger, NotFoundError)):
        with pytest.raises(error):
            feeds.create(who, site_of(place))


def test_without_a_publication_there_is_nothing_to_serve(place: Town) -> None:
    oak = viewer("Otto Oak", Role.TEACHER, place.district, place.oak_site, "otto")
    with writing() as session:
        assert oak.user is not None
        people.add_membership(session, oak.user, oak.grants[0])
    token = feeds.create(oak, place.oak_site)
    with pytest.raises(NotFoundError):
        feeds.serve(token)
