"""A small provider of accounts (OpenID Connect) on this computer; it can be made to misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = ("scheduler", "client-secret")
RETURN = "https://schedule.example/elsewhere/return"


class Provider:
    """The accounts, and what is wrong with the answers; claims of None are left out."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.signing_key = self.key
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.claims: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.complaints: list[str] = []

    def authorize(self, query: dict[str, str]) -> str:
        """Take a visitor who signs in at once; return the address to send them back to."""
        for name, due in {
            "client_id": CLIENT[0],
            "redirect_uri": RETURN,
            "response_type": "code",
            "code_challenge_method": "S256",
        }.items():
            if query.get(name) != due:
                self.complaints.append(f"{name} is {query.get(name)}")
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], credentials: str) -> dict[str, Any] | None:
        """Give a token for a code, once, to whoever began."""
        begun = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = _base64(verifier)
        known = base64.b64encode(":".join(CLIENT).encode()).decode()
        if (
            begun is None
            or challenge != begun["code_challenge"]
            or form.get("redirect_uri") != begun["redirect_uri"]
            or credentials != f"Basic {known}"
        ):
            self.complaints.append("a token was refused")
            return None
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "subject-1",
            "aud": CLIENT[0],
            "iat": moment,
            "exp": moment + 300,
            "nonce": begun["nonce"],
            "hd": "oak.example",
            "name": "Cy Young",
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.header["alg"] == "RS256":
            signed = jwt.encode(self.header, claims, self.signing_key)
        else:
            signed = self._forged(claims)
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed}

    def _forged(self, claims: dict[str, Any]) -> str:
        """Sign with the public key as if it were a secret, or not at all; no library would."""
        parts = [_base64(json.dumps(part).encode()) for part in (self.header, claims)]
        public = self.key.as_pem(private=False)
        signature = hmac.new(public, ".".join(parts).encode(), hashlib.sha256).digest()
        return ".".join([*parts, _base64(signature) if self.header["alg"] == "HS256" else ""])


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class _Handler(BaseHTTPRequestHandler):
    """Answers at the addresses that the provider publishes."""

    server: _Server

    def do_GET(self) -> None:
        """Publish addresses and keys; let visitors sign in."""
        provider, parts = self.server.provider, urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": provider.issuer,
                    "authorization_endpoint": f"{provider.issuer}/authorize",
                    "token_endpoint": f"{provider.issuer}/token",
                    "jwks_uri": f"{provider.issuer}/keys",
                    "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                }
            )
        elif parts.path == "/keys":
            self._json({"keys": [provider.key.as_dict(private=False)]})
        else:
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", provider.authorize(query))
            self.end_headers()

    def do_POST(self) -> None:
        """Exchange a code for a token."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        token = self.server.provider.token(form, self.headers.get("Authorization", ""))
        self._json(token or {"error": "invalid_grant"}, 200 if token else 400)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _json(self, content: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    provider: Provider


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider on a free port of this computer."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.provider = Provider(f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
