"""From an empty site to its published plan: by mouse, by keyboard; to a sample in one click."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.keyboard import enter, follow, press, reach, send
from tests.browser.watching import faults

pytestmark = pytest.mark.browser

ROOMY = {"width": 1280, "height": 900}

LONGEST_MS = 60_000
BUILT_MS = 90_000


def begin(page: Page, live_server: Server, year: str) -> None:
    page.set_default_timeout(LONGEST_MS)
    page.set_viewport_size(ROOMY)
    page.goto(f"{live_server('fresh')}/schools/{year}/")
    expect(page.get_by_text("Nothing has been entered yet")).to_be_visible()


def without_faults(page: Page) -> None:
    assert faults(page) == []


def test_a_small_school_is_entered_and_published_by_mouse(page: Page, live_server: Server) -> None:
    begin(page, live_server, "by-mouse")
    without_faults(page)
    page.get_by_role("link", name="The school").click()
    page.get_by_label("Middle").check()
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Bell schedules").click()
    page.get_by_role("link", name="Add the first").click()
    page.get_by_label("Name", exact=True).fill("Regular")
    page.get_by_label("How many periods").fill("4")
    page.get_by_role("button", name="Fill in").click()
    expect(page.get_by_label("Start of period 4")).to_have_value("10:30")
    without_faults(page)
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Set up").last.click()
    page.get_by_role("link", name="School calendar").click()
    page.get_by_label("First day").fill("2030-09-03")
    page.get_by_label("Last day").fill("2031-06-13")
    page.get_by_label("Regular bell schedule").select_option("Regular")
    page.get_by_label("State or region").select_option("Vermont")
    page.get_by_role("button", name="Add public holidays").click()
    expect(page.get_by_label("Name, row 1", exact=True).first).not_to_be_empty()
    page.get_by_role("button", name="2 semesters").click()
    expect(page.get_by_text("school days in")).to_be_visible()
    without_faults(page)
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Content areas").click()
    for name in ("Mathematics", "English"):
        page.get_by_label("Name, new row").fill(name)
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()

    page.get_by_role("link", name="Set up").last.click()
    page.get_by_role("link", name="Staff", exact=True).click()
    for name, area in (("Ada Lopez", "Mathematics"), ("Ben Okri", "English")):
        page.get_by_label("Name, new row").fill(name)
        page.get_by_text("Choose …").click()
        page.get_by_label(area, exact=True).check()
        page.get_by_label("Periods a cycle, new row").fill("10")
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_role("cell", name=area)).to_be_visible()
    without_faults(page)
    page.get_by_label("Tick all rows").check()
    page.get_by_label("Change for all ticked:").select_option("Volunteers as Plus")
    page.get_by_role("button", name="Change …").click()
    page.get_by_label("Volunteers as Plus").check()
    page.get_by_role("button", name="Change all 2").click()
    expect(page.get_by_role("cell", name="Yes")).to_have_count(2)

    page.get_by_role("link", name="Set up").last.click()
    page.get_by_role("link", name="Courses").click()
    page.get_by_label("Name, new row").fill("Math 6")
    page.get_by_label("Content area, new row").select_option("Mathematics")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Set up").last.click()
    page.get_by_role("link", name="Classes", exact=True).click()
    page.get_by_label("Course, new row").select_option("Math 6")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Set up").last.click()
    expect(page.get_by_text("Ready to build")).to_be_visible()
    without_faults(page)

    page.get_by_role("main").get_by_role("link", name="Build", exact=True).click()
    page.get_by_label("Name of the plan").fill("First")
    page.get_by_role("button", name="Build", exact=True).click()
    opened = page.get_by_role("link", name="Open the plan")
    opened.click(timeout=BUILT_MS)
    page.get_by_role("link", name="Publish …").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("is published")


def test_a_small_school_is_entered_and_published_by_keyboard_alone(
    page: Page, live_server: Server
) -> None:
    begin(page, live_server, "by-keyboard")
    follow(page, "The school")
    reach(page, page.get_by_label("Elementary").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    press(page, "Save")
    follow(page, "Bell schedules")
    follow(page, "Add the first")
    page.keyboard.type("Regular")  # it has the focus
    press(page, "Fill in")
    press(page, "Save")
    follow(page, "Set up")
    follow(page, "School calendar")
    enter(page, "First day", "09032031")
    enter(page, "Last day", "06112032")
    enter(page, "Regular bell schedule", "Reg")
    press(page, "Save")
    follow(page, "Content areas")
    enter(page, "Name, new row", "Mathematics")
    send(page)
    page.keyboard.type("English")  # the next row has the focus
    send(page)
    follow(page, "Set up")
    follow(page, "Staff")
    enter(page, "Name, new row", "Ada Lopez")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens the areas
    reach(page, page.get_by_label("Mathematics", exact=True))
    page.keyboard.press("Space")
    enter(page, "Periods a cycle, new row", "10")
    send(page)
    follow(page, "Set up")
    follow(page, "Courses")
    enter(page, "Name, new row", "Math 6")
    enter(page, "Content area, new row", "Math")
    reach(page, page.get_by_label("Most pupils in a class, new row"))
    send(page)
    follow(page, "Set up")
    follow(page, "Classes")
    enter(page, "Course, new row", "Math")
    reach(page, page.get_by_label("Pupils, new row"))
    send(page)
    follow(page, "Set up")
    expect(page.get_by_text("Ready to build")).to_be_visible()
    follow(page, "Build")
    enter(page, "Name of the plan", "First")
    press(page, "Build")
    expect(page.get_by_role("link", name="Open the plan")).to_be_visible(timeout=BUILT_MS)
    follow(page, "Open the plan")
    follow(page, "Publish …")
    press(page, "Publish")
    expect(page.locator("#notices")).to_contain_text("is published")


def test_a_sample_school_is_one_click_away_and_gone_with_another(
    page: Page, live_server: Server
) -> None:
    begin(page, live_server, "by-sample")
    page.get_by_role("button", name="Try with a sample school").click()
    expect(page.get_by_text("Ready to build")).to_be_visible()
    without_faults(page)
    page.get_by_role("button", name="Undo this change").click()
    expect(page.get_by_text("Nothing has been entered yet")).to_be_visible()
