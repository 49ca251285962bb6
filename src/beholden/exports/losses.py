"""What does not come back when a release is written in a format and read again, as a page of the documentation."""

from __future__ import annotations

import tomllib
from pathlib import Path


def losses_markdown() -> str:
    """The tables of losses.toml, a section a format."""
    tables = tomllib.loads((Path(__file__).parent / "losses.toml").read_text(encoding="utf-8"))
    lines = [
        "# What each format loses",
        "",
        "A release in which every kind says everything it can is written in a format, loaded with the source that",
        "reads it, and built again. These values differ then, or are gone; a test compares them with this table. Ids",
        "are not looked at: those of loaded records come from the source. [Exports](exports.md) says what becomes of",
        "the rest.",
        "",
    ]
    for format, table in tables.items():
        lines += [f"## {format}", "", f"Read with `beholden load {table['source']}`. {table['about']}", ""]
        if not table["lost"]:
            lines += ["Every value comes back.", ""]
            continue
        lines += ["| kind | what does not come back |", "|---|---|"]
        lines += [
            f"| {kind.replace('-', ' ')} | {_listed(columns)} |" for kind, columns in table["lost"].items()
        ]
        lines.append("")
    return "\n".join(lines)


def _listed(columns: list[str]) -> str:
    return ", ".join(column if column == "everything" else f"`{column}`" for column in columns)
