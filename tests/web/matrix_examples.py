"""
What stands in the addresses that the matrix of roles tries.

Modify it for a new page only where its address has a part that no address had before, say
``<section>``: `EXAMPLES` then needs a line with three ids, one at Mill (the visitor's own), one
at Hill (another site of the district), one at Bay (another district). Ids that are the same in
every school, such as those of the small school's staff, are given once. Where the same word means
something else on another page, the key is ``endpoint:argument``. Rows that must exist first are
made in `matrix_world.furnish`, which may put their ids into ``world.ids``.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.cast import plan_id
from tests.coached import VISIT

NOWHERE = "nowhere"
PLACED = frozenset({"school", "site", "district", "user"})
"""Arguments of addresses by which a place is found."""

OWN, SITE, DISTRICT = WHERES = ("own site", "other site", "other district")

Ids = str | tuple[str, str, str]

EXAMPLES: Mapping[str, Ids] = {
    "school": ("mill-year", "hill-year", "bay-year"),
    "site": ("mill", "hill", "bay"),
    "district": ("oak", "oak", "pine"),
    "user": ("teacher", "hill", "bay"),
    "whose": "teacher",
    "setup.checklist_list:name": "rooms",
    "setup.checklist_list_row:name": "rooms",
    "setup.checklist_list_many:name": "rooms",
    "setup.checklist_new:name": "rooms",
    "setup.checklist_value:name": "baseline",
    "setup.checklist_edit:name": "rooms",
    "setup.remove:name": "rooms",
    "setup.restore:name": "rooms",
    "row": "101",
    "meeting": plan_id("Art-7A Tue"),
    "calendar.week_session:session": plan_id("conference"),
    "calendar.week_session_move:session": plan_id("conference"),
    "pd_day": plan_id("PD day"),
    "cover": plan_id("cover of ELA-6A"),
    "preview": "nothing",
    "runs.try_fix:number": "0",
    "request_id": "r1",
    "coaching.confirm:request_id": "r3",
    "coaching.decline:request_id": "r3",
    "coaching.questions_answer:request_id": "r4",
    "coaching.step_out:request_id": "nothing",
    "coaching.cycles_colleagues:request_id": "r5",
    "coaching.hide:invitation": ("mill-invitation", "hill-invitation", "bay-invitation"),
    "offer": ("mill-offer", "hill-offer", "bay-offer"),
    "kept_id": ("mill-kept", "hill-kept", "bay-kept"),
    "session_id": VISIT,
    "visit": VISIT,
    "step": "nothing",
    "file": "nothing",
    "bell": "regular",
    "schedule.week:name": "6A",
    "schedule.plus:name": "dave",
    "account.end:session": "nothing",
    "account.unlink:identity": "nothing",
    "auth.invitation_link:token": "nothing",
    "auth.reset_link:token": "nothing",
    "answers.answer_link:token": "nothing",
    "feeds.calendar:token": "nothing",
    "tokens.revoke:token": "nothing",
    "request": "nothing",
    "api.data.rows:name": "rooms",
    "api.data.put_rows:name": "rooms",
    "api.data.row:name": "rooms",
    "api.data.put_row:name": "rooms",
    "api.data.delete_row:name": "rooms",
    "api.data.restore_row:name": "rooms",
    "api.data.show_value:name": "baseline",
    "api.data.put_value:name": "baseline",
    "absence": "nothing",
    "lists.file:name": "cover",
    "calendar.planning_list:name": "pd-owed",
    "lists.prints_page:name": "teachers",
    "lists.prints_style:name": "teachers",
    "lists.correct_lost:session": "nothing",
    "lists.correct_lost:date": "2026-09-17",
    "office.happened:row": "nothing",
}
"""What stands in addresses, by the name of the argument: at Mill, at Hill, at Bay."""

BODIES: Mapping[str, Mapping[str, object]] = {
    "api.data.put_value": {"days": 1, "source": "last year"},
    "api.coaching.answer_offer": {"accept": True},
    "api.moves.move": {"key": "none"},
    "api.plans.rename": {"name": "Another"},
    "api.schools.open_site": {"name": "Another"},
}
"""What calls of the API need to send to get further than their form."""
