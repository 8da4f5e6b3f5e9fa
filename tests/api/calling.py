"""Programs that call the API in somebody's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask
from werkzeug.test import TestResponse

from scheduler.domain.roles import Viewer
from scheduler.services.access import programs
from scheduler.services.access.programs import Scope
from tests.people_cast import Town

__all__ = ["Place", "Program"]

T = TypeVar("T")


@dataclass
class Program:
    """A program with a token; its cookies, if any, are sent along."""

    app: Flask
    token: str

    def call(self, method: str, path: str, **words: Any) -> TestResponse:
        """Call an address of the API."""
        headers = {"Authorization": f"Bearer {self.token}"} | words.pop("headers", {})
        client = self.app.test_client(use_cookies=False)
        return client.open(f"/api/v1{path}", method=method, headers=headers, **words)

    def get(self, path: str, **words: Any) -> TestResponse:
        """Read."""
        return self.call("GET", path, **words)

    def post(self, path: str, **words: Any) -> TestResponse:
        """Do something."""
        return self.call("POST", path, **words)

    def put(self, path: str, **words: Any) -> TestResponse:
        """Change something."""
        return self.call("PUT", path, **words)


@dataclass
class Place:
    """The application, its people, and a program for each of them."""

    app: Flask
    town: Town
    _tokens: dict[tuple[str, Scope], str] = field(default_factory=dict)

    def do(self, work: Callable[..., T], *words: Any, **more: Any) -> T:
        """Do something with the application's database."""
        with self.app.app_context():
            return work(*words, **more)

    def viewer(self, who: str) -> Viewer:
        """Return somebody of the cast, with the roles they have now."""
        return self.do(self.town.viewer, who)

    def program(self, who: str, scope: Scope = Scope.WRITE) -> Program:
        """Return a program that works for somebody of the cast."""
        if (who, scope) not in self._tokens:
            token = self.do(programs.create, self.viewer(who), "Test", scope, 7)
            self._tokens[who, scope] = token
        return Program(self.app, self._tokens[who, scope])
