"""A mail server of our own, on this computer."""

from __future__ import annotations

import datetime as dt
import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Mail
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

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


class _Controller(Controller):
    """A controller that can also knock at a server which speaks TLS from the first byte on."""

    def _trigger_server(self) -> None:
        if self.ssl_context is None:
            super()._trigger_server()
            return
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection((self.hostname, self.port), 10) as plain,
            trusting.wrap_socket(plain) as secure,
        ):
            secure.recv(1024)


@contextmanager
def mail_server(
    box: Postbox, security: Security = Security.NONE, certificate: Path | None = None
) -> Iterator[Smtp]:
    """Run a mail server; where it is secure, with a certificate file and its key in it."""
    port, context = free_port(), None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    is_tls = security is Security.TLS
    controller = _Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        ssl_context=context if is_tls else None,
        tls_context=context if security is Security.STARTTLS else None,
        require_starttls=security is Security.STARTTLS,
    )
    controller.start()
    try:
        yield Smtp(
            host="localhost" if certificate else "127.0.0.1",
            sender="plans@example.org",
            port=port,
            security=security,
        )
    finally:
        controller.stop()


def certificate_for(name: str, folder: Path) -> Path:
    """Make a certificate that signs itself, valid for a day, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(hours=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    file = folder / f"{name}.pem"
    file.write_bytes(key.private_bytes(pem, form, plain) + made.public_bytes(pem))
    return file
