"""
The settings of one installation: read once at the start, then passed along and never changed.

Everything comes from environment variables or from the instance folder, which holds what belongs
to one installation alone (its secret key, its database). It stands in one place, and so this module
is longer than others: every setting with its default, its limits and the sentence that refuses it.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from scheduler.errors import InputError

__all__ = ["OidcProvider", "Security", "Settings", "Smtp", "load_settings"]

_KEY_FILE = "secret_key"
_SHORTEST_KEY = 32
_LARGEST_UPLOAD_MB = 1024
_MOST_WORKERS = 256
_MOST_BACKUP_DAYS = 3650
_MOST_PROXIES = 9
_MOST_CALLS = 1_000_000
_LOOPBACK = ("localhost", "127.0.0.1")
_SHORTEST_LEASE_S, _LONGEST_LEASE_S = 1, 3600
_LARGEST_PORT = 65535


@dataclass(frozen=True, kw_only=True)
class OidcProvider:
    """
    A provider of accounts that speaks OpenID Connect.

    Parameters
    ----------
    issuer
        Its address, exactly as its tokens name it.
    client_id, client_secret
        What it gave us. The secret is never printed.
    name
        What people call it. Default "your school account".
    domains
        Domains of which one must be in the token (``hd``, or of the verified e-mail address).
        Default none: then `tenants` must be given.
    tenants
        Tenants of which one must be in the token (``tid``). Default none.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "your school account"
    domains: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a provider that would let the whole world in, or be spoken to in the open."""
        _check_url("OIDC_ISSUER", self.issuer, path=True)
        parts = urlsplit(self.issuer)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise InputError("OIDC_ISSUER", "The provider's address must begin with https.")
        if not self.client_id or not self.client_secret:
            raise InputError("OIDC_CLIENT_ID, OIDC_CLIENT_SECRET", "Both are needed.")
        if not self.domains and not self.tenants:
            raise InputError(
                "OIDC_DOMAINS, OIDC_TENANTS",
                "Name the domains or tenants of your district; big providers know the whole world.",
            )


class Security(StrEnum):
    """How the way to the mail server is kept secret."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """
    The mail server that takes our mail.

    Parameters
    ----------
    host, port
        Where it is.
    sender
        Address from which mail comes.
    user, password
        To sign in there; empty where it asks for none. The password is never printed.
    security
        How the way there is kept secret.
    """

    host: str
    sender: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    security: Security = Security.STARTTLS

    def __post_init__(self) -> None:
        """Refuse a server that could not be written to, or a password sent in the open."""
        local, _, domain = self.sender.partition("@")
        if not (local and domain) or any(one in self.sender for one in " <>\r\n"):
            raise InputError("SMTP_FROM", "Give the address from which mail comes: name@domain.")
        if not 1 <= self.port <= _LARGEST_PORT:
            raise InputError("SMTP_PORT", f"A port lies between 1 and {_LARGEST_PORT}.")
        if self.password and self.security is Security.NONE and self.host not in _LOOPBACK:
            raise InputError(
                "SMTP_SECURITY", "A password is not sent in the open; use starttls or tls."
            )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """
    What the application needs to know before it starts.

    Parameters
    ----------
    instance_folder
        Absolute path of the folder with the files of this installation.
    secret_key
        Signs sessions and forms. At least 32 characters; never printed.
    database_url
        Address of the database; it may hold a password and is never printed. Default "", which
        becomes a SQLite file in the instance folder.
    queue_url
        Address of the queue of jobs; it may hold a password and is never printed. Default "", which
        becomes a SQLite file in the instance folder.
    workers
        Worker processes of one `scheduler serve` or `scheduler worker`. Default 0, which becomes
        one for every two cores: a search runs on several threads.
    lease_s
        For how many seconds a worker holds a job without a word; after that it counts as lost.
    backup_days
        For how many days a backup is kept: what people have deleted is in it until then.
    max_upload_mb
        Largest request that the web application reads, in mebibytes.
    api_per_minute
        Calls of `/api` that one token may make in a minute, in each server process.
    public_url
        Where people reach the pages, as ``https://schedule.example``: links in letters begin with
        it, and other Host headers are refused. Default "": on this computer only.
    proxies
        Number of proxies in front that tell the visitor's address. Default 0: none is believed.
    oidc
        Where people may sign in with an account kept elsewhere. Default None: nowhere.
    smtp
        The mail server. Default None: no mail is sent, and change sheets are printed.
    demo
        Whether anybody at this computer may sign in as anybody, in a database of samples.
    testing
        Whether tests are running: errors that nobody foresaw are then raised, not shown as a page.
    """

    instance_folder: Path
    secret_key: str = field(repr=False)
    database_url: str = field(default="", repr=False)
    queue_url: str = field(default="", repr=False)
    workers: int = 0
    lease_s: float = 30.0
    backup_days: int = 30
    max_upload_mb: int = 16
    api_per_minute: int = 600
    public_url: str = ""
    proxies: int = 0
    oidc: OidcProvider | None = None
    smtp: Smtp | None = None
    demo: bool = False
    testing: bool = False

    @property
    def hosts(self) -> list[str]:
        """The names under which requests are answered."""
        public = urlsplit(self.public_url).hostname
        return [*_LOOPBACK, public] if public else list(_LOOPBACK)

    def __post_init__(self) -> None:
        """Refuse settings that would only fail later, or be unsafe."""
        self._check_reach()
        if not self.instance_folder.is_absolute():
            raise InputError("SCHEDULER_INSTANCE", "The instance folder needs an absolute path.")
        if not self.database_url:
            file = self.instance_folder / "scheduler.db"
            object.__setattr__(self, "database_url", f"sqlite:///{file}")
        if not self.queue_url:
            file = self.instance_folder / "queue.db"
            object.__setattr__(self, "queue_url", f"sqlite:///{file}")
        if not 0 <= self.workers <= _MOST_WORKERS:
            raise InputError(
                "SCHEDULER_WORKERS",
                f"There may be up to {_MOST_WORKERS} worker processes, not {self.workers}.",
            )
        if not self.workers:
            object.__setattr__(self, "workers", max(1, _cores() // 2))
        if not _SHORTEST_LEASE_S <= self.lease_s <= _LONGEST_LEASE_S:
            raise InputError(
                "SCHEDULER_LEASE",
                f"A lease takes {_SHORTEST_LEASE_S} to {_LONGEST_LEASE_S} seconds, not"
                f" {self.lease_s:g}.",
            )
        if len(self.secret_key) < _SHORTEST_KEY:
            raise InputError(
                "SECRET_KEY", f"The secret key needs at least {_SHORTEST_KEY} characters."
            )
        if not 1 <= self.backup_days <= _MOST_BACKUP_DAYS:
            raise InputError(
                "SCHEDULER_BACKUP_DAYS",
                f"Backups are kept for 1 to {_MOST_BACKUP_DAYS} days, not {self.backup_days}.",
            )
        if not 1 <= self.api_per_minute <= _MOST_CALLS:
            raise InputError(
                "SCHEDULER_API_PER_MINUTE",
                f"Programs may make 1 to {_MOST_CALLS} calls, not {self.api_per_minute}.",
            )
        if not 1 <= self.max_upload_mb <= _LARGEST_UPLOAD_MB:
            raise InputError(
                "SCHEDULER_MAX_UPLOAD_MB",
                f"The limit must be between 1 and {_LARGEST_UPLOAD_MB}, not {self.max_upload_mb}.",
            )

    @property
    def backup_folder(self) -> Path:
        """Where backups are kept."""
        return self.instance_folder / "backups"

    def _check_reach(self) -> None:
        """Refuse addresses that can't be links, and a demonstration that others could reach."""
        if self.public_url:
            _check_url("PUBLIC_URL", self.public_url, path=False)
        if not 0 <= self.proxies <= _MOST_PROXIES:
            raise InputError(
                "SCHEDULER_PROXIES", f"There may be 0 to {_MOST_PROXIES}, not {self.proxies}."
            )
        if self.oidc is not None and not self.public_url:
            raise InputError(
                "PUBLIC_URL", "Signing in elsewhere needs it: the provider sends people back there."
            )
        if self.smtp is not None and not self.public_url:
            raise InputError("PUBLIC_URL", "Mail needs it: what it says is seen on our pages.")
        if self.demo and (self.public_url or self.proxies):
            raise InputError(
                "PUBLIC_URL, SCHEDULER_PROXIES",
                "A demonstration lets everybody in. It runs on this computer only, without these"
                " two settings.",
            )


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """
    Read the settings; make the instance folder and its secret key where they are missing.

    Parameters
    ----------
    environ
        The environment variables. Default None, in which case those of this process are read.

    Returns
    -------
    Settings
        The settings, checked.

    Raises
    ------
    InputError
        If a setting cannot be used; the sentence names it.
    """
    environ = os.environ if environ is None else environ
    chosen = environ.get("SCHEDULER_INSTANCE")
    folder = Path(chosen).expanduser().absolute() if chosen else _default_instance_folder()
    return Settings(
        instance_folder=folder,
        secret_key=environ.get("SECRET_KEY") or _kept_secret_key(folder),
        database_url=environ.get("DATABASE_URL", ""),
        queue_url=environ.get("QUEUE_URL", ""),
        workers=_whole_number(environ, "SCHEDULER_WORKERS", default=0),
        lease_s=_whole_number(environ, "SCHEDULER_LEASE", default=30),
        backup_days=_whole_number(environ, "SCHEDULER_BACKUP_DAYS", default=30),
        max_upload_mb=_whole_number(environ, "SCHEDULER_MAX_UPLOAD_MB", default=16),
        api_per_minute=_whole_number(environ, "SCHEDULER_API_PER_MINUTE", default=600),
        public_url=environ.get("PUBLIC_URL", "").rstrip("/"),
        proxies=_whole_number(environ, "SCHEDULER_PROXIES", default=0),
        oidc=_oidc_provider(environ),
        smtp=_smtp(environ),
    )


