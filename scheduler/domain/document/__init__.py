"""
The codec: domain objects to plain values (dict, list, text, number, true, false, none) and back.

Whoever keeps domain objects outside Python uses it: files of our own, and the database. `shapes`
derives from the type hints of the dataclasses how they are read, written and described; `values`
does so for single values; `complaints` says what is wrong where.
"""
