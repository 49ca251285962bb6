"""Reading XML element by element: nothing is fetched, no entity is resolved, and what was read is let go."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from beholden.errors import SourceError

Element = etree._Element


def is_xml(file: Path) -> bool:
    """Tell whether a file holds XML (or HTML), by its first character."""
    try:
        with file.open("rb") as opened:
            return opened.read(512).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    except OSError as problem:
        raise SourceError(f"{file.name}: cannot be read: {problem.strerror}") from problem


def elements(
    file: Path, whose: str, roots: Collection[str], names: Collection[str] = ()
) -> Iterator[Element]:
    """Yield the elements of these local names as they end, or every child of the root where none is named.

    An element is emptied when the next is asked for. `whose` is the publisher's possessive, for messages.
    XML that is empty, broken, truncated, of another root or with a DOCTYPE raises SourceError with the place.
    """
    root: Element | None = None
    wanted = frozenset(names)
    try:
        with file.open("rb") as opened:
            for event, element in etree.iterparse(
                opened, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
                huge_tree=False, remove_comments=True, remove_pis=True,
            ):  # fmt: skip
                if root is None:
                    root = element
                    _check_root(file, root, whose, roots)
                if event == "end" and (local(element) in wanted if wanted else element.getparent() is root):
                    yield element
                    _let_go(element)
    except OSError as problem:
        raise SourceError(f"{file.name}: cannot be read: {problem.strerror}") from problem
    except etree.XMLSyntaxError as problem:
        if root is None and not file.stat().st_size:
            raise SourceError(f"{file.name}: the file is empty") from problem
        raise SourceError(
            f"{file.name}:{problem.lineno}: the XML breaks off or is damaged ({problem.msg})"
        ) from problem


def local(element: Element) -> str:
    """The name of an element without its namespace; a prefix that nothing declares stays with it."""
    return plain_name(str(element.tag))


def plain_name(name: str) -> str:
    """The name of an element or attribute without its namespace, also one that is no name to lxml.

    >>> plain_name("{urn:x}Name"), plain_name("undeclared:Name")
    ('Name', 'undeclared:Name')
    """
    return name.rpartition("}")[2]


def text(element: Element) -> str:
    """The text of an element, without blanks at its ends."""
    return (element.text or "").strip()


def place(file: Path, element: Element) -> str:
    """The file and the line on which an element begins."""
    return f"{file.name}:{element.sourceline}"


def source_text(element: Element) -> str:
    """An element as published, without what follows it."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _let_go(element: Element) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _check_root(file: Path, root: Element, whose: str, roots: Collection[str]) -> None:
    if local(root) not in roots:
        raise SourceError(
            f"{file.name}: the root element is {local(root)}; {whose} list has {' or '.join(roots)}"
        )
    if root.getroottree().docinfo.doctype:
        raise SourceError(f"{file.name}: it declares a DOCTYPE, which {whose} files never do; it is not read")


def nested(element: Element) -> dict[str, list[Any]]:
    """What an element holds by name: a list of texts or of dicts a name; attributes are called ``@name``.

    What is empty is left out.
    """
    found: dict[str, list[Any]] = {
        f"@{plain_name(str(name))}": [value.strip()]
        for name, value in element.attrib.items()
        if value.strip()
    }
    for child in element:
        value = nested(child) if len(child) or child.attrib else text(child)
        if isinstance(value, dict) and text(child):
            value["#"] = [text(child)]
        if value:
            found.setdefault(local(child), []).append(value)
    return found
