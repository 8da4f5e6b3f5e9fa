"""A mail server of our own, on this computer."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Mail
from typing import Any

from aiosmtpd.controller import Controller

from scheduler.config import Security, Smtp
from tests.servers import free_port


class Postbox:
    """A mail server that keeps what it gets, or answers what it is told to."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.content))
        return self.answer


@contextmanager
def mail_server(box: Postbox) -> Iterator[Smtp]:
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Smtp(host="127.0.0.1", sender="plans@example.org", port=port, security=Security.NONE)
    finally:
        controller.stop()
