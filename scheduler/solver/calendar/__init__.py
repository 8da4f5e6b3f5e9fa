"""The calendar stage: PD dates, their cover, and coaching, over the dates of the year.

A year goes from problem to answer in `solve`:

1.  `beginning` lays what is locked (`coaching_locks`) and the team's meetings (`team_meetings`) on
    the `bookings`; `counting` and `counting_requests` say what can be seen to be impossible.
2.  `pd_cover` chooses dates and covers them in turn, until all that is kept is covered:

    * `pd_dates` asks for dates that keep all rules (`pd_rules` over the variables of `pd_model`;
      `capacity` and `pd_waves` for what the team can cover, `pd_announced` for a published year);
      `pd_start` is what there is without a search.
    * `pd_exchange` lets them change places until few Plus-days are touched: steps drawn by
      `pd_steps`, weighed by `pd_visits` with `pd_table` (one date) and `pd_sums` (several dates,
      rows read by `pd_rows`).  `pd_bound` and `pd_measures` say how few it could be.
    * `cover_days` covers each date, by flows (`cover_flow`) or else by the exact model (`cover`);
      what cannot be covered goes back as a cut (`pd_answer`).  `cover_balance` evens it out.

3.  `coaching_search` serves requests in the time that is left; `coaching` finds the places of one
    (`coaching_places`).
4.  `answer` writes the rows (`rows`), which keep their ids where they stay (`ids`); `levels` counts
    what they cost, `bounds` and `bounds_cover` what nobody could beat.

A published year is laid back on the bookings by `published`.  `rolling` plans it anew from a date
on, `repair` (with `repair_…`) when something comes up, `give_back` when it did not come true after
all; `fit` finds room for one more request, `moves` for sessions that must go elsewhere.  By hand it
is changed through `edit_pd` (`pd_places`), `edit_session` and `candidates`; `look_ahead` says how
hard a date would be.
"""

from scheduler.solver.calendar.solve import CalendarOutcome, solve_calendar

__all__ = ["CalendarOutcome", "solve_calendar"]
