"""One message for each affected person and publication, seen once, mailed once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from scheduler.config import Security, Smtp
from scheduler.domain.roles import Role
from scheduler.errors import NotAllowedError, NotFoundError
from scheduler.services.messages import inbox
from scheduler.services.messages.mail import _delay, send_waiting
from scheduler.services.messages.tell import Mailing
from scheduler.services.plans.publish import publish
from scheduler.store import outbox, reading, writing
from scheduler.store.outbox import Waiting
from scheduler.store.queries import people
from tests.postbox import Postbox, certificate_for, mail_server
from tests.prepared import prepared
from tests.services.plans_cast import other_plan, saved
from tests.services.sites_cast import Town, town, viewer

MAILING = Mailing("https://plans.example.org/")


@pytest.fixture
def place(open_app: Flask) -> Town:
    return prepared(open_app, "elm", town)


def announce(place: Town, mailing: Mailing | None = None) -> tuple[str, str]:
    """Publish a plan, and another one in which Carol has an art lesson on another day."""
    first, second = saved(place.elm), saved(place.elm, other_plan())
    for head, before in ((first, None), (second, first.id)):
        publish(
            place.principal,
            place.elm,
            head.id,
            expected=head.version,
            instead_of=before,
            mailing=mailing,
        )
    return first.id, second.id


# --- notices -------------------------------------------------------------------------------------


def test_everybody_affected_gets_one_message_for_each_publication(place: Town) -> None:
    first, second = announce(place)
    site = place.teacher.grants[0].site
    carol = viewer("Carol Clark", Role.TEACHER, place.district, site, "carol")
    assert [one.plan for one in inbox.messages_of(carol, place.elm)] == [second, first]
    assert [one.plan for one in inbox.messages_of(place.teacher, place.elm)] == [first]
    told = inbox.told(place.principal, place.elm, second)
    assert (told.people, told.seen) == (1, 0)


def test_a_message_is_read_and_seen_by_whom_it_is_for(place: Town) -> None:
    _, second = announce(place)
    site = place.teacher.grants[0].site
    carol = viewer("Carol Clark", Role.TEACHER, place.district, site, "carol")
    newest, oldest = inbox.messages_of(carol, place.elm)
    message, sheet = inbox.read(carol, place.elm, newest.id)
    assert sheet is not None
    assert len(sheet.changes) == message.content["changes"] > 0
    assert inbox.read(carol, place.elm, oldest.id)[1] is None
    inbox.mark_seen(carol, place.elm, [newest.id])
    (unseen,) = inbox.messages_of(carol, place.elm, unseen=True)
    assert unseen.id == oldest.id
    assert inbox.told(place.principal, place.elm, second).seen == 1
    for use in (inbox.read, lambda *words: inbox.mark_seen(*words[:2], [words[2]])):
        with pytest.raises(NotFoundError):
            use(place.teacher, place.elm, newest.id)
        with pytest.raises(NotFoundError):
            use(place.stranger, place.elm, newest.id)
        with pytest.raises(NotAllowedError):
            use(place.principal, place.elm, newest.id)


def test_change_sheets_are_printed_by_those_who_may_see_bookings(place: Town) -> None:
    first, second = announce(place)
    (sheet,) = inbox.sheets(place.principal, place.elm, second)
    assert sheet.name == "Carol Clark"
    assert inbox.sheets(place.principal, place.elm, first) == ()
    for who, error in ((place.teacher, NotAllowedError), (place.stranger, NotFoundError)):
        with pytest.raises(error):
            inbox.sheets(who, place.elm, second)
        with pytest.raises(error):
            inbox.told(who, place.elm, second)


# --- mail ----------------------------------------------------------------------------------------


def with_account(place: Town) -> None:
    """Give Alice an account, by which mail finds her."""
    assert place.teacher.user is not None
    with writing() as session:
        people.add_membership(session, place.teacher.user, place.teacher.grants[0])


def test_those_with_an_account_get_one_mail_that_says_no_more_than_it_must(place: Town) -> None:
    with_account(place)
    announce(place, MAILING)
    box = Postbox()
    with mail_server(box) as smtp:
        assert send_waiting(smtp) == 1
        assert send_waiting(smtp) == 0
    (mail,) = box.mails
    assert mail["To"] == "alice.adams@example.org"
    assert mail["From"] == "plans@example.org"
    assert mail["Subject"] == "Elm: your schedule is there"
    text = mail.get_payload()
    assert f"https://plans.example.org/schools/{place.elm}/" in text
    assert "ELA" not in text


def test_the_next_publication_says_how_many_changes_there_are(place: Town) -> None:
    site = place.teacher.grants[0].site
    carol = viewer("Carol Clark", Role.TEACHER, place.district, site, "carol")
    with writing() as session:
        assert carol.user is not None
        people.add_membership(session, carol.user, carol.grants[0])
    announce(place, MAILING)
    box = Postbox()
    with mail_server(box) as smtp:
        assert send_waiting(smtp) == 2
    first, second = box.mails
    assert second["Subject"] == "Elm: your schedule has changed"
    assert " for you." in second.get_payload()
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize(
    "changes",
    [{"security": Security.STARTTLS}, {"security": Security.TLS}, {"user": "a", "password": "b"}],
)
def test_a_server_that_is_not_as_it_was_set_gets_nothing_and_nothing_is_lost(
    place: Town, changes: dict[str, Any]
) -> None:
    with_account(place)
    announce(place, MAILING)
    box = Postbox()
    with mail_server(box) as smtp:
        assert send_waiting(dataclasses.replace(smtp, **changes)) == 0
    assert box.mails == []
    with reading() as session:
        mail = session.query(outbox.Mail).one()
        assert (mail.attempts, mail.sent_at) == (1, None)
        assert mail.error


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_mail_travels_encrypted_to_a_server_whose_certificate_is_trusted(
    place: Town, security: Security, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_account(place)
    announce(place, MAILING)
    certificate = certificate_for("localhost", tmp_path)
    box = Postbox()
    with mail_server(box, security, certificate) as smtp:
        assert send_waiting(smtp) == 0  # nobody vouches for it
        assert box.mails == []
        with writing() as session:
            mail = session.query(outbox.Mail).one()
            assert "SSLCertVerificationError" in (mail.error or "")
            mail.due_at = mail.created_at  # the next attempt, without waiting for it
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send_waiting(dataclasses.replace(smtp, host="127.0.0.1")) == 0  # another name
        with writing() as session:
            mail = session.query(outbox.Mail).one()
            mail.due_at = mail.created_at
        assert send_waiting(smtp) == 1
    assert [one["To"] for one in box.mails] == ["alice.adams@example.org"]


def test_without_mail_nothing_waits(place: Town) -> None:
    with_account(place)
    announce(place)
    with reading() as session:
        assert outbox.due(session) == ()


def test_where_the_server_cannot_be_reached_mail_waits_longer_each_time(place: Town) -> None:
    with_account(place)
    announce(place, MAILING)
    with mail_server(Postbox()) as gone:
        pass
    assert send_waiting(gone) == 0
    with reading() as session:
        assert outbox.due(session) == ()
    attempts = [Waiting("x", "", "", "", number) for number in range(9)]
    minutes = [_delay(one).total_seconds() / 60 for one in attempts]
    assert minutes[:3] == [5, 10, 20]
    assert minutes == sorted(minutes)


@pytest.mark.parametrize(("answer", "again"), [("451 later", True), ("550 no such user", False)])
def test_what_is_refused_for_good_is_given_up(place: Town, answer: str, again: bool) -> None:
    with_account(place)
    announce(place, MAILING)
    box = Postbox()
    box.answer = answer
    with mail_server(box) as smtp:
        assert send_waiting(smtp) == 0
    with writing() as session:
        mail = session.query(outbox.Mail).one()
        assert mail.error == f"SMTPDataError {answer[:3]}"
        assert (mail.attempts < outbox.MOST_ATTEMPTS) == again
        assert mail.sent_at is None


@pytest.mark.parametrize(
    ("to", "subject"), [("a@example.org\nx", "Hello"), ("a@example.org", "Hello\nBcc: b@x")]
)
def test_a_mail_that_cannot_be_sent_keeps_no_other_back(place: Town, to: str, subject: str) -> None:
    with writing() as session:
        outbox.post(session, to, subject, "Body")
        outbox.post(session, "b@example.org", "Hello", "Body")
    box = Postbox()
    with mail_server(box) as smtp:
        assert send_waiting(smtp) == 1
        assert send_waiting(smtp) == 0
    assert [mail["To"] for mail in box.mails] == ["b@example.org"]
    with reading() as session:
        errors = {one.to: one.error for one in session.query(outbox.Mail)}
    assert errors[to] is not None


def test_a_mail_that_another_process_has_taken_is_not_sent_twice(place: Town) -> None:
    with_account(place)
    announce(place, MAILING)
    with reading() as session:
        (waiting,) = outbox.due(session)
    with writing() as session:
        assert outbox.claim(session, waiting, dt.timedelta(minutes=5))
    with writing() as session:
        assert not outbox.claim(session, waiting, dt.timedelta(minutes=5))


def test_a_password_is_in_no_text_of_the_settings() -> None:
    smtp = Smtp(host="mail.example.org", sender="a@example.org", user="a", password="marker")
    assert "marker" not in repr(smtp)
