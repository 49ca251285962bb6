"""The reference page of the sources, from their declarations."""

from __future__ import annotations

from beholden.loaders.fetching.addresses import Fetch
from beholden.loaders.run import source, sources


def sources_markdown() -> str:
    """The page docs/sources.md."""
    lines = ["# Sources", "", "Generated from each source's `source.toml` by `make docs`.", ""]
    for name in sources():
        declared = source(name)
        redistribute = "may be republished" if declared.redistribute else "may not be republished"
        lines += [
            f"## `{name}`",
            "",
            declared.title,
            "",
            f"- publisher: {declared.publisher}{' (official)' if declared.official else ''}, <{declared.page}>",
            f"- format: {declared.format}; published: {declared.cadence or 'not stated'}",
            f"- a copy speaks for {declared.max_age_days} days; after that it is too old to say “is”",
            f"- licence: {declared.licence}; {redistribute}",
            f"- gives: {', '.join(declared.emits)}",
            f"- grade of its claims: {declared.grade}",
        ]
        lines += _had(declared.fetch)
        lines += [f"- {key}: {value}" for key, value in declared.notes.items() if isinstance(value, str)]
        lines.append("")
    return "\n".join(lines)


def _had(fetch: Fetch | None) -> list[str]:
    """How its files are had: by `beholden fetch` from addresses, or by hand."""
    if fetch is None:
        return []
    if fetch.files:
        return [f"- fetched from: {', '.join(f'<{one.url}>' for one in fetch.files)}"]
    return [f"- had by hand: {' '.join(fetch.by_hand)}"]
