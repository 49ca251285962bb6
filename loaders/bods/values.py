"""Values of a statement, by name, with an error for one of another type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beholden.loaders import RecordError


def text(value: Mapping[str, Any], name: str) -> str:
    """A text without blanks at its ends, "" where there is none; a number is its text."""
    found = value.get(name)
    if found is None:
        return ""
    if isinstance(found, (dict, list, bool)):
        raise RecordError(f"{name} must be a text")
    return str(found).strip()


def part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object, empty where there is none."""
    found = value.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise RecordError(f"{name} must be an object")
    return found


def objects(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects, empty where there is none."""
    found = value.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise RecordError(f"{name} must be a list of objects")
    return found


def texts(value: Mapping[str, Any], name: str) -> list[str]:
    """A list of texts, empty where there is none."""
    found = value.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise RecordError(f"{name} must be a list of texts")
    return [one.strip() for one in found if one.strip()]


def only_known(value: Mapping[str, Any], known: frozenset[str], what: str) -> None:
    """RecordError that names the fields which are neither taken nor left."""
    if unknown := sorted(set(value) - known):
        raise RecordError(
            f"{what}: fields neither taken nor left: {', '.join(unknown)}; the standard may have added them"
        )
