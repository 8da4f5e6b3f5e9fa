"""Send the mail that waits: each once, again after a failure, later each time."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from scheduler.config import Security, Smtp
from scheduler.store import outbox, reading, writing
from scheduler.store.columns import now
from scheduler.store.outbox import MOST_ATTEMPTS, Waiting

__all__ = ["connected", "send_waiting"]

_TIMEOUT_S = 20
# What is wrong with one mail alone; ValueError: with its address or subject.
_OF_ONE_MAIL = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPNotSupportedError,
    ValueError,
)
_FIRST_DELAY = dt.timedelta(minutes=5)


def send_waiting(smtp: Smtp, most: int = 50) -> int:
    """
    Send what is due.

    A mail is claimed before it is sent: of two processes one sends it.  Where the server can't be
    reached nothing is lost; what it refuses for good is given up, with its reason.

    Returns
    -------
    int
        How many were sent.
    """
    with reading() as session:
        waiting = outbox.due(session, most)
    if not waiting:
        return 0
    with writing() as session:
        outbox.forget_sent(session)
    try:
        with connected(smtp) as server:
            return sum(_send(server, smtp, one) for one in waiting)
    except (OSError, smtplib.SMTPException) as error:
        with writing() as session:
            for one in waiting:
                if outbox.claim(session, one, _delay(one)):
                    outbox.failed(session, one.id, _reason(error), again=True)
        return 0


@contextmanager
def connected(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    """Open the way to the mail server, and sign in there."""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if smtp.security is Security.TLS:
        server = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=_TIMEOUT_S, context=context)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=_TIMEOUT_S)
    with server:
        if smtp.security is Security.STARTTLS:
            server.starttls(context=context)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        yield server


def _send(server: smtplib.SMTP, smtp: Smtp, mail: Waiting) -> bool:
    with writing() as session:
        if not outbox.claim(session, mail, _delay(mail)):
            return False
    try:
        server.send_message(_message(smtp, mail))
    except _OF_ONE_MAIL as error:
        with writing() as session:
            outbox.failed(session, mail.id, _reason(error), again=_is_temporary(error))
        return False
    with writing() as session:
        outbox.sent(session, mail.id)
    return True


def _message(smtp: Smtp, mail: Waiting) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = smtp.sender, mail.to, mail.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(mail.id, smtp.sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _delay(mail: Waiting) -> dt.timedelta:
    """Wait longer after each attempt: five minutes, ten, twenty …."""
    return _FIRST_DELAY * (1 << min(mail.attempts, MOST_ATTEMPTS))


def _is_temporary(error: Exception) -> bool:
    """Whether the server asks to try again later: codes from 400 to 499."""
    codes = [getattr(error, "smtp_code", 0)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    return all(400 <= code < 500 for code in codes)


def _reason(error: Exception) -> str:
    """Say why, without the address: the kind of error and the server's code."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = ", ".join(str(code) for code, _ in error.recipients.values())
    return f"{type(error).__name__} {code}".strip()
