"""What makes Neo4j Browser a tool for these graphs: a style, every query as a saved script, a guide to a case.

Tried with Neo4j Browser 5.24. What it does with a dropped file: a `.grass` file becomes the style, a `.zip` of
`.cypher` files becomes saved scripts in folders named like those in the archive, named by their first comment.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from beholden.errors import CaseError, StoreError
from beholden.graph.kinds import schema
from beholden.graph.workspace import write_atomically
from beholden.pages import words
from beholden.pages.looks import look
from beholden.pages.tables import page_cell
from beholden.queries.drawing import drawing
from beholden.queries.header import Query
from beholden.queries.packs import packs

FOLDER = Path(__file__).parent
STYLE, SCRIPTS, GUIDE, NOTES = "beholden.grass", "beholden-scripts.zip", "guide.html", "README.txt"
MOST_ROWS = 8
"""How many rows of an answer the guide shows; it says how many there are."""

DIAMETER = "110px"
WIDTHS = {
    "5px": ("OWNS", "CONTROLS", "EFFECTIVE_STAKE", "ULTIMATELY_OWNS", "HAS_CONTROL"),
    "3px": ("MEMBER_OF", "LISTED_ON", "SUPPLIES"),
    "1px": (),
}
"""How wide the arrows of a kind are. Grass knows kinds only: no width, dash or colour can follow a share or a date."""
CAPTIONS = {"OWNS": "OWNS {share}", "EFFECTIVE_STAKE": "EFFECTIVE_STAKE {share}"}
NARROW = "1px"
NEUTRAL = ("#6b6b67", "#ffffff")
_COLOUR = re.compile(r"--([a-z]+): (#[0-9a-f]{6});")
_PARAMETER = re.compile(r"\$([a-z_]+)")
_HOUR = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can state, so that the same release gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a guide: a query, the values that it is asked with, and what it answered.

    `names` says what stands for a parameter in the question, `columns` which ones of the answer the guide shows.
    """

    title: str
    text: str
    query: Query
    values: Mapping[str, Any]
    names: Mapping[str, str]
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Guide:
    """A walk through one case: its title, what it says first, its steps and the release that they asked."""

    title: str
    opening: str
    steps: Sequence[Step]
    release: str
    as_of: str


def browser_kit(values: Mapping[str, Mapping[str, Any]], guide: Guide | None) -> dict[str, bytes]:
    """The kit's files by name. `values` has, by query id, the values that a saved script sets.

    The same release gives the same bytes. Without a guide the kit has none.
    """
    made = {STYLE: style(), NOTES: (FOLDER / "kit" / "notes.txt").read_text(encoding="utf-8")}
    named = scripts(values)
    made |= {f"scripts/{name}": text for name, text in named.items()}
    if guide is not None:
        made[GUIDE] = guide_page(guide)
    return {**{name: text.encode() for name, text in made.items()}, SCRIPTS: _zipped(named)}


def write_kit(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the kit's files into the folder and return it; StoreError when that cannot be done."""
    try:
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / name, data)
    except OSError as problem:
        raise StoreError(
            f"{folder}: the kit cannot be written ({problem}); choose another folder"
        ) from problem
    return folder


def colours() -> dict[str, str]:
    """The colour of each look on our own pages, in light mode, from their style sheet."""
    sheet = (FOLDER / "template" / "page.css").read_text(encoding="utf-8")
    return dict(_COLOUR.findall(sheet.partition("}")[0]))


def style_rules() -> dict[str, dict[str, str]]:
    """The style by selector. `node.Party` stands before the kinds, since a later rule wins over an earlier one."""
    known = colours()
    rules = {
        "node": _node(*NEUTRAL),
        "relationship": _arrow("#5a5a57", NARROW, "<type>"),
        "node.Party": _node(*NEUTRAL),
    }
    for kind in schema().entity_kinds:
        rules[f"node.{kind.name}"] = _node(known[look(kind.name)], "#ffffff")
    width = {kind: wide for wide, kinds in WIDTHS.items() for kind in kinds}
    for kind in schema().relation_kinds:
        caption = CAPTIONS.get(kind.name, "<type>")
        rules[f"relationship.{kind.name}"] = _arrow("#5a5a57", width.get(kind.name, NARROW), caption)
    return rules


def _node(colour: str, ink: str) -> dict[str, str]:
    return {
        "diameter": DIAMETER, "color": colour, "border-color": colour, "border-width": "2px",
        "text-color-internal": ink, "font-size": "10px", "caption": "{name}",
    }  # fmt: skip


def _arrow(colour: str, width: str, caption: str) -> dict[str, str]:
    return {
        "color": colour, "shaft-width": width, "font-size": "9px", "padding": "3px",
        "text-color-external": "#1b1b1a", "text-color-internal": "#ffffff", "caption": caption,
    }  # fmt: skip


