"""A page and the files beside it, on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from beholden.errors import StoreError
from beholden.graph.workspace import write_atomically


def write_files(folder: Path, made: Mapping[str, str]) -> Path:
    """Write these texts under their names and return the last one's path; each file is replaced at once.

    Other files in the folder are left alone. Raises StoreError when the folder cannot be written.
    """
    path = folder
    try:
        for name, text in made.items():
            path = folder / name
            write_atomically(path, text)
    except OSError as problem:
        raise StoreError(
            f"{folder}: the page cannot be written ({problem}); choose another folder"
        ) from problem
    return path
