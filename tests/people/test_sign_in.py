"""Sign-in with a password: who gets in, who waits, and what a session is."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from sqlalchemy import select

from scheduler.domain.roles import Role
from scheduler.errors import InputError, NotFoundError, TooOftenError
from scheduler.services.access import sessions
from scheduler.services.access.delays import ACCOUNT, ADDRESS, PAIR
from scheduler.services.access.entrance import (
    Entrance,
    SignedIn,
    Source,
    normal_email,
    normal_name,
)
from scheduler.services.access.passwords import Passwords
from scheduler.services.access.sign_in import change_password, sign_in
from scheduler.services.people import change
from scheduler.store import reading, writing
from scheduler.store.tables.people import User, UserSession
from tests.people.rows import audit, everything_stored, pass_time, wait_out
from tests.people_cast import HERE, PASSWORD, Town, email, grant

ELSEWHERE = Source(address="198.51.100.7")


def knock(entrance: Entrance, password: str = PASSWORD, source: Source = HERE) -> SignedIn:
    return sign_in(entrance, email("teacher"), password, source)


def fail(entrance: Entrance, times: int, source: Source = HERE, name: str = "teacher") -> None:
    """Give a wrong password as often as that, with all the waiting it takes."""
    for _ in range(times):
        with pytest.raises(InputError):
            sign_in(entrance, email(name), "wrong", source)
        wait_out(1000)


def test_the_right_password_opens_a_session_with_the_roles_of_now(
    town: Town, entrance: Entrance
) -> None:
    viewer = sessions.viewer_of(knock(entrance).token)
    assert viewer is not None
    assert (viewer.user, viewer.name) == (town.user["teacher"], "Teacher Miller")
    assert viewer.grants == (grant(town, Role.TEACHER),)


def test_an_address_is_read_as_people_type_it(town: Town, entrance: Entrance) -> None:
    assert sign_in(entrance, " Teacher@Oak.Example ", PASSWORD, HERE).token


def test_wrong_password_unknown_and_inactive_account_look_the_same(
    town: Town, entrance: Entrance
) -> None:
    change.deactivate(town.viewer("root"), town.user["plus"])
    with writing() as session:
        session.add(User(email="elsewhere@oak.example", name="No Password"))
    answers = set()
    for name in ("teacher", "nobody", "plus", "elsewhere"):
        password = "wrong" if name == "teacher" else PASSWORD
        with pytest.raises(InputError) as refused:
            sign_in(entrance, email(name), password, HERE)
        answers.add(str(refused.value))
    assert len(answers) == 1


def test_an_unknown_account_takes_as_long_as_a_wrong_password(town: Town) -> None:
    # With the real strength, of which a comparison left out would save nearly all.
    passwords = Passwords()
    entrance = Entrance(passwords, "k" * 32)
    with writing() as session:
        user = session.scalars(select(User).where(User.email == email("teacher"))).one()
        user.password_hash = passwords.hash(PASSWORD)

    def seconds(name: str) -> float:
        start = time.thread_time()  # whatever else the machine does meanwhile
        with pytest.raises(InputError):
            sign_in(entrance, email(name), "wrong", HERE)
        return time.thread_time() - start

    known = min(seconds("teacher") for _ in range(3))
    unknown = min(seconds("nobody") for _ in range(3))
    assert known / 3 < unknown < known * 3


def test_wrong_passwords_make_one_wait_longer_and_longer(town: Town, entrance: Entrance) -> None:
    fail(entrance, PAIR.free)
    with pytest.raises(InputError):
        knock(entrance, "wrong")
    for wait in (2, 4, 8):
        with pytest.raises(TooOftenError) as early:
            knock(entrance)  # the right one is not looked at either
        assert early.value.wait_s == wait
        wait_out(wait)
        with pytest.raises(InputError):
            knock(entrance, "wrong")
    wait_out(16)
    assert knock(entrance).token


def test_waiting_visitors_do_not_make_the_wait_longer(town: Town, entrance: Entrance) -> None:
    fail(entrance, PAIR.free)
    with pytest.raises(InputError):
        knock(entrance, "wrong")
    for _ in range(20):
        with pytest.raises(TooOftenError) as early:
            knock(entrance)
    assert early.value.wait_s <= 2


def test_who_got_in_begins_anew(town: Town, entrance: Entrance) -> None:
    fail(entrance, PAIR.free - 1)
    knock(entrance)
    fail(entrance, PAIR.free - 1)
    assert knock(entrance).token


def test_attempts_of_yesterday_are_forgotten(town: Town, entrance: Entrance) -> None:
    fail(entrance, PAIR.free + 10)
    wait_out(86_400)
    for _ in range(PAIR.free):
        with pytest.raises(InputError):
            knock(entrance, "wrong")


def test_strangers_cannot_keep_somebody_out_of_a_browser_they_know(
    town: Town, entrance: Entrance
) -> None:
    browser = knock(entrance).browser
    for number in range(ACCOUNT.free):
        source = Source(address=f"203.0.113.{number}")
        with pytest.raises(InputError):
            knock(entrance, "wrong", source)
    with pytest.raises(TooOftenError):  # the account as such has to wait
        knock(entrance, source=ELSEWHERE)
    assert knock(entrance, source=Source(address="203.0.113.0", browser=browser)).token


def test_pupils_behind_the_schools_address_cannot_either(town: Town, entrance: Entrance) -> None:
    browser = knock(entrance).browser
    fail(entrance, PAIR.free)
    with pytest.raises(InputError):
        knock(entrance, "wrong")
    with pytest.raises(TooOftenError):
        knock(entrance)
    assert knock(entrance, source=Source(address=HERE.address, browser=browser)).token


@pytest.mark.parametrize("forged", ["", "x", "x.y", "nonce." + "0" * 64])
def test_a_forged_browser_is_not_known(town: Town, entrance: Entrance, forged: str) -> None:
    other = sign_in(entrance, email("office"), PASSWORD, HERE).browser
    fail(entrance, PAIR.free)
    for browser in (forged, other):
        with pytest.raises(InputError):
            knock(entrance, "wrong", Source(address=HERE.address, browser=browser))
        with pytest.raises(TooOftenError):
            knock(entrance, source=Source(address=HERE.address, browser=browser))
        wait_out(100)


def test_a_known_browser_waits_for_its_own_wrong_passwords(town: Town, entrance: Entrance) -> None:
    known = Source(address=HERE.address, browser=knock(entrance).browser)
    fail(entrance, 10, known)
    with pytest.raises(InputError):
        knock(entrance, "wrong", known)
    with pytest.raises(TooOftenError):
        knock(entrance, source=known)


def test_one_address_that_tries_many_accounts_waits(town: Town, entrance: Entrance) -> None:
    for number in range(ADDRESS.free):
        with pytest.raises(InputError):
            sign_in(entrance, f"nobody{number}@oak.example", "wrong", HERE)
    with pytest.raises(TooOftenError):
        knock(entrance)
    assert knock(entrance, source=ELSEWHERE).token


def test_a_whole_school_may_sign_in_from_one_address(town: Town, entrance: Entrance) -> None:
    for _ in range(ADDRESS.free + 5):
        knock(entrance)


def test_the_addresses_of_one_customer_count_together(town: Town, entrance: Entrance) -> None:
    for number in range(PAIR.free):
        with pytest.raises(InputError):
            knock(entrance, "wrong", Source(address=f"2001:db8:1:2::{number}"))
    with pytest.raises(TooOftenError):
        knock(entrance, source=Source(address="2001:db8:1:2:ffff::1"))
    assert knock(entrance, source=Source(address="2001:db8:1:3::1")).token


def test_neither_tokens_nor_what_was_typed_can_be_read_from_the_database(
    town: Town, entrance: Entrance
) -> None:
    signed_in = knock(entrance)
    with pytest.raises(InputError):
        sign_in(entrance, "my-password-in-the-wrong-field", "also secret", HERE)
    stored = everything_stored()
    for secret in (signed_in.token, signed_in.browser, PASSWORD, "wrong-field", HERE.address):
        assert secret not in stored


def test_a_password_of_another_strength_is_hashed_anew(town: Town, entrance: Entrance) -> None:
    with writing() as session:
        user = session.scalars(select(User).where(User.email == email("teacher"))).one()
        user.password_hash = old = Passwords().hash(PASSWORD)
    knock(entrance)
    with reading() as session:
        stored = session.scalars(
            select(User.password_hash).where(User.email == email("teacher"))
        ).one()
    assert stored != old
    assert not entrance.passwords.is_outdated(str(stored))


def test_a_session_ends_by_signing_out_revoking_idleness_and_age(
    town: Town, entrance: Entrance
) -> None:
    tokens = [knock(entrance).token for _ in range(3)]
    sessions.end(tokens[0])
    viewer = sessions.viewer_of(tokens[1])
    assert viewer is not None
    mine = sessions.own_sessions(viewer)
    assert [one.is_this for one in mine].count(True) == 1
    assert len(mine) == 2
    sessions.revoke(viewer, next(one.id for one in mine if not one.is_this))
    assert [sessions.viewer_of(token) is None for token in tokens] == [True, False, True]
    pass_time(UserSession, "seen_at", sessions.IDLE)
    assert sessions.viewer_of(tokens[1]) is None


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/130 Safari/537 Edg/130",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/18 Safari/604", "Safari on iPhone"),
        ("curl/8\x00.5", "curl/8.5"),
        ("", ""),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_session_is_listed_as_people_know_the_browser(
    town: Town, entrance: Entrance, agent: str, shown: str
) -> None:
    token = knock(entrance, source=Source(address="192.0.2.1", agent=agent)).token
    viewer = sessions.viewer_of(token)
    assert viewer is not None
    assert [one.agent for one in sessions.own_sessions(viewer)] == [shown]


def test_a_session_that_is_used_does_not_last_for_ever(town: Town, entrance: Entrance) -> None:
    token = knock(entrance).token
    pass_time(UserSession, "seen_at", dt.timedelta(hours=11))
    assert sessions.viewer_of(token) is not None
    pass_time(UserSession, "seen_at", dt.timedelta(hours=11))
    assert sessions.viewer_of(token) is not None  # it was used in between
    pass_time(UserSession, "expires_at", sessions.LONGEST)
    assert sessions.viewer_of(token) is None


def test_nobody_ends_the_sessions_of_others(town: Town, entrance: Entrance) -> None:
    token = knock(entrance).token
    viewer = sessions.viewer_of(token)
    assert viewer is not None
    with pytest.raises(NotFoundError):
        sessions.revoke(town.viewer("root"), str(viewer.session))
    sessions.revoke_others(town.viewer("root"))
    assert sessions.viewer_of(token) is not None


@pytest.mark.parametrize("token", ["", "x", "ü" * 43])
def test_no_other_token_opens_anything(town: Town, token: str) -> None:
    assert sessions.viewer_of(token) is None


def test_another_password_ends_the_other_sessions_and_is_written_down(
    town: Town, entrance: Entrance
) -> None:
    other, this = knock(entrance).token, knock(entrance).token
    viewer = sessions.viewer_of(this)
    assert viewer is not None
    change_password(entrance, viewer, PASSWORD, "four purple tricycles", HERE)
    assert sessions.viewer_of(other) is None
    assert sessions.viewer_of(this) is not None
    assert audit()[-1] == (viewer.user, "change password", "user_account", ["password"])
    with pytest.raises(InputError):
        knock(entrance)
    assert knock(entrance, "four purple tricycles").token


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [("wrong", "four purple tricycles", "Present"), (PASSWORD, "short", "Password")],
)
def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(
    town: Town, entrance: Entrance, old: str, new: str, where: str
) -> None:
    with pytest.raises(InputError, match=where):
        change_password(entrance, town.viewer("teacher"), old, new, HERE)
    assert knock(entrance).token


@pytest.mark.parametrize("text", ["", "a", "a@b", "a b@c.de", "@c.de", "a@c.de\n.x y", "x" * 260])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="name@school"):
        normal_email(text)


@pytest.mark.parametrize("text", ["", "  ", "x" * 101, "a\x00b"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="Write a name"):
        normal_name(text)
    assert normal_name("  Ada   Lopez ") == "Ada Lopez"
