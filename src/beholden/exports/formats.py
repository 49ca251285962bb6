"""The formats that a release can be exported to, and how an export reaches the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from beholden.errors import StoreError
from beholden.exports.material import Material
from beholden.graph.workspace import new_file, new_folder


@dataclass(frozen=True)
class Format:
    """A format: what it is, the function that writes it, and whether it is a folder of files.

    The function takes the material and a stream of bytes, or the folder to fill. What is `open` goes to others as it
    is: sources that may not be handed on are not in it.
    """

    about: str
    write: str
    folder: bool = False
    open: bool = False


FORMATS: Mapping[str, Format] = {
    "nquads": Format("RDF, one named graph a source, line by line", "rdf:write_nquads"),
    "turtle": Format("RDF, one graph", "rdf:write_turtle"),
    "ontology": Format("the terms of the RDF", "ontology:write_ontology"),
    "shapes": Format("SHACL shapes for the RDF", "shapes:write_shapes"),
    "graphml": Format("GraphML 1.0", "graphml:write_graphml"),
    "gexf": Format("GEXF 1.2, with the period of each edge", "gexf:write_gexf"),
    "node-link": Format("node-link JSON, as networkx reads it", "node_link:write_node_link"),
    "bods": Format("statements of BODS 0.4", "bods:write_bods"),
    "senzing": Format("records for Senzing, one a line", "senzing:write_senzing"),
    "ftm": Format("entities of FollowTheMoney, one a line", "ftm:write_ftm"),
    "csv": Format("a Frictionless data package of CSV files", "tables:write_csv", folder=True, open=True),
    "parquet": Format("the same of Parquet files", "tables:write_parquet", folder=True, open=True),
}
"""Formats by name, in the order of the documentation. Each is imported when it is used."""


def export(format: str, material: Material, stream: BinaryIO) -> None:
    """Write a format of one file to a stream of bytes: the same release gives the same bytes."""
    _function(FORMATS[format])(material, stream)


def export_file(format: str, material: Material, path: Path) -> None:
    """Write a format of one file, which appears whole or not at all; StoreError where it can't be written."""
    try:
        handle, name = new_file(path.parent)
    except OSError as problem:
        raise StoreError(f"{path}: cannot be written: {problem.strerror}") from problem
    try:
        with os.fdopen(handle, "wb") as stream:
            export(format, material, stream)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as problem:
        raise StoreError(f"{path}: cannot be written: {problem.strerror}") from problem
    finally:
        Path(name).unlink(missing_ok=True)


def export_folder(format: str, material: Material, folder: Path) -> None:
    """Write a format of many files into a new or empty folder, which appears whole; else StoreError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(f"{folder}: it must be a new or an empty folder")
    with new_folder(folder.parent, folder.name) as new:
        _function(FORMATS[format])(material, new.folder)


def _function(format: Format) -> Callable[[Material, BinaryIO | Path], None]:
    module, _, name = format.write.partition(":")
    function: Callable[[Material, BinaryIO | Path], None] = getattr(
        import_module(f"beholden.exports.{module}"), name
    )
    return function
