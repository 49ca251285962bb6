"""What the tests of commands share: a workspace with the bundled case, one with hostile names, and ways to call."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from beholden import __version__
from beholden.cases.case import find_case
from beholden.cases.run import Done, run
from beholden.cli import main
from beholden.graph.workspace import Workspace
from tests.world import build_world

NAME = "Quote \"Q\" 'q' <b>&amp;</b> [red]x[/red]\n晨光, Ltd.; \x1b[31mred\x07 \u202eabc =1+1 | Заря"
"""A name as no publisher should write one: quotes, markup of two sorts, a line break, controls, three scripts."""


@dataclass(frozen=True)
class Said:
    """What a command gave: exit code, data, words."""

    code: int
    out: str
    words: str

    @property
    def error(self) -> str:
        """The one line that explains an exit code of 1."""
        assert (self.code, self.out) == (1, ""), self
        assert self.words.startswith("beholden: ") and self.words.endswith("\n"), self
        assert self.words.count("\n") == 1, self
        return self.words.removeprefix("beholden: ").rstrip("\n")


Command = Callable[..., Said]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Call `beholden` in this process, in an empty folder; `home` is its workspace."""

    def call(*words: str | Path, home: Path | str | None = None, cwd: Path | None = None) -> Said:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["beholden", *(str(word) for word in words)])
            patch.chdir(cwd or tmp_path)
            if home is None:
                patch.delenv("BEHOLDEN_HOME", raising=False)
            else:
                patch.setenv("BEHOLDEN_HOME", str(home))
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
        out, words_ = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, out, words_)

    return call


def process(
    *words: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None, before: str = ""
) -> Said:
    """Call `python -m beholden` as a process of its own, which runs some code `before`."""
    call = [sys.executable, "-m", "beholden", *(str(word) for word in words)]
    if before:
        call = [
            sys.executable,
            "-c",
            f"{before}\nimport os, sys\nos.execv(sys.executable, sys.argv[1:])",
            *call,
        ]
    done = subprocess.run(call, env={**os.environ, **(env or {})}, cwd=cwd, capture_output=True, check=False)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The bundled case, run once."""
    folder = tmp_path_factory.mktemp("bundled")
    return run(
        find_case("surveillance-and-the-compact"),
        Workspace(folder / "home"),
        folder / "report",
        software=__version__,
        watch=lambda text: contextlib.nullcontext(lambda number: None),
    )


@pytest.fixture(scope="session")
def home(bundled: Done) -> Path:
    """The workspace of the bundled case; tests only read it."""
    return bundled.release.folder.parent.parent


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which a company has a hostile name; tests only read it."""
    folder = tmp_path_factory.mktemp("hostile")
    build_world(
        {
            "entity": [
                {"id": "x/a", "kind": "Company", "name": NAME, "names": ["A\nB", 'say "A"']},
                {"id": "x/b", "kind": "Company", "name": "B; C"},
            ],
            "relation": [{"arrow": ["OWNS", "x/b", "x/a"], "as": "x/r", "share": 0.25, "quote": NAME}],
        },
        folder,
    )
    return folder
