"""People of two sites: what one site has announced is time that the other must do without.

`promised` turns a published plan into promises elsewhere, which a build at the other site keeps;
`clashes` says of two plans where they want the same person at the same time, and is asked before
one of them is published.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from scheduler.domain.bell import Span
from scheduler.domain.calendar import Weekday
from scheduler.domain.days import TeamYear
from scheduler.domain.district.occupied import Busy, classes_and_duties, occupied
from scheduler.domain.form import Clock, clock_text
from scheduler.domain.plan import Plan
from scheduler.domain.school import School
from scheduler.domain.staff import Elsewhere

__all__ = ["Clash", "SitePlan", "clashes", "promised", "with_promises"]


@dataclass(frozen=True)
class SitePlan:
    """A plan at a site, and who a shared person is there.

    Parameters
    ----------
    name
        Of the site, as its people call it.
    staff
        The person's id at this site.
    """

    name: str
    school: School
    plan: Plan
    staff: str


@dataclass(frozen=True)
class Clash:
    """One person is wanted at two places at once.

    Parameters
    ----------
    dates
        On which the same happens at the same times; they all have one weekday.
    is_of_special_bells
        Whether it is of classes and duties alone, on dates on which one of the sites rings another
        bell than usual: no timetable of weeks can avoid that, somebody has to cover on them.
    """

    person: str
    first: Busy
    first_site: str
    second: Busy
    second_site: str
    dates: tuple[dt.date, ...]
    is_of_special_bells: bool = False

    @property
    def sentence(self) -> str:
        """Say it: "Ms Ortiz teaches 6B at Lincoln on Mon 09:10-09:55, and …"."""
        weekday = Weekday.of(self.dates[0])
        when = f"{self.dates[0]}"
        if len(self.dates) > 1:
            when = f"{len(self.dates)} dates from {self.dates[0]} on"
        return (
            f"{self.person} {self.first.what} at {self.first_site} on {weekday} "
            f"{_clock(self.first.span)}, and {self.second.what} at {self.second_site} "
            f"{_clock(self.second.span)} ({when})."
        )


def _clock(span: Span) -> str:
    return f"{clock_text(span.start)}-{clock_text(span.end)}"


def clashes(posts: Sequence[SitePlan]) -> tuple[Clash, ...]:
    """Find where plans want a person who works at all these sites at the same time.

    The way between the sites counts: what both sites say of it, the longer one.
    """
    found: list[Clash] = []
    for one, other in combinations(posts, 2):
        found += _between(one, other)
    return tuple(found)


def _between(one: SitePlan, other: SitePlan) -> Iterator[Clash]:
    years = TeamYear(one.school, one.plan), TeamYear(other.school, other.plan)
    name = one.school.person[one.staff].name
    way = max(_travel(one, other.name), _travel(other, one.name))
    pairs: dict[tuple[Busy, Busy, Weekday], list[dt.date]] = {}
    dates = years[0].school.calendar.by_date.keys() & years[1].school.calendar.by_date.keys()
    for date in sorted(dates):
        here, there = (
            occupied(year, post.staff, year.school.calendar.by_date[date])
            for year, post in zip(years, (one, other), strict=True)
        )
        for busy, second in _meeting(here, there, way):
            pairs.setdefault((busy, second, Weekday.of(date)), []).append(date)
    for (busy, second, _), found in pairs.items():
        special = all(
            _is_weekly(year, post.staff, what, date)
            for year, post, what in ((years[0], one, busy), (years[1], other, second))
            for date in found
        ) and not any(_rings_as_usual(date, *years) for date in found)
        yield Clash(name, busy, one.name, second, other.name, tuple(found), special)


def _is_weekly(year: TeamYear, person: str, what: Busy, date: dt.date) -> bool:
    """Whether something is a class or a duty of the week, not booked for the date."""
    return what in classes_and_duties(year, person, year.school.calendar.by_date[date])


def _rings_as_usual(date: dt.date, *years: TeamYear) -> bool:
    for calendar in (year.school.calendar for year in years):
        of_weekdays = {one.weekday: one.bell for one in calendar.weekday_bells}
        usual = of_weekdays.get(Weekday.of(date), calendar.regular_bell)
        if calendar.by_date[date].bell != usual:
            return False
    return True


def _meeting(here: list[Busy], there: list[Busy], way: int) -> Iterator[tuple[Busy, Busy]]:
    for one in here:
        reach = Span(one.span.start - way, one.span.end + way)
        yield from ((one, other) for other in there if reach.overlaps(other.span))


def _travel(post: SitePlan, site: str) -> int:
    promises = post.school.person[post.staff].elsewhere
    return max((one.travel_minutes for one in promises if one.site == site), default=0)


def promised(post: SitePlan, travel_minutes: int = 0) -> tuple[Elsewhere, ...]:
    """Turn what a site's plan needs a person for each week into promises for other sites.

    On each weekday it is one stretch, from the first to the last thing on any such date: nobody
    goes back and forth.  What is booked on single dates is not among it; `clashes` finds that.

    Parameters
    ----------
    travel_minutes
        The way from and to the site.
    """
    year = TeamYear(post.school, post.plan)
    spans: dict[Weekday, list[Span]] = {}
    for day in year.days:
        spans.setdefault(Weekday.of(day.date), []).extend(
            busy.span for busy in classes_and_duties(year, post.staff, day)
        )
    stretches = {
        weekday: (min(one.start for one in some), max(one.end for one in some))
        for weekday, some in spans.items()
        if some
    }
    order = list(Weekday)
    by_time = sorted(stretches, key=lambda day: (stretches[day], order.index(day)))
    return tuple(
        Elsewhere(
            start=Clock(start),
            end=Clock(end),
            weekdays=tuple(weekdays),
            travel_minutes=travel_minutes,
            site=post.name,
        )
        for (start, end), weekdays in groupby(by_time, key=lambda day: stretches[day])
    )


def with_promises(school: School, person: str, site: str, promises: Iterable[Elsewhere]) -> School:
    """Return the school with a person's promises to another site in place of those entered.

    Their way is the one that was entered, where these do not say a longer one.
    """
    member = school.person[person]
    entered = [one for one in member.elsewhere if one.site == site]
    way = max((one.travel_minutes for one in entered), default=0)
    others = tuple(one for one in member.elsewhere if one.site != site)
    new = tuple(
        dataclasses.replace(one, travel_minutes=max(way, one.travel_minutes)) for one in promises
    )
    changed = dataclasses.replace(member, elsewhere=(*others, *new))
    staff = tuple(changed if one.id == person else one for one in school.staff)
    return dataclasses.replace(school, staff=staff)
