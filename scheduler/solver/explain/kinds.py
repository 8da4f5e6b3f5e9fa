"""What may give way so that a school gets a solution, and what each kind is reckoned to cost.

The costs only order the alternatives: a set of changes costs the sum of its changes, and the
cheapest sets are offered first.  They are a principal's usual order of preference: what was
locked by hand goes first, then soft wishes, people's loads and groups, rooms, and last of all
what people have a right to.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from scheduler.domain.plan import Stage


class Kind(enum.StrEnum):
    """Kinds of change."""

    GIVE_UP_LOCK = "give_up_lock"
    GIVE_UP_PD_LOCK = "give_up_pd_lock"
    GIVE_UP_COVER_LOCK = "give_up_cover_lock"
    GIVE_UP_SESSION_LOCK = "give_up_session_lock"
    OPEN_OWNER = "open_owner"
    SOFTEN_RULE = "soften_rule"
    SOFTEN_ENTRY = "soften_entry"
    LOOSEN_PATTERN = "loosen_pattern"
    DROP_MEETING = "drop_meeting"
    RAISE_LIMIT = "raise_limit"
    MORE_LOAD = "more_load"
    LESS_LEAST_LOAD = "less_least_load"
    CERTIFY = "certify"
    RELEASE_FEWER = "release_fewer"
    RELEASE_MORE = "release_more"
    RELEASE_AS_FITS = "release_as_fits"
    LARGER_CLASSES = "larger_classes"
    ONE_MORE_SECTION = "one_more_section"
    ADD_ROOM = "add_room"
    FIT_ROOM = "fit_room"
    OPEN_ROOM = "open_room"
    OPEN_TIME = "open_time"
    DROP_ELSEWHERE = "drop_elsewhere"
    LEAVE_DUTY = "leave_duty"
    FEWER_TEAM_SLOTS = "fewer_team_slots"
    PLANNING_BY_CYCLE = "planning_by_cycle"
    LESS_PLANNING = "less_planning"
    WIDER_LUNCH = "wider_lunch"
    ALLOW_HALVES = "allow_halves"
    FEWER_PD_DAYS = "fewer_pd_days"
    PD_NO_MUST = "pd_no_must"
    SHORTER_GAP = "shorter_gap"
    DROP_EXCLUSIONS = "drop_exclusions"
    ALLOW_COVER = "allow_cover"
    LOOSEN_COVER_CAP = "loosen_cover_cap"
    LOWER_SHARE = "lower_share"
    REQUEST_NO_MUST = "request_no_must"
    WIDER_WINDOW = "wider_window"


@dataclass(frozen=True)
class KindInfo:
    """What is known of a kind.

    Parameters
    ----------
    cost
        Cost of the change itself.
    each
        Further cost for each unit of it (period, room, day, pupil).
    price
        What the school gives away, as the end of "It costs …".
    stage
        First stage whose answer the change may alter; earlier ones are kept.
    """

    cost: int
    each: int
    price: str
    stage: Stage


_S, _T, _C = Stage.STAFFING, Stage.TIMETABLE, Stage.CALENDAR

KINDS: dict[Kind, KindInfo] = {
    Kind.GIVE_UP_LOCK: KindInfo(2, 0, "the place that was chosen by hand", _T),
    Kind.GIVE_UP_PD_LOCK: KindInfo(2, 0, "the date that was chosen by hand", _C),
    Kind.GIVE_UP_COVER_LOCK: KindInfo(2, 0, "the choice of who covers", _C),
    Kind.GIVE_UP_SESSION_LOCK: KindInfo(2, 0, "the choice of when the two meet", _C),
    Kind.OPEN_OWNER: KindInfo(4, 0, "the teacher who was fixed for the class", _S),
    Kind.SOFTEN_RULE: KindInfo(6, 0, "the certainty that the rule holds everywhere", _S),
    Kind.SOFTEN_ENTRY: KindInfo(4, 0, "the certainty that it holds", _T),
    Kind.LOOSEN_PATTERN: KindInfo(4, 0, "an even spread of the class over the days", _T),
    Kind.DROP_MEETING: KindInfo(25, 5, "lessons of the course", _S),
    Kind.RAISE_LIMIT: KindInfo(3, 2, "a fuller or longer day for whom it protects", _T),
    Kind.MORE_LOAD: KindInfo(4, 1, "time and perhaps pay of that teacher", _S),
    Kind.LESS_LEAST_LOAD: KindInfo(4, 1, "periods that are paid for but not taught", _S),
    Kind.CERTIFY: KindInfo(9, 0, "a certificate that the person must have or earn", _S),
    Kind.RELEASE_FEWER: KindInfo(10, 6, "the time of one Plus teacher for coaching and cover", _S),
    Kind.RELEASE_MORE: KindInfo(12, 0, "the classes that this teacher would have taught", _S),
    Kind.RELEASE_AS_FITS: KindInfo(3, 0, "the choice of who is released", _S),
    Kind.LARGER_CLASSES: KindInfo(8, 3, "larger classes", _S),
    Kind.ONE_MORE_SECTION: KindInfo(12, 3, "the periods of a teacher for one more class", _S),
    Kind.ADD_ROOM: KindInfo(8, 6, "a room that the school must find and equip", _T),
    Kind.FIT_ROOM: KindInfo(6, 1, "seats or equipment that the room must get", _T),
    Kind.OPEN_ROOM: KindInfo(4, 1, "what the room was kept free for", _T),
    Kind.OPEN_TIME: KindInfo(7, 1, "time that was promised to be free", _T),
    Kind.DROP_ELSEWHERE: KindInfo(9, 0, "what was promised to the other site", _T),
    Kind.LEAVE_DUTY: KindInfo(4, 0, "somebody else for the duty", _S),
    Kind.FEWER_TEAM_SLOTS: KindInfo(5, 2, "common planning time of the team", _T),
    Kind.PLANNING_BY_CYCLE: KindInfo(20, 0, "planning on every single day", _T),
    Kind.LESS_PLANNING: KindInfo(16, 2, "planning time that people count on", _T),
    Kind.WIDER_LUNCH: KindInfo(15, 0, "an earlier or a later lunch for some", _T),
    Kind.ALLOW_HALVES: KindInfo(3, 0, "days on which the whole group is together", _T),
    Kind.FEWER_PD_DAYS: KindInfo(5, 1, "PD days of each member", _C),
    Kind.PD_NO_MUST: KindInfo(12, 0, "the certainty that all PD days are placed", _C),
    Kind.SHORTER_GAP: KindInfo(4, 0, "time between two PD days of a member", _C),
    Kind.DROP_EXCLUSIONS: KindInfo(6, 0, "dates that were protected from PD", _C),
    Kind.ALLOW_COVER: KindInfo(7, 0, "a specialist in front of the class that day", _T),
    Kind.LOOSEN_COVER_CAP: KindInfo(6, 1, "more lessons without the class's own teacher", _C),
    Kind.LOWER_SHARE: KindInfo(9, 1, "free time of the Plus team", _C),
    Kind.REQUEST_NO_MUST: KindInfo(12, 0, "the certainty that the request is served", _C),
    Kind.WIDER_WINDOW: KindInfo(4, 0, "a later end, to which the teacher must agree", _C),
}  # fmt: skip
"""Cost and price of every kind: the one place where alternatives are weighed."""
