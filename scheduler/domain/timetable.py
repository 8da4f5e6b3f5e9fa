"""The answer of the timetable stage: when and where every meeting takes place."""

from __future__ import annotations

from scheduler.domain.form import Checked, number, record, ref
from scheduler.domain.slots import Slot
from scheduler.domain.staffing import Assignment


@record
class PlacedMeeting(Assignment):
    """One meeting of a section, the same in all segments in which the section runs.

    Parameters
    ----------
    meeting
        Its number in the section's pattern, 1 the first.
    slot
        Where it starts; it goes on for its length in the following periods of the day.
    rooms
        Rooms it takes; empty where the course needs none.
    """

    noun = "Meeting"
    section: str = ref("sections")
    meeting: int = number(least=1)
    slot: Slot
    rooms: tuple[str, ...] = ref("rooms", default=())


@record
class TeamTime(Assignment):
    """One slot of common planning (rule T11)."""

    noun = "Team time"
    common_planning: str = ref("common_planning")
    slot: Slot


@record
class TimetableAnswer(Checked):
    """All placed meetings and the chosen slots of common planning."""

    noun = "Timetable"
    meetings: tuple[PlacedMeeting, ...] = ()
    team_times: tuple[TeamTime, ...] = ()
