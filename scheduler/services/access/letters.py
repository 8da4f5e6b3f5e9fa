"""
Letters with a secret link: sent at once and kept nowhere.

The outbox would keep the link, which the database holds only as a hash, until the letter is sent.
"""

from __future__ import annotations

import logging
import smtplib
import threading
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from scheduler.config import Smtp
from scheduler.errors import ConflictError
from scheduler.services.messages.mail import connected
from scheduler.store.columns import now

__all__ = ["entry", "invitation", "reset", "send", "send_unseen"]

logger = logging.getLogger(__name__)


def invitation(link: str, host: str, place: str) -> tuple[str, str]:
    """
    Write to somebody who is invited.

    Parameters
    ----------
    link
        The link.
    host, place
        Who invites, and to which school or district: a letter from nobody is not opened.

    Returns
    -------
    tuple of str
        Subject and text.
    """
    return f"{place}: you are invited to the schedule", (
        f"{host} invites you to the schedule of {place}.\n\n"
        f"Open this within 14 days to make your account; it works once:\n{link}\n\n"
        "If you don't know why you get this, you need not do anything.\n"
    )


def entry(school: str, links: Sequence[str]) -> tuple[str, str]:
    """
    Write to a teacher without an account for whom coaching was entered.

    Parameters
    ----------
    school
        Its name.
    links
        A link for each entry.

    Returns
    -------
    tuple of str
        Subject and text.
    """
    return f"{school}: something waits for your word", (
        "Coaching was entered for you. It is yours alone to confirm or not, and nobody is told if"
        " you don't.\n\n"
        "Open this within 14 days to see it, with your own schedule, and to answer; it works"
        f" once and is for you alone:\n{chr(10).join(links)}\n\n"
        "If you don't know why you get this, you need not do anything.\n"
    )


def reset(link: str) -> tuple[str, str]:
    """
    Write to somebody who asked for a new password.

    Parameters
    ----------
    link
        The link.

    Returns
    -------
    tuple of str
        Subject and text.
    """
    return "A new password for the schedule", (
        "Somebody, probably you, asked for a new password.\n\n"
        f"Open this within the hour to set one; it works once:\n{link}\n\n"
        "If it was not you, nothing has changed and you need not do anything.\n"
    )


def send(smtp: Smtp, to: str, subject: str, text: str) -> None:
    """
    Send a letter, and wait for the mail server to take it.

    Parameters
    ----------
    smtp
        The mail server.
    to, subject, text
        The letter.

    Raises
    ------
    ConflictError
        If the server doesn't take it.
    """
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = smtp.sender, to, subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=smtp.sender.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with connected(smtp) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        # What the server says may quote the address; its kind is enough for the log.
        logger.warning("A letter was not taken: %s.", type(error).__name__)
        raise ConflictError("The mail server did not take the letter; nothing was sent.") from error


def send_unseen(smtp: Smtp, to: str, subject: str, text: str) -> threading.Thread:
    """
    Send a letter without letting whoever asked for it see how long that takes, or whether.

    Parameters
    ----------
    smtp, to, subject, text
        As for `send`.

    Returns
    -------
    Thread
        It ends when the letter is taken or refused.
    """

    def post() -> None:
        with suppress(ConflictError):  # logged; they may ask again
            send(smtp, to, subject, text)

    thread = threading.Thread(target=post, name="letter", daemon=True)
    thread.start()
    return thread
