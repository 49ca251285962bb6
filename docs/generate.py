"""Write the reference pages that come from declarations, and what the documents' commands print.

With --check, compare the reference pages with what is there; the tests compare the rest.
"""

import sys
from pathlib import Path

from examples import DOCUMENTS, render

from beholden.cli.describe import commands_markdown
from beholden.exports.losses import losses_markdown
from beholden.exports.ontology import ontology
from beholden.exports.sparql import sparql_markdown
from beholden.graph.describe import kinds_markdown
from beholden.graph.describe_rules import rules_markdown
from beholden.loaders.describe import sources_markdown
from beholden.queries.describe import packs_markdown

FOLDER = Path(__file__).parent
PAGES = {
    "commands.md": commands_markdown,
    "kinds.md": kinds_markdown,
    "losses.md": losses_markdown,
    "ontology.ttl": ontology,
    "packs.md": packs_markdown,
    "rules.md": rules_markdown,
    "sources.md": sources_markdown,
    "sparql.md": sparql_markdown,
}


def main() -> int:
    """Return 1 with the names of the pages that are not current, when asked to check; else write them."""
    check = "--check" in sys.argv
    stale = []
    for name, markdown in PAGES.items():
        path, text = FOLDER / name, markdown()
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    for document in () if check else DOCUMENTS:
        document.write_text(render(document), encoding="utf-8")
    if stale:
        print(f"not current: {', '.join(stale)}; run `make docs`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