def style() -> str:
    """The style as a .grass file. The format has no comments, and quotes only around a caption."""
    parts = []
    for selector, rule in style_rules().items():
        lines = "".join(
            f'  {name}: "{value}";\n' if name == "caption" else f"  {name}: {value};\n"
            for name, value in rule.items()
        )
        parts.append(f"{selector} {{\n{lines}}}\n")
    return "\n".join(parts)


def literal(value: Any) -> str:
    r"""A value as Cypher, and as Neo4j Browser reads it behind `:param name =>`.

    A `\u` in a text would be read as a letter's number before the quotation marks are, so it is taken apart.

    >>> literal("it's"), literal(["a", 4]), literal(None)
    ("'it\\'s'", "['a', 4]", 'null')
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            safe = value.replace("\\", "\\\\").replace("'", "\\'").replace("\r", "\\r").replace("\n", "\\n")
            return f"'{safe}'".replace("\\u", "\\' + 'u")
        case list() | tuple():
            return f"[{', '.join(map(literal, value))}]"
    raise TypeError(f"{value!r} is no value of a query")


def parameters(query: Query, values: Mapping[str, Any]) -> str:
    """The commands that set a query's values, a line each; one without a value is named in a comment."""
    lines = []
    for one in query.parameters:
        if one.name in values:
            lines.append(f":param {one.name} => {literal(values[one.name])};")
        else:
            lines.append(f"// {one.name} ({one.takes}) has no value here; set it with :param {one.name} =>")
    return "\n".join(lines)


def scripts(values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Every query of every pack as saved scripts, by path: a folder a pack, up to three scripts a query.

    Browser shows a script's first comment as its name, sorts by it, and shows no rows of a query that stands behind a
    `:param` in one script: so the values are a script of their own, and each name begins with its turn.
    """
    made = {}
    for pack in packs():
        for query in pack.queries:
            name = query.id.partition(".")[2]
            if query.parameters:
                asked = parameters(query, values.get(query.id, {}))
                made[f"{pack.name}/{name} 1 values.cypher"] = f"// 1 values: {name}\n{asked}\n"
            made[f"{pack.name}/{name} 2 table.cypher"] = f"// 2 table: {name}\n{query.text}"
            drawn = drawing(query)
            if drawn is not None:
                made[f"{pack.name}/{name} 3 drawing.cypher"] = f"// 3 drawing: {name}\n{drawn}"
    return made


def _zipped(named: Mapping[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in named.items():
            archive.writestr(
                zipfile.ZipInfo(f"beholden {name}", _HOUR), text, compress_type=zipfile.ZIP_DEFLATED
            )
    return written.getvalue()


def guide_page(guide: Guide) -> str:
    """The guide as Neo4j Browser's `:play` reads it: a slide a step, with commands that run when clicked."""
    for step in guide.steps:
        if unknown := [name for name in step.columns if name not in step.query.returns]:
            raise CaseError(f"guide: {step.title}: {step.query.id} has no column {unknown[0]!r}")
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "kit"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["safe_text"] = safe_text
    return environment.get_template("guide.html").render(
        guide=guide,
        steps=[_shown(step) for step in guide.steps],
        style="style " + json.dumps(style_rules(), separators=(",", ":")),
        most=MOST_ROWS,
    )


def _shown(step: Step) -> dict[str, Any]:
    """What the template shows of a step, as plain text."""
    drawn = drawing(step.query)
    return {
        "title": step.title,
        "text": step.text,
        "question": asked(step),
        "caveats": step.query.caveats,
        "values": parameters(step.query, step.values),
        "table": f"// {asked(step)}\n{step.query.cypher}",
        "drawing": f"// The same as a drawing\n{drawn}" if drawn else None,
        "columns": [words.plain(name) for name in step.columns],
        "rows": [[_cell(name, row[name]) for name in step.columns] for row in step.rows[:MOST_ROWS]],
        "number": len(step.rows),
    }


def _cell(name: str, value: Any) -> str:
    if name == "shares":
        return "; ".join(words.share(share) for share in value)
    return str(page_cell(name, value)["text"])


def asked(step: Step) -> str:
    """The step's question in one line, with names where the query takes values."""
    told = _PARAMETER.sub(lambda match: step.names.get(match[1], match[1]), step.query.question)
    return " ".join(told.split())


def safe_text(text: object) -> Markup:
    """A text as HTML for Neo4j Browser.

    Browser takes whatever looks like a handler out of a guide before it reads it as HTML, even from the midst of a
    text (` one = 'x'`): so no equals sign stands there as one.

    >>> str(safe_text('<b> one = "x"'))
    '&lt;b&gt; one &#61; &quot;x&quot;'
    """
    return Markup(escape(str(text), quote=True).replace("=", "&#61;"))


def addresses(base: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What to type into Browser for each served file that it can fetch."""
    for name, command in ((GUIDE, ":guide"), (STYLE, ":style")):
        if name in names:
            yield name, f"{command} {base}/{name}"
