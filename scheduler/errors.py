"""
Everything that can go wrong in a way that we foresee, and what its reader can do about it.

The message of an error is written for the person who meets it: whole sentences that name the
thing. Infeasible, timed out and cancelled are results of a solve and therefore not here.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "ConflictError",
    "InputError",
    "InvalidProblemError",
    "JobError",
    "ModelMismatchError",
    "NotAllowedError",
    "NotFoundError",
    "SchedulerError",
    "StaleError",
    "TooOftenError",
    "UnavailableError",
]


class SchedulerError(Exception):
    """The parent of all errors of this package; its text is fit to be shown to a person."""


class InputError(SchedulerError):
    """
    What came in cannot be read: a file, a form field, an option.

    Parameters
    ----------
    where
        The place to look at, as its owner would name it, for instance ``school.json, line 12``.
    what
        A sentence that says what is wrong there.

    Attributes
    ----------
    where, what
        The arguments, kept apart for readers that show them in different places.
    """

    def __init__(self, where: str, what: str) -> None:
        super().__init__(where, what)
        self.where = where
        self.what = what

    def __str__(self) -> str:
        """Return place and sentence on one line."""
        return f"{self.where}: {self.what}"


class InvalidProblemError(SchedulerError):
    """
    The input could be read, but it does not describe a school that makes sense.

    Parameters
    ----------
    problems
        One sentence for each thing that is wrong, all of them together, so that nobody has to
        mend and try again one by one. At least one.

    Attributes
    ----------
    problems
        The same sentences as a tuple.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        if isinstance(problems, str):  # a str is a sequence of str too, but never what was meant
            problems = (problems,)
        self.problems = tuple(problems)
        if not self.problems:
            raise ValueError("An InvalidProblemError must name at least one problem.")
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return the sentences, one on each line."""
        return "\n".join(self.problems)


class NotAllowedError(SchedulerError):
    """The person is known, but may not do this; seeing another's things is `NotFoundError`."""


class NotFoundError(SchedulerError):
    """There is no such thing, or none that this person may know of."""


class ConflictError(SchedulerError):
    """Somebody else changed the thing meanwhile, or it is no longer in a state that allows this."""


class StaleError(ConflictError):
    """The version that the person saw is not the present one: somebody was faster."""


class TooOftenError(SchedulerError):
    """
    The same was tried too often; trying again helps later.

    Parameters
    ----------
    wait_s
        Seconds to wait.

    Attributes
    ----------
    wait_s
        The argument.
    """

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s

    def __str__(self) -> str:
        """Return a sentence that says how long to wait."""
        unit, number = (
            ("minute", -(-self.wait_s // 60))
            if self.wait_s > 90
            else (
                "second",
                self.wait_s,
            )
        )
        plural = "" if number == 1 else "s"
        return f"This was tried too often. Wait {number} {unit}{plural}, then try again."


class JobError(SchedulerError):
    """
    A piece of background work failed.

    Parameters
    ----------
    message
        A sentence that says what happened.
    retry
        Whether the same work may succeed when it is tried again.

    Attributes
    ----------
    message, retry
        The arguments.
    """

    def __init__(self, message: str, retry: bool) -> None:
        super().__init__(message, retry)
        self.message = message
        self.retry = retry

    def __str__(self) -> str:
        """Return the sentence alone."""
        return self.message


class ModelMismatchError(SchedulerError):
    """Solver and referee disagree about an answer: a fault of this program, never shown as one."""


class UnavailableError(SchedulerError):
    """What this program stands on (its database, its disk) cannot be used at the moment."""
