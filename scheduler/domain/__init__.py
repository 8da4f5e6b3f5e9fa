"""What a school, its problems and its plans are, in plain frozen dataclasses.

Standard library only.  Start reading at `school.School` (the whole input) and `plan.Plan`
(the whole output); `referee` says whether a plan is valid for a school and what it costs,
`measures` what it is worth.
"""
