"""Run the commands that stand in README.md and docs/tutorial.md, and put what they print below them.

In a fence of the language `console`, a line that begins with `$ beholden` is run, in the order of the document and
in one new folder; what it prints replaces what stands below it. A fence of another language is left as it is. A
comment above a fence says what else is to be done:

    <!-- first 8 lines -->         of what each command of the fence prints, the first 8 lines stay, then "…"
    <!-- file: my-case/x.toml -->  what stands in the fence is written to this file
    <!-- below ... in case.toml -->  what stands in the fence is put below this line of the file
    <!-- not run: ... -->          the fence is left as it is, for the reason given
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
DOCUMENTS = (CHECKOUT / "README.md", CHECKOUT / "docs" / "tutorial.md")

_FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*) -->\n)?^```(?P<language>[a-z]+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
_HASH = re.compile(r"\b[0-9a-f]{16}\b")


class ExampleError(Exception):
    """A command of a document does not end as the document says."""


def render(document: Path) -> str:
    """The document with what its commands print now; ExampleError for a command that fails."""
    text = document.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        return _FENCE.sub(lambda found: _fence(found, Path(folder)), text)


def without_hashes(text: str) -> str:
    """The text with a mark in place of each hash: a release's hash tells the versions of what built it too."""
    return _HASH.sub("(hash)", text)


@dataclass(frozen=True)
class Fence:
    """A fence of a document: the mark above it or "", its language, and what stands in it."""

    mark: str
    language: str
    body: str


def fences(document: Path) -> Iterator[Fence]:
    """The fences of a document, in order."""
    for found in _FENCE.finditer(document.read_text(encoding="utf-8")):
        yield Fence(found["mark"] or "", found["language"], found["body"])


def commands(fence: Fence) -> Iterator[str]:
    """The beholden commands of a fence that are run, with the mark of the prompt before each."""
    if fence.language == "console" and not fence.mark.startswith("not run: "):
        yield from filter(_is_run, _lines(fence.body))


def _fence(found: re.Match[str], folder: Path) -> str:
    fence = Fence(found["mark"] or "", found["language"], found["body"])
    limit = re.fullmatch(r"first ([0-9]+) lines?", fence.mark)
    if fence.mark and limit is None and not fence.mark.startswith("not run: "):
        _put(fence, folder)
    if not any(commands(fence)):
        return found[0]
    body = []
    for line in _lines(fence.body):
        if line.startswith("$ "):
            body.append(line)
        if _is_run(line):
            printed = _run(line, folder)
            most = int(limit[1]) if limit else len(printed)
            body += [*printed[:most], *(["…"] if len(printed) > most else [])]
    head = found[0][: found.start("body") - found.start()]
    return "\n".join([head.removesuffix("\n"), *body, "```"])


def _put(fence: Fence, folder: Path) -> None:
    """Put what stands in the fence into the file that its mark names."""
    if new := re.fullmatch(r"file: (\S+)", fence.mark):
        path = folder / new[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fence.body, encoding="utf-8")
    elif below := re.fullmatch(r"below (.+) in (\S+)", fence.mark):
        path = folder / below[2]
        before, line, after = path.read_text(encoding="utf-8").partition(below[1] + "\n")
        if not line:
            raise ExampleError(f'"{below[1]}" is no line of {below[2]}')
        path.write_text(before + line + fence.body + after, encoding="utf-8")
    else:
        raise ExampleError(f'"{fence.mark}" above a fence says nothing that is known')


def _lines(body: str) -> list[str]:
    """The lines of a fence; a command that goes on after a backslash at a line's end is one of them."""
    return [line.removesuffix("\n") for line in re.findall(r"(?:[^\n]*\\\n)*[^\n]*\n", body)]


def _is_run(line: str) -> bool:
    return line.startswith("$ beholden ")


def _run(line: str, folder: Path) -> list[str]:
    """The lines that a command prints, on stdout and stderr, without blanks at their ends."""
    words = shlex.split(line.replace("\\\n", " "))[2:]
    done = subprocess.run(
        [sys.executable, "-m", "beholden", *words],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "BEHOLDEN_HOME"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ExampleError(f"`beholden {' '.join(words)}` ends with {done.returncode}:\n{done.stdout}")
    return [line.rstrip() for line in done.stdout.splitlines()]
