"""Every page in a real browser: accessible, narrow enough, quiet, and usable by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.watching import Watch, faults, out_of_reach, sideways
from tests.browser.worlds import Visit

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 320, "height": 640}


def test_a_page_is_accessible_fits_a_phone_is_quiet_and_used_by_keyboard(
    visitor: Page, visit: Visit, address: str
) -> None:
    with Watch(visitor) as watch:
        at_desk(visitor)
        answer = visitor.goto(address)
        assert answer is not None
        assert answer.status == visit.status
        assert visitor.locator("h1").count() == 1
        assert watch.complaints == []  # before axe, which tries inline styles of its own
    assert faults(visitor) == []
    visitor.emulate_media(color_scheme="dark", reduced_motion="reduce")
    visitor.set_viewport_size(PHONE)
    assert sideways(visitor) <= 0
    assert faults(visitor) == []
    at_desk(visitor)
    assert out_of_reach(visitor) == []


def at_desk(page: Page) -> None:
    """Look at a page on a large screen by day, whatever was looked at before."""
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size(DESK)


# A planted defect of each kind must be found, or the tests above prove nothing.


def planted(page: Page, live_server: Server, html: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(live_server("empty"))
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", html
    )


def test_axe_finds_a_picture_without_words(page: Page, live_server: Server) -> None:
    planted(page, live_server, '<img src="/static/icon.svg">')
    assert [rule for rule, *_ in faults(page)] == ["image-alt"]


def test_axe_finds_text_that_is_too_pale(page: Page, live_server: Server) -> None:
    planted(page, live_server, "<p>Pale</p>")
    page.evaluate("document.querySelector('main > p:last-child').style.color = '#aaa'")
    assert "color-contrast" in [rule for rule, *_ in faults(page)]


def test_what_is_too_wide_for_a_phone_is_found(page: Page, live_server: Server) -> None:
    planted(page, live_server, "<pre>" + "wide " * 80 + "</pre>")
    page.evaluate("document.querySelector('main > pre:last-child').style.overflow = 'visible'")
    assert sideways(page) > 0


def test_what_the_keyboard_does_not_reach_is_found(page: Page, live_server: Server) -> None:
    planted(page, live_server, '<a href="/" tabindex="-1">Mouse only</a>')
    assert ["Mouse only" in one for one in out_of_reach(page)] == [True]


def test_focus_without_a_mark_is_found(page: Page, live_server: Server) -> None:
    planted(page, live_server, '<a href="/" id="bare">Bare</a>')
    page.evaluate("document.querySelector('#bare').style.outline = 'none'")
    assert [one.partition(":")[0] for one in out_of_reach(page)] == ["not marked"]


def test_what_the_policy_blocks_is_found(page: Page, live_server: Server) -> None:
    watch = Watch(page)
    planted(page, live_server, '<p style="color: red">Inline</p>')
    assert any("Content Security Policy" in one for one in watch.complaints)


def test_a_missing_file_is_found(page: Page, live_server: Server) -> None:
    watch = Watch(page)
    planted(page, live_server, '<img alt="" src="/static/missing.svg">')
    page.wait_for_load_state("networkidle")
    assert [one.partition(":")[0] for one in watch.complaints] == ["404"]


# What is not ours works under our content policy.


def test_the_parts_of_others_do_their_work(page: Page, live_server: Server) -> None:
    watch = Watch(page)
    page.goto(live_server("sample") + "/gallery/parts")
    drawn = "one => one.toDataURL() !== document.createElement('canvas').toDataURL()"
    assert page.locator("#chart").evaluate(drawn)
    expect(page.locator("#calendar .ec-event", has_text="Cover")).to_be_visible()
    assert page.evaluate("Boolean(Sortable.get(document.querySelector('#sortable')))")
    assert watch.complaints == []


def test_htmx_brings_the_token_and_shows_an_error_as_a_notice(
    page: Page, live_server: Server
) -> None:
    page.goto(live_server("sample") + "/gallery/parts")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answer")).to_have_text("Answered.")
    page.get_by_role("button", name="Ask for nothing").click()
    expect(page.locator("#answer .notice.error")).to_contain_text("There is no such page")
    assert page.locator("h1").all_inner_texts() == ["Parts"]


# The frame.


def test_a_menu_closes_on_escape_and_gives_the_focus_back(page: Page, live_server: Server) -> None:
    page.goto(live_server("sample") + "/gallery/")
    menu = page.locator("details.menu", has_text="2025–26")
    summary = menu.locator("summary")
    summary.press("Enter")
    link = menu.get_by_role("link", name="2025–26")
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(summary).to_be_focused()


def test_one_menu_is_open_at_a_time(page: Page, live_server: Server) -> None:
    page.goto(live_server("sample") + "/gallery/")
    page.get_by_text("Eight free").first.click()
    page.get_by_text("Ada Lopez").first.click()
    assert page.locator("details.menu[open]").count() == 1
    page.locator("h1").click()
    assert page.locator("details.menu[open]").count() == 0


def test_menus_and_questions_work_without_script(browser: Browser, live_server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server("sample") + "/gallery/")
    page.get_by_text("Delete …").click()
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    context.close()


def test_the_link_past_the_navigation_comes_first_and_works(
    page: Page, live_server: Server
) -> None:
    page.goto(live_server("sample") + "/gallery/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    expect(page.get_by_text("Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_heads_of_lists_stay_in_sight(page: Page, live_server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 300})
    page.goto(live_server("sample") + "/help/about")
    page.locator("tbody tr").last.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    expect(page.get_by_role("columnheader", name="Package")).to_be_in_viewport()


def test_paper_shows_the_content_alone(page: Page, live_server: Server) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(live_server("sample") + "/gallery/")
    expect(page.locator("main")).to_be_visible()
    for selector in (".top", ".foot", ".trail", ".below"):
        expect(page.locator(selector).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_nothing_moves_for_who_asked_for_that(page: Page, live_server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(live_server("sample") + "/gallery/")
    assert (
        page.locator(".btn").first.evaluate("b => getComputedStyle(b).transitionDuration") == "0s"
    )
