"""What a page offers can be had: no role is shown a link that ends in a refusal."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.web.visitors import Town, sign_in

_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')


def refused(app: Flask, client: FlaskClient, limit: int = 60) -> dict[str, tuple[str, int]]:
    """Follow the links of every page from the first one on, one for each endpoint."""
    adapter = app.url_map.bind("localhost")
    waiting, seen, found = [("/", "")], set[str](), dict[str, tuple[str, int]]()
    while waiting and len(seen) < limit:
        address, page = waiting.pop(0)
        try:
            endpoint = str(adapter.match(urlsplit(address).path)[0])
        except HTTPException as error:
            endpoint = f"{address}: {error.code}"
        if endpoint in seen or endpoint == "static":
            continue
        seen.add(endpoint)
        answer = client.get(address, follow_redirects=True)
        if answer.status_code >= 400:
            found[address] = (page, answer.status_code)
        elif answer.mimetype == "text/html":
            links = (urljoin(address, unescape(one)) for one in _LINK.findall(answer.text))
            waiting += [(one, address) for one in links if one.startswith("/")]
    assert len(seen) > 3, "Too few pages were found to prove anything."
    return found


@pytest.mark.slow
@pytest.mark.parametrize("who", ["principal", "office", "plus", "teacher", "district"])
def test_every_link_that_a_page_offers_opens(app: Flask, mill: Town, who: str) -> None:
    assert refused(app, sign_in(app, mill, who)) == {}


def test_an_import_by_the_district_offers_nothing_of_the_school(app: Flask, mill: Town) -> None:
    page = sign_in(app, mill, "district").get("/schools/mill-year/setup/import").text
    assert 'href="/schools/mill-year/setup/"' not in page
    assert "setup/export" not in page
