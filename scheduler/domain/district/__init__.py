"""A district: its sites, the people they share, and how sites are compared without naming anyone.

`places` says which sites there are and who works at two of them, `clashes` whether published plans
want such a person at two places at once, `delivered` what took place, `figures` and `comparison`
put sites side by side, `suppression` hides small counts so that no subtraction brings them back,
`roll_over` makes next year's school out of this year's.
"""

from scheduler.domain.district.places import District, Post, SharedPerson, Site

__all__ = ["District", "Post", "SharedPerson", "Site"]
