"""Tables of our own TOML files, read strictly: each fault is one SchemaError that names the place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from beholden.errors import SchemaError


def read_toml(path: Path) -> dict[str, Any]:
    """The file's tables; SchemaError when it can't be read or is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise SchemaError(f"{path.name}: {problem}") from problem


def only_known(here: str, table: Mapping[str, Any], keys: Iterable[str]) -> None:
    """Raise SchemaError for a key that is not among these."""
    known = sorted(keys)
    for key in table:
        if key not in known:
            near = suggestion(key, known)
            raise SchemaError(f'{here}: unknown key "{key}"{near}; known are {", ".join(known)}')


def text(here: str, table: Mapping[str, Any], key: str) -> str:
    """The text under this key; SchemaError when it is missing, empty or not a text."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SchemaError(f"{here}: {key} is missing or not a text")
    return value


def texts(here: str, table: Mapping[str, Any], key: str, needed: bool = False) -> tuple[str, ...]:
    """The list of texts under this key, none of them twice.

    SchemaError when it is no such list, or when a needed one is missing or empty.
    """
    value = table.get(key, [])
    is_list = isinstance(value, list) and all(isinstance(word, str) for word in value)
    if not is_list or (needed and not value):
        raise SchemaError(f'{here}: {key} is missing or not a list of texts, such as ["Company"]')
    if len(set(value)) < len(value):
        raise SchemaError(f"{here}: {key} names one thing twice")
    return tuple(value)


def flag(here: str, table: Mapping[str, Any], key: str) -> bool:
    """The boolean under this key, false where there is none."""
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise SchemaError(f"{here}: {key} must be true or false")
    return value


def subtable(here: str, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table under this key, empty where there is none."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise SchemaError(f"{here}: {key} must be a table")
    return value


def suggestion(word: object, known: Iterable[str]) -> str:
    """A question with the nearest known words, or nothing where none is near."""
    words = {candidate.lower(): candidate for candidate in known}
    near = get_close_matches(str(word).lower(), words, n=3)
    return f" (did you mean {' or '.join(words[match] for match in near)}?)" if near else ""
