"""A teacher asks for coaching, a coach accepts, it is booked; by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Server
from tests.browser.watching import Watch, faults, sideways

pytestmark = pytest.mark.browser

HOME = "/schools/mill-year/coaching/"
_FOUND_MS = 90_000


class People:
    """A browser for each of the people of the journey."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._contexts: list[BrowserContext] = []

    def page(self, who: str, path: str = HOME) -> Page:
        """Open a page as somebody."""
        context = self._browser.new_context()
        self._contexts.append(context)
        context.add_cookies([{"name": "who", "value": who, "url": self._address}])
        page = context.new_page()
        page.goto(self._address + path)
        return page

    def leave(self) -> None:
        """Close all browsers."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def people(live_server: Server, browser: Browser) -> Iterator[People]:
    """Return the people of the journey."""
    found = People(browser, live_server("coaching"))
    yield found
    found.leave()


def look_until(page: Page, heading: str) -> None:
    """Follow "Look again" until a heading is there: the search goes on in the background."""
    wanted = page.get_by_role("heading", name=heading, exact=True)
    again = page.get_by_role("link", name="Look again")
    for _ in range(_FOUND_MS // 300):
        if wanted.count() or not again.count():
            break
        page.wait_for_timeout(300)
        again.click()
    expect(wanted).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something has the focus whose text or label begins so."""
    for _ in range(120):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "() => { const one = document.activeElement; const label = one.labels && one.labels[0];"
            " return label ? label.innerText : one.ariaLabel || one.innerText || ''; }"
        )
        if words.strip().startswith(name):
            return
    raise AssertionError(f"Tab never comes to {name}.")


def test_asked_for_offered_accepted_by_both_and_booked(people: People) -> None:
    teacher = people.page("teacher")
    watch = Watch(teacher)
    teacher.get_by_role("link", name="Ask for coaching").first.click()
    teacher.get_by_label("What would you like to work on?").fill("Questions that open a talk.")
    teacher.get_by_role("button", name="Show who fits").click()
    expect(
        teacher.get_by_text(re.compile("the area ✓, free in your planning time on"))
    ).to_have_count(1)
    expect(teacher.get_by_label("What would you like to work on?")).to_have_value(
        "Questions that open a talk."
    )
    teacher.get_by_role("button", name="Ask for coaching").click()
    look_until(teacher, "Offers")
    address = teacher.url
    teacher.get_by_role("button", name="Accept").first.click()
    expect(teacher.get_by_text("It is booked as soon as the other accepts it")).to_be_visible()
    plus = people.page("plus")
    expect(plus.get_by_role("heading", name="Offers of your time")).to_be_visible()
    offer = plus.get_by_role("article").filter(has_text="Accepted by Alice Adams")
    offer.get_by_role("button", name="Accept").click()
    expect(plus.get_by_text("You have both accepted")).to_be_visible()
    teacher.goto(address)
    look_until(teacher, "Steps")
    expect(teacher.locator(".badge", has_text="Active")).to_be_visible()
    assert watch.complaints == []  # before axe, which tries inline styles of its own
    assert faults(teacher) == []
    teacher.set_viewport_size({"width": 320, "height": 640})
    assert sideways(teacher) <= 0
    principal = people.page("principal", HOME + "bookings")
    expect(principal.get_by_role("row").filter(has_text="Alice Adams")).to_have_count(3)
    assert "Questions that open" not in principal.content()


def test_a_letter_is_written_and_read_by_the_other(people: People) -> None:
    page = people.page("plus", HOME + "cycles/r1")
    page.get_by_role("link", name="Letter before").click()
    page.get_by_role("textbox", name="Letter").fill("Dear Alice, I look forward to this.")
    page.get_by_role("button", name="Save").click()
    teacher = people.page("teacher", HOME + "cycles/r1")
    expect(teacher.get_by_text("I look forward to this.")).to_be_visible()
    teacher.get_by_role("link", name="Print letters").click()
    expect(teacher.get_by_role("heading", name="Letter before the cycle")).to_be_visible()


def test_by_keyboard_alone_a_suggestion_is_made_and_declined_without_a_trace(
    people: People,
) -> None:
    principal = people.page("principal", HOME + "suggest")
    tab_to(principal, "To whom?")
    principal.keyboard.type("Alice")
    tab_to(principal, "Suggest")
    principal.keyboard.press("Enter")
    expect(principal.get_by_text("The teacher alone sees it and decides.")).to_be_visible()
    teacher = people.page("teacher")
    expect(teacher.get_by_text("Suggested by Principal Miller")).to_be_visible()
    tab_to(teacher, "No, thank you")
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_text("It is gone. Nobody is told.")).to_be_visible()
    expect(teacher.get_by_text("Suggested by")).to_have_count(0)


def test_by_keyboard_alone_coaching_is_asked_for_and_withdrawn(people: People) -> None:
    page = people.page("teacher", HOME + "ask")
    tab_to(page, "What would you like to work on?")
    page.keyboard.type("Listening.")
    tab_to(page, "Ask for coaching")
    page.keyboard.press("Enter")
    look_until(page, "Offers")
    tab_to(page, "Withdraw")
    page.keyboard.press("Enter")
    tab_to(page, "Withdraw it")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is taken back")).to_be_visible()


def test_a_visit_to_a_colleague_is_asked_for_agreed_and_booked(people: People) -> None:
    teacher = people.page("teacher", HOME + "ask")
    teacher.get_by_label("Visit to a colleague").check()
    teacher.get_by_label("Any area will do").check()
    teacher.get_by_text("More wishes").click()
    teacher.get_by_role("group", name="Together with").get_by_label("Bob Brown").check()
    teacher.get_by_role("button", name="Ask for coaching").click()
    expect(teacher.get_by_text("Asked to take part: Bob Brown.")).to_be_visible()
    address = teacher.url
    bob = people.page("bob")
    expect(bob.get_by_role("heading", name="would like to visit")).to_be_visible()
    assert faults(bob) == []
    bob.get_by_role("button", name="Yes, gladly").click()
    expect(bob.get_by_text("You take part.")).to_be_visible()
    teacher.goto(address)
    look_until(teacher, "Offers")
    teacher.get_by_role("button", name="Accept").first.click()
    expect(teacher.get_by_text("It is booked as soon as the other accepts it")).to_be_visible()
    bob.goto(bob.url)
    offer = bob.get_by_role("article").filter(has_text="Accepted by Alice Adams")
    offer.get_by_role("button", name="Accept").click()
    expect(bob.get_by_text("You have both accepted")).to_be_visible()
    teacher.goto(address)
    look_until(teacher, "Steps")
    bob.goto(bob.url)
    taking = bob.get_by_role("article").filter(has_text="Alice Adams visits your class")
    expect(taking.get_by_role("listitem")).to_have_count(1)
