"""Sign-in with an account kept elsewhere, against a provider on this computer."""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from scheduler import create_app
from scheduler.config import OidcProvider, Settings
from scheduler.domain.roles import Role
from scheduler.errors import InputError
from scheduler.services.access import elsewhere, invitations
from scheduler.services.access.invitations import Account
from tests.applications import close_database
from tests.people_cast import Town, email, grant, settle
from tests.web.provider import CLIENT, Provider, running
from tests.web.visitors import form_token, sign_in

URL = "https://schedule.example"
OF_OAK = {"domains": ("oak.example",)}


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    """Run one provider for all tests: its key takes a while to make."""
    with running() as found:
        yield found


@pytest.fixture
def provider(one_provider: Provider) -> Provider:
    """Return the provider as it should be."""
    one_provider.signing_key = one_provider.key
    one_provider.header = {"alg": "RS256", "kid": "one"}
    one_provider.claims = {}
    one_provider.complaints.clear()
    return one_provider


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    """Return settings that offer to sign in elsewhere."""
    oidc = OidcProvider(
        issuer=provider.issuer, client_id=CLIENT[0], client_secret=CLIENT[1], **OF_OAK
    )
    return dataclasses.replace(settings, public_url=URL, oidc=oidc)


def visit(app: Flask, name: str | None = None, town: Town | None = None) -> FlaskClient:
    """Return a visitor at the public address, signed in or not."""
    if name is None or town is None:
        client = app.test_client()
    else:
        client = sign_in(app, town, name, base_url=URL)
    client.environ_base["wsgi.url_scheme"] = "https"
    client.environ_base["HTTP_HOST"] = "schedule.example"
    return client


def go(client: FlaskClient, path: str = "/elsewhere/start", **changes: str) -> TestResponse:
    """Begin, sign in at the provider, and come back; changes go into the address of the return."""
    begun = client.get(path, base_url=URL)
    assert begun.status_code == 302, begun.text
    there = requests.get(begun.headers["Location"], allow_redirects=False, timeout=60)
    back = urlsplit(there.headers["Location"])
    query = {name: values[0] for name, values in parse_qs(back.query).items()} | changes
    return client.get(back.path, query_string=query, base_url=URL)


def link(app: Flask, town: Town, provider: Provider, name: str = "teacher") -> None:
    with app.app_context():
        elsewhere.link(town.viewer(name), Account(provider.issuer, "subject-1"))


def is_in(client: FlaskClient) -> str:
    """Return whose account a visitor sees; empty if they are not signed in."""
    page = client.get("/account/", base_url=URL)
    found = re.search(r'<p class="quiet">(\w+ \w+)</p>', page.text)
    return found[1] if found else ""


def test_a_linked_account_signs_in_and_goes_on_where_it_wanted(
    app: Flask, town: Town, provider: Provider
) -> None:
    link(app, town, provider)
    client = visit(app)
    answer = go(client, "/elsewhere/start?next=/account/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/")
    assert is_in(client) == "Teacher Miller"
    assert provider.complaints == []  # PKCE, exact address, own credentials


def test_an_unlinked_account_gets_nowhere_whatever_its_address(
    app: Flask, town: Town, provider: Provider
) -> None:
    provider.claims = {"email": email("teacher"), "email_verified": True}
    client = visit(app)
    answer = go(client)
    assert answer.status_code == 400
    assert "No account here is linked" in answer.text
    assert is_in(client) == ""


def test_an_account_is_linked_from_a_session_after_a_form(
    app: Flask, town: Town, provider: Provider
) -> None:
    client = visit(app, "teacher", town)
    assert client.get("/elsewhere/link/go", base_url=URL).status_code == 400  # not by a mere link
    page = client.get("/account/", base_url=URL).text
    token = form_token(page)
    headers = {"Referer": f"{URL}/account/"}
    form = {"csrf_token": token}
    page = client.post("/elsewhere/link", data=form, base_url=URL, headers=headers).text
    assert 'href="/elsewhere/link/go"' in page
    answer = go(client, "/elsewhere/link/go")
    assert answer.headers["Location"] == "/account/"
    other = visit(app)
    go(other)
    assert is_in(other) == "Teacher Miller"


def test_a_link_begun_by_one_is_not_finished_by_another(
    app: Flask, town: Town, provider: Provider
) -> None:
    client = visit(app, "teacher", town)
    with client.session_transaction(base_url=URL) as session:
        session["elsewhere"] = {"purpose": "may link", "session": "of somebody else"}
    assert client.get("/elsewhere/link/go", base_url=URL).status_code == 400


def test_an_invitation_is_accepted_from_elsewhere(
    app: Flask, town: Town, provider: Provider
) -> None:
    with app.app_context():
        token = invitations.invite(
            town.viewer("principal"), "cy@other.example", "", grant(town, Role.OFFICE)
        )
    client = visit(app)
    client.get(f"/invitation/{token}", base_url=URL)
    assert "no password is needed" in client.get("/invitation", base_url=URL).text
    answer = go(client, "/elsewhere/start?invited=1")
    assert answer.status_code == 303
    assert is_in(client) == "Cy Young"
    again = visit(app)
    go(again)
    assert is_in(again) == "Cy Young"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": None},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_and_now_is_refused(
    app: Flask, town: Town, provider: Provider, claims: dict[str, object]
) -> None:
    link(app, town, provider)
    provider.claims = claims
    client = visit(app)
    answer = go(client)
    assert answer.status_code == 400
    assert "did not answer as it should" in answer.text
    assert is_in(client) == ""


