"""What is planted in each infeasible sample: the reason that a solver must find and name."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.school import School
from scheduler.samples import make


@dataclass(frozen=True)
class Planted:
    """The reason why an infeasible sample has no answer.

    Parameters
    ----------
    sample
        Name of the sample.
    key
        Key of the rule that cannot hold.
    about
        What the reason is about, in the school as `make` gives it with its usual seed: the list
        of the school and the id in it.
    numbers
        Quantities that belong into the sentence, as digits.
    """

    sample: str
    key: str
    about: tuple[tuple[str, str], ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of what the reason is about."""
        return tuple(identity for _, identity in self.about)

    def names_in(self, school: School) -> tuple[str, ...]:
        """Give the names and numbers that the sentence must contain.

        Parameters
        ----------
        school
            The sample, or a copy in which everything has another name but the same place.
        """
        original = make(self.sample)
        return tuple(_name(original, school, *one) for one in self.about) + self.numbers


def _name(original: School, school: School, table: str, identity: str) -> str:
    """Name of the object that has the place of this id; its id where it has no name."""
    pairs = zip(getattr(original, table), getattr(school, table), strict=True)
    namesake = next(other for item, other in pairs if item.id == identity)
    return str(getattr(namesake, "name", namesake.id))


def _half_timer() -> str:
    (owner,) = (one.person for one in make("half-time-overload").section["ART-4-A"].staff)
    return owner


def _shared_plus() -> str:
    (lock,) = make("shared-plus").cover_locks
    return lock.coverer


def _demanded_request() -> str:
    (request,) = make("pd-window").requests
    return request.id


PLANTED: dict[str, Planted] = {
    one.sample: one
    for one in (
        Planted("art-room", "T10a", (("rooms", "art-room"),), ("36", "30")),
        Planted("half-time-overload", "S3", (("staff", _half_timer()),), ("12", "8")),
        Planted("clashing-locks", "T8", (("sections", "ART-4-A"), ("sections", "MUS-4-A"))),
        Planted("no-over-half", "C14", (), ("50",)),
        Planted("grade-out", "C2", (("pd_groups", "grade-4"),), ("4", "3")),
        Planted("music-uncovered", "C4", (("areas", "music"),)),
        Planted("shared-plus", "C12", (("staff", _shared_plus()),)),
        Planted("pd-window", "C7", (("requests", _demanded_request()),)),
    )
}