def _smtp(environ: Mapping[str, str]) -> Smtp | None:
    host = environ.get("SMTP_HOST")
    if not host:
        return None
    security = environ.get("SMTP_SECURITY", Security.STARTTLS)
    if security not in list(Security):
        known = ", ".join(Security)
        raise InputError("SMTP_SECURITY", f'It is one of {known}, not "{security[:40]}".')
    return Smtp(
        host=host,
        sender=environ.get("SMTP_FROM", ""),
        port=_whole_number(environ, "SMTP_PORT", default=587),
        user=environ.get("SMTP_USER", ""),
        password=environ.get("SMTP_PASSWORD", ""),
        security=Security(security),
    )


def _oidc_provider(environ: Mapping[str, str]) -> OidcProvider | None:
    issuer = environ.get("OIDC_ISSUER")
    if not issuer:
        return None
    return OidcProvider(
        issuer=issuer,
        client_id=environ.get("OIDC_CLIENT_ID", ""),
        client_secret=environ.get("OIDC_CLIENT_SECRET", ""),
        name=environ.get("OIDC_NAME") or OidcProvider.name,
        domains=tuple(environ.get("OIDC_DOMAINS", "").lower().replace(",", " ").split()),
        tenants=tuple(environ.get("OIDC_TENANTS", "").replace(",", " ").split()),
    )


