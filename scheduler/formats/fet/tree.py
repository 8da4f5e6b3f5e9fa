"""From the bytes of a .fet file to a tree of elements that know their line."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from scheduler.domain.document.complaints import quoted
from scheduler.errors import InputError
from scheduler.formats.files import refuse_large

__all__ = ["MOST_BYTES", "Element", "read_tree"]

MOST_BYTES = 32 * 1024 * 1024
"""Largest .fet file that is read; the largest known schools need half a megabyte."""

_MOST_ELEMENTS = 500_000
_DEEPEST = 40


class Element:
    """
    An element of the file.

    Attributes
    ----------
    line
        Where it begins in the file, 1 the first line.
    begin, end
        Where it begins in the bytes of the file, and where its closing tag does.
    text
        Its own text, with single blanks where there was white space, and none at the ends.
    """

    __slots__ = ("_pieces", "attributes", "begin", "children", "end", "line", "tag")

    def __init__(self, tag: str, line: int, begin: int, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.line = line
        self.begin = self.end = begin
        self.attributes = attributes
        self.children: list[Element] = []
        self._pieces: list[str] = []

    def add_text(self, piece: str) -> None:
        """Take in a further piece of its text."""
        self._pieces.append(piece)

    @property
    def text(self) -> str:
        """Its own text."""
        return " ".join(self.spelling.split())

    @property
    def spelling(self) -> str:
        """Its own text with all white space that stands there."""
        return "".join(self._pieces)

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the children with one of these tags, in the order of the file."""
        return (one for one in self.children if one.tag in tags)

    def first(self, *tags: str) -> Element | None:
        """Return the first child with one of these tags."""
        return next(self.all(*tags), None)

    def word(self, *tags: str) -> str:
        """Text of the first child with one of these tags that has any; else nothing."""
        return next((one.text for one in self.all(*tags) if one.text), "")

    def words(self, *tags: str) -> tuple[str, ...]:
        """Texts of the children with one of these tags, each once."""
        return tuple(dict.fromkeys(one.text for one in self.all(*tags) if one.text))


class _Target:
    """Builds the tree while the parser reads."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.parser: Any = None  # expat's own, which knows the line
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise InputError(self.where, f"It has more than {_MOST_ELEMENTS:,} elements.")
        if len(self._open) >= _DEEPEST:
            raise InputError(
                f"{self.where}, line {line}", f"Its elements are nested over {_DEEPEST} deep."
            )
        element = Element(tag, line, self.parser.CurrentByteIndex, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].add_text(text)

    def end(self, tag: str) -> None:
        self._open.pop().end = self.parser.CurrentByteIndex

    def close(self) -> Element | None:
        return self.root


def read_tree(content: bytes, where: str) -> Element:
    """
    Read the elements of a .fet file.

    Raises
    ------
    InputError
        If it is too large, empty, no XML, XML with entities of its own, or of another kind.
    """
    refuse_large(content, where, MOST_BYTES)
    if not content.strip():
        raise InputError(where, "It is empty.")
    target = _Target(where)
    try:
        parser = DefusedXMLParser(target=target)
        target.parser = parser.parser
        parser.feed(content)
        parser.close()
    except ElementTree.ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise InputError(
            f"{where}, line {line}, column {column + 1}",
            f"It is not XML: {reason}. Save the school again in FET and take that file.",
        ) from error
    except DefusedXmlException as error:
        raise InputError(
            where, "It declares entities or refers to other files, which no .fet file needs."
        ) from error
    except (LookupError, ValueError) as error:
        raise InputError(where, "Its encoding is not known; save it as UTF-8.") from error
    root = target.root
    if root is None or root.tag.lower() != "fet":
        found = quoted(root.tag) if root is not None else "nothing"
        raise InputError(where, f'Its outermost element must be "fet", not {found}.')
    return root