def test_a_token_signed_by_others_is_refused(app: Flask, town: Town, provider: Provider) -> None:
    link(app, town, provider)
    provider.signing_key = RSAKey.generate_key(2048, parameters={"kid": "one"})
    client = visit(app)
    assert go(client).status_code == 400
    # Nor one signed with what is public, as if that were a secret; nor one not signed at all.
    for algorithm in ("HS256", "none"):
        provider.header = {"alg": algorithm, "kid": "one"}
        assert go(client).status_code == 400
    assert is_in(client) == ""


@pytest.mark.parametrize(
    "changes", [{"state": "forged"}, {"state": ""}, {"code": "forged"}], ids=str
)
def test_a_return_that_was_not_begun_here_is_refused(
    app: Flask, town: Town, provider: Provider, changes: dict[str, str]
) -> None:
    link(app, town, provider)
    client = visit(app)
    assert go(client, **changes).status_code == 400
    assert is_in(client) == ""


def test_nobody_is_signed_in_by_the_return_of_somebody_else(
    app: Flask, town: Town, provider: Provider
) -> None:
    # Eve begins, and gives the address of her return to Alice, who would then work as Eve.
    link(app, town, provider)
    begun = visit(app).get("/elsewhere/start", base_url=URL).headers["Location"]
    there = requests.get(begun, allow_redirects=False, timeout=60).headers["Location"]
    alice = visit(app)
    assert alice.get(there.removeprefix(URL), base_url=URL).status_code == 400
    assert is_in(alice) == ""


def test_a_return_works_once(app: Flask, town: Town, provider: Provider) -> None:
    link(app, town, provider)
    client = visit(app)
    begun = client.get("/elsewhere/start", base_url=URL).headers["Location"]
    there = requests.get(begun, allow_redirects=False, timeout=60).headers["Location"]
    path = there.removeprefix(URL)
    assert client.get(path, base_url=URL).status_code == 303
    assert client.get(path, base_url=URL).status_code == 400


@pytest.mark.parametrize(
    ("allowed", "claims", "status"),
    [
        (OF_OAK, {"hd": "pine.example"}, 403),
        (OF_OAK, {"hd": None}, 403),
        (OF_OAK, {"hd": None, "email": "x@oak.example", "email_verified": True}, 303),
        (OF_OAK, {"hd": None, "email": "x@oak.example", "email_verified": False}, 403),
        (OF_OAK, {"hd": None, "email": "x@oak.example"}, 403),
        (OF_OAK, {"hd": "pine.example", "email": "x@oak.example", "email_verified": True}, 403),
        (OF_OAK, {"hd": None, "email": "x@oak.example.evil", "email_verified": True}, 403),
        ({"tenants": ("t-oak",)}, {"tid": "t-oak"}, 303),
        ({"tenants": ("t-oak",)}, {"tid": "t-pine"}, 403),
        ({"tenants": ("t-oak",)}, {}, 403),
        ({"tenants": ("t-oak",)} | OF_OAK, {"tid": "t-oak", "hd": "pine.example"}, 403),
    ],
)
def test_only_accounts_of_the_district_are_taken(
    settings: Settings,
    provider: Provider,
    allowed: dict[str, tuple[str, ...]],
    claims: dict[str, object],
    status: int,
) -> None:
    assert settings.oidc is not None
    oidc = dataclasses.replace(settings.oidc, **({"domains": ()} | allowed))
    app = create_app(dataclasses.replace(settings, oidc=oidc))
    with app.app_context():
        link(app, settle(), provider)
    provider.claims = claims
    assert go(visit(app)).status_code == status
    close_database(app)


def test_a_provider_that_is_away_is_told_and_nothing_of_it_is_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert settings.oidc is not None
    gone = dataclasses.replace(settings.oidc, issuer="http://localhost:9")
    app = create_app(dataclasses.replace(settings, oidc=gone))
    answer = visit(app).get("/elsewhere/start", base_url=URL)
    assert answer.status_code == 400
    assert "did not answer" in answer.text
    close_database(app)


def test_codes_and_tokens_are_not_logged(
    app: Flask, town: Town, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    link(app, town, provider)
    provider.claims = {"nonce": "another"}
    with caplog.at_level(logging.INFO):
        go(visit(app))
    assert "Signing in elsewhere failed" in caplog.text
    assert "code-" not in caplog.text


def test_the_return_goes_to_the_public_address_whatever_the_host(
    app: Flask, provider: Provider
) -> None:
    begun = app.test_client().get("/elsewhere/start", base_url="https://localhost")
    query = parse_qs(urlsplit(begun.headers["Location"]).query)
    assert query["redirect_uri"] == [f"{URL}/elsewhere/return"]
    assert len(query["state"][0]) > 20
    assert len(query["nonce"][0]) >= 20
    assert query["code_challenge_method"] == ["S256"]


def test_without_settings_there_is_no_such_way_in(tmp_path: object, provider: Provider) -> None:
    with pytest.raises(InputError, match="PUBLIC_URL"):
        Settings(
            instance_folder=tmp_path,  # type: ignore[arg-type]
            secret_key="k" * 32,
            oidc=OidcProvider(
                issuer=provider.issuer, client_id="a", client_secret="b", domains=("oak.example",)
            ),
        )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"domains": ()}, "Name the domains"),
        ({"issuer": "http://id.example"}, "https"),
        ({"issuer": "id.example"}, "Write an address"),
        ({"client_secret": ""}, "Both are needed"),
    ],
)
def test_a_provider_that_would_let_anybody_in_is_refused(
    wrong: dict[str, object], words: str
) -> None:
    right = {"issuer": "https://id.example", "client_id": "a", "client_secret": "b"} | OF_OAK
    with pytest.raises(InputError, match=words):
        OidcProvider(**(right | wrong))  # type: ignore[arg-type]
    assert "secret" not in repr(OidcProvider(**right))  # type: ignore[arg-type]
