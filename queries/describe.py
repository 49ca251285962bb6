"""The reference page of the packs, from the queries' own headers."""

from __future__ import annotations

from beholden.queries.packs import packs


def packs_markdown() -> str:
    """The page docs/packs.md."""
    lines = ["# Packs", "", "Generated from the headers of the queries by `make docs`.", ""]
    for pack in packs():
        lines += [f"## {pack.title}", "", pack.about, "", f"For: {pack.readers}", ""]
        for query in pack.queries:
            lines += [f"### `{query.id}`", "", query.question.replace("$", ""), ""]
            for parameter in query.parameters:
                default = f", default `{parameter.default}`" if parameter.default else ""
                lines.append(f"- takes `{parameter.name}` ({parameter.takes}{default})")
            lines += [f"- returns {', '.join(f'`{name}`' for name in query.returns)}", ""]
            lines += [f"> {caveat}" if caveat else ">" for caveat in query.caveats]
            lines.append("")
    return "\n".join(lines)
