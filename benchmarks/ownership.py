"""How long rules, control and integrated ownership take on made graphs: `python -m benchmarks.ownership`.

Prints what to paste into docs/benchmarks.md, and draws docs/images/ownership-curve.svg.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from math import log10
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.statistics import row, table

CHECKOUT = Path(__file__).resolve().parents[1]
PICTURE = CHECKOUT / "docs/images/ownership-curve.svg"
CURVE = (10_000, 100_000, 1_000_000, 10_000_000)
COLOURS = {"index": "#8a6d3b", "listed 30 %": "#b03060", "listed 1 %": "#1f6feb", "product": "#57606a"}


def job(*words: object) -> Any:
    """What a job found; its words on failure end this."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ownership_jobs", *map(str, words)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{words}: the job failed")
    print(f"{words}: done", file=sys.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def curve(worlds: list[dict[str, Any]]) -> list[str]:
    """CPU seconds by size, as a table."""
    lines = table(
        "parties", "stakes", "product", "index", "listed 1 %", "listed 30 %", "each alone 1 %", "controllers"
    )
    for one in worlds:
        names = ("product", "index", "listed 1 %", "listed 30 %", "each alone 1 %", "controllers")
        lines.append(row(one["parties"], one["stakes"], *(f"{one['cpu'][name]:.4f} s" for name in names)))
    return lines


def largest(one: dict[str, Any]) -> list[str]:
    """The largest graph against the product, with the marks that were set."""
    unit = one["cpu"]["product"]
    marks = {
        "index": "8 ×", "listed 1 %": "2 ×", "listed 30 %": "10 ×", "all rules 1 %": "20 ×", "controllers": "60 s wall",
    }  # fmt: skip
    lines = table("work", "CPU", "wall", "products", "mark", "within", "possible", "rounds")
    for name, seconds in one["cpu"].items():
        outcome = one["outcomes"].get(name, ("", "", ""))
        lines.append(
            row(
                name, f"{seconds:.2f} s", f"{one['wall'][name]:.2f} s", f"{seconds / unit:.1f} ×",
                marks.get(name, ""), *outcome,
            )
        )  # fmt: skip
    changes = one["changes"]
    return [
        *lines,
        "",
        f"All rules are the {one['rules']} of the registry that add holdings up, each from a list of its own. Peak "
        f"memory {one['peak_gb']:.2f} GB with the made graph and the product's matrix, {one['peak_kept_gb']:.2f} GB "
        "with a kept cascade besides. One changed stake re-judged in the kept cascade, 200 times: median "
        f"{changes['median_ms']:.2f} ms, 99 % under {changes['p99_ms']:.1f} ms, at most {changes['most_ms']:.1f} ms "
        f"(wall; mark 50 ms); up to {changes['most_moved']:,} parties changed; afterwards "
        f"{'the same as' if changes['same'] else 'NOT THE SAME as'} from scratch.",
    ]


def picture(worlds: list[dict[str, Any]]) -> str:
    """Seconds over parties, both logarithmic, as an SVG."""
    wide, high, left, bottom = 640, 380, 70, 50
    tall = high - bottom - 20
    low = min(one["cpu"][name] for one in worlds for name in COLOURS)
    top = max(one["cpu"][name] for one in worlds for name in COLOURS)
    first, last = int(log10(max(low, 1e-6))) - 1, int(log10(top)) + 1

    def across(parties: int) -> float:
        return left + (log10(parties) - 4) / 3 * (wide - left - 130)

    def up(seconds: float) -> float:
        return 20 + tall - (log10(max(seconds, 10.0**first)) - first) / (last - first) * tall

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">',
        f'<rect width="{wide}" height="{high}" fill="#ffffff"/>',
        f'<text x="{left}" y="{high - 8}">parties (three stakes to two parties); CPU seconds upwards</text>',
    ]
    for power in range(first, last + 1):
        y = up(10.0**power)
        parts.append(f'<path d="M{left} {y:.1f}H{wide - 130}" stroke="#d0d7de"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for one in worlds:
        parts.append(
            f'<text x="{across(one["parties"]):.1f}" y="{high - bottom + 18}" text-anchor="middle">'
            f"{one['parties']:,}</text>"
        )
    ends = sorted(COLOURS, key=lambda name: -worlds[-1]["cpu"][name])
    for place, name in enumerate(ends):
        spots = " ".join(f"{across(one['parties']):.1f},{up(one['cpu'][name]):.1f}" for one in worlds)
        parts.append(f'<polyline points="{spots}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
        y = up(worlds[-1]["cpu"][ends[0]]) + 18 * place
        parts.append(f'<text x="{wide - 122}" y="{y + 4:.1f}" fill="{COLOURS[name]}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def shapes(found: dict[str, Any]) -> list[str]:
    """Wall milliseconds of the hard shapes."""
    names = ("index", "cascade", "each alone", "controllers", "integrated")
    lines = table("shape", "stakes", "within", *(f"{name}, ms" for name in names))
    for name, one in found.items():
        cells = [f"{one['ms'][question]:.1f}" if question in one["ms"] else "" for question in names]
        lines.append(row(name, one["stakes"], one["within"], *cells))
    return lines


def peer(name: str, one: dict[str, Any]) -> str:
    """A row: the same rule by other means; of one that was stopped at its limit no more than that."""
    more = "more than " if one["stopped"] else ""
    same = "not ended" if one["same"] is None else "yes" if one["same"] else "NO"
    return row(
        name, one["clock"], f"{more}{one['peer']:.2f} s", f"{1000 * one['ours']:.2f} ms",
        f"{more}{one['peer'] / one['ours']:,.0f} ×", f"{one['peer_load']:.1f} s", f"{one['ours_index']:.3f} s", same,
    )  # fmt: skip


def minima(one: dict[str, Any]) -> dict[str, Any]:
    """What networkx takes for the lowest values alone, beside our time for both bounds."""
    return {**one, "peer": one["peer_minima"]}


def main() -> None:
    """Measure, and print Markdown on stdout; what goes on is on stderr."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ownership", description=main.__doc__)
    parser.add_argument(
        "--parties", type=int, default=CURVE[-1], help="size of the largest graph (default 10 million)"
    )
    parser.add_argument(
        "--peers", type=int, default=1_000_000, help="size of the graph the peers get (default 1 million)"
    )
    parser.add_argument(
        "--turns", type=int, default=5, help="how often what is compared is repeated (default 5)"
    )
    parser.add_argument(
        "--limit", type=float, default=600, help="seconds that a peer's rule may take (default 600)"
    )
    parser.add_argument("--only-peers", action="store_true", help="measure the peers and nothing else")
    parser.add_argument("--without-neo4j", action="store_true", help="leave the server out")
    options = parser.parse_args()
    out = [f"Measured on {datetime.now(UTC):%Y-%m-%d} with `python -m benchmarks.ownership`.", ""]
    out += ["| | |", "|---|---|", *(f"| {what} | {value} |" for what, value in machine.facts()), ""]
    if not options.only_peers:
        out += alone(options.parties, options.turns)
    out += peers(options.peers, options.limit, neo4j=not options.without_neo4j)
    print("\n".join(out))
    print(
        "\nPaste what stands on stdout into docs/benchmarks.md, under the heading of ownership.",
        file=sys.stderr,
    )


def alone(parties: int, turns: int) -> list[str]:
    """The made graphs up to this size, the curve and its picture, and the hard shapes."""
    worlds = [job("world", size, turns) for size in CURVE if size <= parties]
    PICTURE.write_text(picture(worlds), encoding="utf-8")
    return [
        f"#### {worlds[-1]['parties']:,} parties, {worlds[-1]['stakes']:,} stakes",
        "",
        *largest(worlds[-1]),
        "",
        *("#### By size", "", *curve(worlds), "", "![CPU seconds by size](images/ownership-curve.svg)", ""),
        *("#### Shapes", "", *shapes(job("shapes")), ""),
    ]


def peers(parties: int, limit: float, *, neo4j: bool) -> list[str]:
    """The same rule by other means, at this size, each stopped at the limit."""
    out = [f"#### The same rule by other means, {parties:,} parties", ""]
    out += table(
        "peer", "clock", "its rule", "ours, both bounds", "ratio", "its load", "our index", "same parties"
    )
    found = job("networkx", parties, limit)
    out.append(peer("networkx, both bounds", found))
    if not found["stopped"]:
        out.append(peer("networkx, lowest values alone", minima(found)))
    if neo4j:
        with tempfile.TemporaryDirectory() as folder:
            out.append(
                peer("Cypher on Neo4j 5.26, lowest values alone", job("neo4j", parties, limit, folder))
            )
    return out


if __name__ == "__main__":
    main()
