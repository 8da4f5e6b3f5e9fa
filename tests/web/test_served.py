"""What the server that we start takes in, and what it believes of a proxy in front of it."""

from __future__ import annotations

import dataclasses
import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial

import pytest
from flask import Flask
from waitress import wasyncore

from scheduler import create_app
from scheduler.cli.serve import listen
from scheduler.config import Settings
from scheduler.web import auth
from scheduler.web.auth_session import source
from tests.applications import close_database

HOST = "127.0.0.1"


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """Serve an application; give its port."""
    server = listen(app, HOST, 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield int(server.effective_port)
    # Closed by its own thread, which would else wait for sockets that are gone.
    server.trigger.pull_trigger(partial(wasyncore.close_all, server._map))
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()
    assert not thread.is_alive()


@pytest.mark.parametrize(("proxies", "believed"), [(0, HOST), (1, "203.0.113.2")])
def test_the_address_of_a_visitor_is_taken_from_as_many_proxies_as_are_set(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, proxies: int, believed: str
) -> None:
    seen = []
    monkeypatch.setattr(auth, "visitor", lambda: seen.append(source().address))
    app = create_app(dataclasses.replace(settings, proxies=proxies))
    with served(app) as port, closing(http.client.HTTPConnection(HOST, port, timeout=30)) as client:
        client.request("GET", "/sign-in", headers={"X-Forwarded-For": "203.0.113.1, 203.0.113.2"})
        client.getresponse().read()
    close_database(app)
    assert seen == [believed]


def test_a_body_that_is_far_too_large_is_not_read(settings: Settings) -> None:
    app = create_app(dataclasses.replace(settings, max_upload_mb=1))
    with served(app) as port:
        answers = {}
        for mebibytes in (2, 5):
            with closing(http.client.HTTPConnection(HOST, port, timeout=30)) as client:
                client.putrequest("POST", "/sign-in")
                client.putheader("Content-Length", str(mebibytes << 20))
                client.endheaders()
                if mebibytes == 2:
                    client.send(bytes(2 << 20))
                answer = client.getresponse()
                answers[mebibytes] = answer.status, "<html" in answer.read().decode()
    close_database(app)
    assert answers == {2: (413, True), 5: (413, False)}  # a page, and a bare line


def test_visitors_who_never_finish_their_request_leave_room_for_others(app: Flask) -> None:
    with served(app) as port, ExitStack() as held:
        for _ in range(120):
            slow = held.enter_context(socket.create_connection((HOST, port), timeout=30))
            slow.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\na")
        with closing(http.client.HTTPConnection(HOST, port, timeout=30)) as client:
            client.request("GET", "/healthz")
            assert client.getresponse().status == 200