def _check_url(where: str, url: str, *, path: bool) -> None:
    """Refuse what is no plain http address, or has a path where there must be none."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_plain = False
    if not is_plain or "@" in parts.netloc or parts.query or parts.fragment:
        raise InputError(where, "Write an address such as https://schedule.example.")
    if parts.path and not path:
        raise InputError(where, "Write the address without a path.")


def _cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _default_instance_folder() -> Path:
    """Return the checkout's own folder or, for an installed package, one beside the libraries."""
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "setup.cfg").is_file():
        return checkout / "instance"
    return Path(sys.prefix) / "var" / "scheduler-instance"


def _kept_secret_key(folder: Path) -> str:
    """
    Read the installation's secret key; make it first if there is none.

    Two processes may start at the same moment (web and worker do). Each writes a complete file of
    its own and then links it to the final name, which the system lets succeed only once; the other
    reads what the first one wrote. Nobody ever sees half a key.
    """
    path = folder / _KEY_FILE
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_key_once(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"The secret key cannot be read or made ({error}).") from error
    if len(key) < _SHORTEST_KEY:
        raise InputError(
            str(path),
            "The secret key is damaged. Delete the file to get a new one; people who"
            " are signed in then have to sign in again.",
        )
    return key


def _write_key_once(path: Path) -> None:
    """Write a new key to `path` with mode 600, unless another process did so first."""
    # mkstemp makes the file with mode 600, so the key is private from its first byte.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return  # another process was faster; its key is the key
    finally:
        draft.unlink()


def _whole_number(environ: Mapping[str, str], name: str, *, default: int) -> int:
    """Read a whole number from the environment."""
    text = environ.get(name)
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise InputError(name, f"“{text}” is not a whole number.") from None
