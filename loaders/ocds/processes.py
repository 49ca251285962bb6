"""Contracting processes: the releases of each, put in order and merged as the standard has it.

A record is one process: all releases that say something of it, in all files of a load.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from beholden.loaders import Record, Rejected, Skipped
from beholden.loaders.ocds.documents import Document, Placed, documents

LINKED = "a link to a release, which itself is not in the files"
COMPILED = "part of a record whose compiled release is read"
HISTORY = "the history of a record whose releases are read"
NOTHING = "a record without a release"
SUPERSEDED = "superseded by a compiled release of the same process"
NO_AWARD = "no award and no contract in its process"
TOO_DEEP = "lists or objects stand in each other a thousand deep"

_EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Package:
    """What a package states of its releases; empty where it states nothing."""

    publisher: str = ""
    licence: str = ""
    address: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A release as published; `text` is its JSON, `value` the same with the newest values of a versioned one."""

    where: str
    value: Mapping[str, Any]
    text: str
    date: str
    package: Package
    is_compiled: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """A process as its releases leave it; `date` and `package` are those of the newest release."""

    ocid: str
    value: Mapping[str, Any]
    date: str
    package: Package


def package_of(document: Document) -> Package:
    """What a document states of the releases in it."""
    publisher = document.fields.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else None
    named = {key: document.fields.get(key) for key in ("license", "uri", "publishedDate")}
    return Package(*(text.strip() if isinstance(text, str) else "" for text in (name, *named.values())))


def read_processes(files: Sequence[Path]) -> Iterator[Record | Rejected | Skipped]:
    """Yield one record a process with an award or contract, and with its reason every release that is in none.

    Files are read by name, so that of two releases of one date always the same one counts as the later.
    """
    processes: dict[str, list[Release]] = {}
    for file in sorted(files, key=lambda file: file.name):
        for document in documents(file):
            for item in _releases(document):
                if isinstance(item, Release):
                    processes.setdefault(str(item.value["ocid"]), []).append(item)
                else:
                    yield item
    for ocid, releases in processes.items():
        yield from _process(ocid, releases)


def _releases(document: Document) -> Iterator[Release | Rejected | Skipped]:
    package = package_of(document)
    if document.is_record:
        yield from _of_record(document, package)
        return
    if "ocid" in document.keys:
        yield _release(Placed(document.where, document.fields), package)
        return
    for placed in document.releases:
        yield _release(placed, package)
    for placed in document.records:
        if isinstance(placed.value, Document):
            yield from _of_record(placed.value, package)
        else:
            yield _rejected(placed, "a record must be an object")


def _of_record(record: Document, package: Package) -> Iterator[Release | Rejected | Skipped]:
    """The releases that tell of a record: the compiled one, else those in it, else its history."""
    embedded = [placed for placed in record.releases if not _is_link(placed)]
    for placed in record.releases:
        if _is_link(placed):
            yield Skipped(placed.where, LINKED)
        elif record.compiled is not None:
            yield Skipped(placed.where, COMPILED)
        else:
            yield _release(placed, package)
    ocid = record.fields.get("ocid")
    if record.compiled is not None:
        yield _release(record.compiled, package, ocid=ocid, is_compiled=True)
    if record.versioned is not None:
        if record.compiled is not None or embedded:
            yield Skipped(record.versioned.where, COMPILED if record.compiled is not None else HISTORY)
        else:
            yield _release(record.versioned, package, ocid=ocid, is_compiled=True, is_versioned=True)
    if not record.releases and record.compiled is None and record.versioned is None:
        yield Skipped(record.where, NOTHING)


def _is_link(placed: Placed) -> bool:
    return isinstance(placed.value, dict) and "url" in placed.value and "ocid" not in placed.value


