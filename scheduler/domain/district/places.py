"""The sites of a district, and the people who work at more than one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.form import Checked, nearest, record, text


@record
class Site(Checked):
    """One school building with its own staff and schedule.

    Parameters
    ----------
    school
        Name of its school file, in the folder of the district file.
    """

    noun = "Site"
    id: str = text()
    name: str = text()
    school: str = text()

    def contradictions(self) -> Iterator[str]:
        """The file is one of the same folder: a district file leads nowhere else."""
        if "/" in self.school or "\\" in self.school or self.school.startswith("."):
            yield (
                f'its school file "{self.school}" must be the name of a file in the same folder, '
                "without slashes and without a dot before it."
            )


@record
class Post(Checked):
    """What a person is called at one site: the id of a member of its staff."""

    noun = "Post"
    site: str = text()
    staff: str = text()


@record
class SharedPerson(Checked):
    """Somebody who works at two sites or more: one person, a member of staff at each."""

    noun = "Shared person"
    name: str = text()
    posts: tuple[Post, ...]

    def contradictions(self) -> Iterator[str]:
        """The posts lie at different sites."""
        sites = Counter(post.site for post in self.posts)
        if len(sites) < 2:
            yield f"{self.name} works at one site only; name a post at another."
        for site in sorted(site for site in sites if sites[site] > 1):
            yield f'{self.name} has two posts at site "{site}"; give each site once.'


@record
class District(Checked):
    """A district: its sites and the people they share.

    Parameters
    ----------
    shared
        Whoever works at several sites.  Their time at one is promised away at the others.
    """

    noun = "District"
    id: str = text()
    name: str = text()
    sites: tuple[Site, ...] = ()
    shared: tuple[SharedPerson, ...] = ()

    def contradictions(self) -> Iterator[str]:
        """Sites and files stand there once; posts name sites, and nobody holds another's."""
        for noun, names in (
            ("site", [site.id for site in self.sites]),
            ("school file", [site.school.casefold() for site in self.sites]),
        ):
            for name, times in Counter(names).items():
                if times > 1:
                    yield f'{noun} "{name}" stands there {times} times; each belongs to one site.'
        posts = [post for person in self.shared for post in person.posts]
        known = {site.id for site in self.sites}
        for site in dict.fromkeys(post.site for post in posts):
            if site not in known:
                yield f'a post names site "{site}", which is not there.{nearest(site, known)}'
        for (site, staff), times in Counter((one.site, one.staff) for one in posts).items():
            if times > 1:
                yield f'"{staff}" at site "{site}" is said to be {times} persons.'
