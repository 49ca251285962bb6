"""A dossier as a page, as Markdown and as JSON: the same sentences, each with its claims."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from beholden.pages import words
from beholden.pages.render import asset, link, render

_MARKDOWN = re.compile(r"[\\`*_{}\[\]#|<>&~$@^]|:(?=//)|(?<=\bwww)\.|^[+=-]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What has a meaning within a line, makes an address a link, or begins a list."""


def dossier_page(report: Mapping[str, Any]) -> str:
    """The dossier as one HTML page without a script, that asks nothing of any host. Every text is escaped."""
    return render("dossier.html", asset("page.css"), [], report=report)


def dossier_json(report: Mapping[str, Any]) -> str:
    """The dossier as JSON, keys sorted."""
    return json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


def dossier_markdown(report: Mapping[str, Any]) -> str:
    """The dossier as Markdown: texts of sources are letters in it, and citations are footnotes with their claims."""
    return "\n".join(_markdown(report)).rstrip() + "\n"


def _markdown(report: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {as_text(report['title'])}"
    yield ""
    yield f"As of {words.date(report['as_of'])}. {as_text(report['legal'])}"
    for section in report["sections"]:
        yield f"\n## {section['title']}\n"
        if not section["lines"]:
            yield as_text(section["nothing"])
        for line in section["lines"]:
            yield f"- {as_text(line['text'])}{_marks(line['citations'])}"
            if line.get("certificate"):
                rule = line["rule_id"].removeprefix("rule/")
                yield f"  - Certificate `{line['certificate']}`: `beholden certificate {report['party']} --rule {rule}`"
    yield "\n## Statements, and what is answered to them\n"
    if not report["statements"]:
        yield "No loaded source holds a statement about it."
    for statement in report["statements"]:
        yield _statement(statement, "- ")
        for answer in statement["answers"]:
            yield _statement(answer, "  - ")
        if not statement["answers"]:
            yield f"  - {as_text(statement['silence'])}"
    yield "\n## Citations\n"
    for citation in report["citations"]:
        address = link(citation["url"])
        where = f" <{address}>" if address and not re.search(r"[<>\s]", address) else ""
        claims = ", ".join(f"`{claim}`" for claim in citation["claims"] if "`" not in claim)
        yield (
            f"[^{citation['n']}]: {as_text(citation['title'])}. {as_text(citation['stated_by'])}, "
            f"{words.date(citation['date'])}, {words.grade(citation['grade'])}.{where} Claims: {claims}"
        )


def _statement(statement: Mapping[str, Any], lead: str) -> str:
    said = f"{statement['speaker']} {words.plain(statement['stance'])}: {statement['text']}"
    return f"{lead}{as_text(said)}{_marks(statement['citations'])}"


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[^{number}]" for number in numbers)


def as_text(text: str) -> str:
    r"""The text so that Markdown shows it as it is: on one line, each letter that has a meaning there escaped.

    >>> as_text("<b>A & B</b>\n# _c_")
    '\\<b\\>A \\& B\\</b\\> \\# \\_c\\_'
    """
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))