def _release(
    placed: Placed,
    package: Package,
    *,
    ocid: Any = None,
    is_compiled: bool = False,
    is_versioned: bool = False,
) -> Release | Rejected:
    """The release at a place; `ocid` is that of its record."""
    value = placed.value
    if not isinstance(value, dict):
        return _rejected(placed, "a release must be an object")
    try:
        text = compact(value)
        if is_versioned:
            newest = max(_dates(value), key=lambda date: _moment(date) or _EARLIEST, default="")
            value = {**_newest(value), "date": newest}
    except RecursionError:
        return Rejected(placed.where, TOO_DEEP, "")
    if ocid is not None:
        value = {"ocid": ocid, **value}
    if not isinstance(value.get("ocid"), str) or not value["ocid"].strip():
        return _rejected(placed, "there is no ocid, which says of which process it is")
    try:
        text.encode()
    except UnicodeEncodeError:
        return _rejected(placed, "half a character (a lone surrogate) stands in it")
    date, tags = value.get("date"), value.get("tag")
    compiled = is_compiled or (isinstance(tags, list) and "compiled" in tags)
    return Release(placed.where, value, text, date if isinstance(date, str) else "", package, compiled)


def _process(ocid: str, releases: Sequence[Release]) -> Iterator[Record | Rejected | Skipped]:
    known = []
    for release in releases:
        if len(releases) > 1 and _moment(release.date) is None:
            reason = f'its date "{release.date}" does not tell its place among the releases of {ocid}'
            yield Rejected(release.where, reason, release.text)
        else:
            known.append(release)
    known.sort(key=lambda release: (_moment(release.date) or _EARLIEST, release.is_compiled))
    first = max((place for place, release in enumerate(known) if release.is_compiled), default=0)
    for release in known[:first]:
        yield Skipped(release.where, SUPERSEDED)
    known = known[first:]
    if not known:
        return
    try:
        value: Mapping[str, Any] = reduce(_merged, (release.value for release in known))
    except RecursionError:
        for release in known:
            yield Rejected(release.where, TOO_DEEP, release.text)
        return
    if not value.get("awards") and not value.get("contracts"):
        for release in known:
            yield Skipped(release.where, NO_AWARD)
        return
    process = Process(ocid, value, known[-1].date, known[-1].package)
    texts = dict.fromkeys(release.text for release in known)
    yield Record({"process": process}, [release.where for release in known], "\n".join(texts))


def _moment(text: str) -> dt.datetime | None:
    """When a release was made; a time without a zone is read as UTC. None where the text is no date."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _merged(old: Any, new: Any) -> Any:
    """What is left of an older value when a newer release states it anew (the merge routine of OCDS 1.1).

    Objects are merged key by key and lists of objects with ids by these; everything else is replaced.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        both = dict(old)
        for name, value in new.items():
            if value is None:
                both.pop(name, None)
            else:
                both[name] = _merged(both[name], value) if name in both else value
        return both
    if not (_has_ids(old) and _has_ids(new)):
        return new
    places = {str(item["id"]): place for place, item in enumerate(old)}
    items = list(old)
    for item in new:
        place = places.setdefault(str(item["id"]), len(items))
        if place < len(items):
            items[place] = _merged(items[place], item)
        else:
            items.append(item)
    return items


def _has_ids(value: Any) -> bool:
    """Whether it is a list of objects that have ids; an empty one is, since it adds none."""
    return isinstance(value, list) and all(
        isinstance(item, dict) and isinstance(item.get("id"), (str, int)) for item in value
    )


def _newest(value: Any) -> Any:
    """A part of a versioned release with the newest value of each field; lists of versions are by date."""
    if isinstance(value, dict):
        return {name: _newest(part) for name, part in value.items()}
    if isinstance(value, list) and value:
        if all(isinstance(part, dict) and {"releaseDate", "value"} <= part.keys() for part in value):
            return value[-1]["value"]
        return [_newest(part) for part in value]
    return value


def _dates(value: Any) -> Iterator[str]:
    """The dates of the releases that a versioned release is made of."""
    if isinstance(value, dict):
        if isinstance(date := value.get("releaseDate"), str):
            yield date
        for part in value.values():
            yield from _dates(part)
    elif isinstance(value, list):
        for part in value:
            yield from _dates(part)


def compact(value: Any) -> str:
    """JSON without blanks, its letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _rejected(placed: Placed, reason: str) -> Rejected:
    try:
        return Rejected(placed.where, reason, json.dumps(placed.value))
    except RecursionError:
        return Rejected(placed.where, TOO_DEEP, "")
