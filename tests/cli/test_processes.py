"""Commands as processes: a reader that goes, folders that can't be written, a disk that is full."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from beholden.graph.release import Release
from beholden.graph.workspace import OLD, PARTIAL, Workspace
from tests.cli.conftest import Command, process

pytestmark = pytest.mark.thorough

AS_ANYBODY = """
import ctypes, os
if os.geteuid() == 0:  # root reads and writes whatever the mode, by these two capabilities
    for capability in (1, 2):
        assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0
"""


@pytest.mark.parametrize(
    ("words", "lines"), [(["queries"], 0), (["queries", "--format", "csv"], 1), (["--help"], 0)]
)
def test_a_reader_that_goes_is_no_error(words: list[str], lines: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "beholden", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        for _ in range(lines):
            assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_the_head_of_an_answer_that_is_larger_than_a_pipe(hostile: Path) -> None:
    """The writer is still at work when its reader goes."""
    script = f'set -o pipefail; "{sys.executable}" -c "{ENDLESS}" | head -1'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "number,text\n", "")


ENDLESS = (
    "import sys; from beholden.cli import main; import beholden.cli.loading as it; "
    "from beholden.cli.output import write_rows; "
    "it.sources.callback = lambda form: "
    "write_rows(('number', 'text'), [(one, 'x' * 99) for one in range(9999)], form); "
    "sys.argv = ['beholden', 'sources', '--format', 'csv']; main()"
)


INTERRUPTED = """
import os, signal, sys, time
from beholden.cli import main
import beholden.cli.loading as it

def interrupt(*_):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(9)

{made}
it.sources.callback = made
sys.argv = ["beholden", "sources"]
main()
"""


@pytest.mark.parametrize(
    "made",
    [
        'def made(form): exec("interrupt()")',
        'def made(form): type("Made", (), {"own": type("Own", (), {"__set_name__": interrupt})()})',
    ],
    ids=["code from a string", "a class"],
)
def test_ctrl_c_while_a_module_is_made_ends_with_130_too(tmp_path: Path, made: str) -> None:
    """Python ends by the signal where it came while code from a string ran, and wraps it where it makes a class."""
    (tmp_path / "interrupted.py").write_text(INTERRUPTED.replace("{made}", made))
    done = subprocess.run(
        [sys.executable, "-m", "interrupted"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "beholden: stopped")


def test_without_a_home_and_in_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    said = process("run", env={"HOME": "", "BEHOLDEN_HOME": ""}, cwd=folder, before=AS_ANYBODY)
    assert said.error == ".beholden: cannot make the workspace: Permission denied"
    assert process("case", "new", "mine", cwd=folder, before=AS_ANYBODY).error.startswith(
        "mine: cannot be made: "
    )
    assert list(folder.iterdir()) == []


def test_a_workspace_that_may_only_be_read_answers_and_refuses_to_change(
    hostile: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(hostile, home)
    (home / "lock").unlink(missing_ok=True)
    for folder in (home, home / "claims", home / "releases"):
        folder.chmod(0o555)
    env = {"BEHOLDEN_HOME": str(home)}
    assert process("show", "x/b", env=env, before=AS_ANYBODY).code == 0
    said = process("build", env=env, before=AS_ANYBODY)
    assert said.error == f"{home}: cannot write to the workspace: Permission denied"


def test_a_page_that_cannot_be_written_is_said(home: Path, tmp_path: Path, command: Command) -> None:
    own, closed, file = (tmp_path / name for name in ("home", "closed", "file"))
    shutil.copytree(home, own)
    file.write_text("in the way", encoding="utf-8")
    closed.mkdir()
    closed.chmod(0o555)
    for said, out in (
        (
            process(
                "draw", "ungc", "--out", closed / "page", env={"BEHOLDEN_HOME": str(own)}, before=AS_ANYBODY
            ),
            closed / "page",
        ),
        (command("draw", "ungc", "--out", file, home=own), file),
        (command("run", "--out", file / "page", home=own), file / "page"),
    ):
        assert said.error.startswith(f"{out}: the page cannot be written (")
    assert file.read_text(encoding="utf-8") == "in the way"
    assert list(closed.iterdir()) == []


def may_mount() -> bool:
    """Whether this machine lets us make a small disk."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    folder = tempfile.mkdtemp()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode == 0:
        subprocess.run(["umount", folder], check=True)
    Path(folder).rmdir()
    return done.returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


def leftovers(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.name.startswith((PARTIAL, OLD))]


def check_old_release(home: Path, name: str) -> None:
    assert Workspace(home).current().name == name
    Release.open(Workspace(home).current()).check()


@pytest.mark.parametrize("limit", [1, 4_000, 16_000])
def test_a_file_that_cannot_grow_leaves_the_release_before_it(limit: int, home: Path, tmp_path: Path) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own)
    name = Workspace(own).current().name
    env = {"BEHOLDEN_HOME": str(own)}
    before = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    said = process("build", "--as-of", "2026-11-25", env=env, before=before)
    assert (
        said.error
        == f"{own}/releases: cannot be written ([Errno 27] File too large); what was there before stays"
    )
    check_old_release(own, name)
    assert process("build", "--as-of", "2026-11-25", env=env).code == 0
    assert Workspace(own).current().name != name
    assert leftovers(own) == []


@pytest.mark.parametrize("free", [0, 100_000, 400_000] if may_mount() else [])
def test_a_disk_that_is_full_leaves_the_release_before_it(free: int, home: Path, disk: Path) -> None:
    own = disk / "home"
    shutil.copytree(home, own)
    name = Workspace(own).current().name
    ballast = disk / "ballast"
    left = os.statvfs(disk)
    ballast.write_bytes(b"x" * max(0, left.f_bavail * left.f_frsize - free))
    env = {"BEHOLDEN_HOME": str(own)}
    said = process("build", "--as-of", "2026-11-25", env=env)
    assert "[Errno 28] No space left on device" in said.error
    check_old_release(own, name)
    ballast.unlink()
    assert process("build", "--as-of", "2026-11-25", env=env).code == 0
    assert Workspace(own).current().name != name
    assert leftovers(own) == []


def test_the_pointer_to_the_release_that_cannot_be_written_leaves_the_old_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The very last write of a build."""
    own = tmp_path / "home"
    shutil.copytree(home, own)
    name = Workspace(own).current().name
    script = (
        "import sys, beholden.graph.workspace as it\n"
        "def full(path, text): raise OSError(28, 'No space left on device')\n"
        "it.write_atomically = full\n"
        "from beholden.cli import main\n"
        "sys.argv = ['beholden', 'build', '--as-of', '2026-11-25']\n"
        "main()"
    )
    env = {**os.environ, "BEHOLDEN_HOME": str(own)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"beholden: {own}: cannot be written ([Errno 28] No space left on device); "
        "the release before stays the current one\n"
    )
    check_old_release(own, name)
