"""Files into the set-up: what a .fet file cannot say is asked, cells are taken as they are."""

from __future__ import annotations

import dataclasses
import io
import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from scheduler.formats.schooljson import dump_school
from tests.web.test_setup import SETUP, school
from tests.web.test_setup_editors import filled
from tests.web.visitors import Town, form_token, send, sign_in

FET = Path(__file__).resolve().parents[1] / "formats" / "fet" / "village.fet"
IMPORT = f"{SETUP}import"


def bring(client: FlaskClient) -> str:
    """Bring the file of a village school; return the address of its questions."""
    file = (io.BytesIO(FET.read_bytes()), "village.fet")
    answer = send(client, IMPORT, format="fet", file=file)
    assert answer.status_code == 303, answer.text
    assert answer.location is not None
    return answer.location


def test_a_fet_file_is_asked_about_shown_and_imported(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    path = bring(client)
    page = client.get(path).text
    assert "Who is willing to be a Plus teacher?" in page
    assert 'name="start:0" value="' in page
    fields = filled(page) | {"kind": "middle", "first": "2026-08-31", "last": "2027-06-11"}
    fields |= {"name": "Village", "area:0": "Anything", "special:0": "on", "plus": ["0"]}
    fields |= {"start:0": "07:30", "end:0": "07:50", "most_load": "30", "days_owed": "2"}
    shown = send(client, path, **fields)
    assert shown.status_code == 200, shown.text.partition("Please mend")[2][:600]
    assert "What would change" in shown.text
    assert 'value="Village"' in shown.text
    preview = shown.text.partition(f'action="{IMPORT}/')[2].partition('"')[0]
    token = form_token(shown.text)
    done = client.post(f"{IMPORT}/{preview}", data={"csrf_token": token})
    assert done.status_code == 303
    found = school(app, town)
    assert (found.name, str(found.calendar.first)) == ("Village", "2026-08-31")
    assert "Anything" in {one.name for one in found.areas}
    assert sum(one.volunteer for one in found.staff) == 1
    assert found.bells[0].tracks[0].periods[0].start == 7 * 60 + 30
    assert all(one.days_owed == 2 for one in found.pd_groups)


def test_answers_that_make_no_sense_are_named_and_stay(app: Flask, town: Town) -> None:
    client = sign_in(app, town, "principal")
    path = bring(client)
    answer = send(client, path, first="2027-08-31", last="2026-06-11", days_owed="many")
    assert answer.status_code == 422
    assert "days_owed" in answer.text or "days owed" in answer.text.lower()
    assert 'value="many"' in answer.text


def test_a_file_is_its_owners_alone(app: Flask, mill: Town, principal: FlaskClient) -> None:
    path = bring(principal)
    other = sign_in(app, mill, "scheduler")
    answer = other.get(path)
    assert (answer.status_code, answer.location) == (303, IMPORT)
    assert "no such file of yours" in other.get(IMPORT).text


def test_a_broken_fet_file_is_refused_with_its_line(principal: FlaskClient) -> None:
    file = (io.BytesIO(b"<fet><Days_List></fet>"), "broken.fet")
    answer = send(principal, IMPORT, format="fet", file=file)
    assert answer.status_code == 400
    assert "Nothing was imported" in answer.text


def test_pasted_cells_keep_quotation_marks_lines_and_commas(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    cells = 'id\tname\n101\t"Room ""Blue"", east"\n102\tB'
    shown = send(principal, IMPORT, list="rooms", pasted=cells)
    assert shown.status_code == 200, shown.text
    preview = shown.text.partition(f'action="{IMPORT}/')[2].partition('"')[0]
    principal.post(f"{IMPORT}/{preview}", data={"csrf_token": form_token(shown.text)})
    assert school(app, mill).room["101"].name == 'Room "Blue", east'


def test_it_is_said_that_a_pasted_list_is_the_whole_list(principal: FlaskClient) -> None:
    assert "taken for the whole list" in principal.get(IMPORT).text


def test_lists_without_ids_are_pasted_too(app: Flask, mill: Town, principal: FlaskClient) -> None:
    ids = [one.id for one in school(app, mill).courses][:2]
    cells = f"first\tsecond\tpupils\n{ids[0]}\t{ids[1]}\t12"
    shown = send(principal, IMPORT, list="course_pairs", pasted=cells)
    assert "<strong>Course pairs</strong>: 1 changed" in shown.text, shown.text


def _cells(text: str) -> list[list[str]]:
    """Return the rows of the tables of changes, cell by cell."""
    rows = re.findall(r"<tr>(.*?)</tr>", text.partition("What would change")[2], re.DOTALL)
    return [re.findall(r'text-wrap">(.*?)</t[hd]>', row) for row in rows if "text-wrap" in row]


def test_what_changes_is_said_with_names_not_with_keys(app: Flask, principal: FlaskClient) -> None:
    cells = "\n".join(
        (
            "id\tname\tareas\tmost_load\tvolunteer",
            "alice\tAlice Adams-Lee\tELA, Math\t20\tyes",
            "zoe\tZoe Zimmer\tMath\t20\tno",
        )
    )
    shown = send(principal, IMPORT, list="staff", pasted=cells)
    assert shown.status_code == 200, shown.text
    assert "1 new, 1 changed, 5 gone" in shown.text
    assert "New: Zoe Zimmer" in shown.text
    assert "No longer there: Bob Brown, Carol Clark, Dave Diaz, Erin Evans" in shown.text
    assert "(Staff: 5)" in shown.text
    first, *others = _cells(shown.text)
    assert first == ["Alice Adams-Lee", "Name", "Alice Adams", "Alice Adams-Lee"]
    assert ["Alice Adams-Lee", "Volunteers as Plus", "No", "Yes"] in others


def test_a_list_of_many_changes_is_folded_with_its_count(principal: FlaskClient) -> None:
    rooms = "\n".join(f"r{number}\tRoom {number}" for number in range(40))
    shown = send(principal, IMPORT, list="rooms", pasted=f"id\tname\n{rooms}")
    assert "<strong>Rooms</strong>: 40 new, 3 gone" in shown.text
    assert '<details class="difference">' in shown.text


def test_the_rules_and_the_calendar_of_a_file_are_said_field_by_field(
    app: Flask, mill: Town, principal: FlaskClient
) -> None:
    present = school(app, mill)
    calendar = dataclasses.replace(present.calendar, last=present.calendar.last.replace(day=10))
    file = dataclasses.replace(present, calendar=calendar, name="St. Elm School")
    shown = send(
        principal,
        IMPORT,
        format="school",
        file=(io.BytesIO(dump_school(file).encode()), "school.json"),
    )
    assert shown.status_code == 200, shown.text
    rows = _cells(shown.text)
    assert ["Name", "Small School", "St. Elm School"] in rows
    assert ["Last day", str(present.calendar.last), str(calendar.last)] in rows
