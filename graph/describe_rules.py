"""The reference page of the rules, rendered from the files that hold them."""

from __future__ import annotations

from beholden.graph.reference_entities import reference
from beholden.graph.rule import CONFIDENCE, Rule, span_words
from beholden.graph.rules import registry


def rules_markdown() -> str:
    """The page docs/rules.md."""
    lines = [
        "# Rules",
        "",
        "Generated from `graph/rules/*.toml` by `make docs`.",
        "",
        "A rule says from whom it starts, at which share it bites, and when. None of this is legal advice; how well",
        "each rule is known stands with it, and a verdict says it too. [Verdicts](verdicts.md) tells how to ask for",
        "them, and how to write a rule of one's own.",
        "",
        "| how well it is known | |",
        "|---|---|",
        *(f"| `{word}` | {about} |" for word, about in CONFIDENCE.items()),
        "",
    ]
    for rule in registry().values():
        lines += _rule(rule)
    return "\n".join(lines)


def _rule(rule: Rule) -> list[str]:
    lines = [f"## `{rule.id}`", "", f"{rule.title}. {rule.authority}.", ""]
    lines += [f"- means: {rule.effect_says} (`{rule.effect}`)", f"- starts from: {_starts(rule)}"]
    if rule.part_says:
        lines.append(f"- open for {_names(rule.lists_in_part)}: {rule.part_says}")
    number = f", {rule.citation_number}" if rule.citation_number else ""
    lines.append(f"- published: <{rule.citation}>{number}")
    days = f", its days `{rule.days_known}`" if rule.days_known != rule.confidence else ""
    lines.append(f"- known: `{rule.confidence}`{days}" + (f". {rule.uncertain}" if rule.uncertain else ""))
    lines += [f"- {span_words(span)}: {span.why}" for span in (*rule.suspended, *rule.unconfirmed)]
    lines += ["", "| when | test | says |", "|---|---|---|"]
    lines += [f"| {span_words(one.span)} | {one.limbs} | {one.says} |" for one in rule.versions]
    return [*lines, ""]


def _starts(rule: Rule) -> str:
    parts = [
        _names((*rule.lists, *rule.lists_in_part)),
        _names(rule.owners),
        ", ".join(f"every {kind}" for kind in rule.kinds),
    ]
    return (
        "; ".join(part for part in parts if part) or "nothing that is loaded, so that it stays undetermined"
    )


def _names(ids: tuple[str, ...]) -> str:
    return ", ".join(f"{reference().get(id).name} (`{id}`)" for id in ids)
