import subprocess
import sys
from pathlib import Path

import pytest

from beholden.errors import StoreError
from beholden.graph.workspace import OLD, PARTIAL, Workspace, new_folder, write_atomically


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), new_folder(tmp_path, "one") as new:
        (new.folder / "half").write_text("x")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with new_folder(tmp_path, "one") as new:
        (new.folder / "whole").write_text("x")
    assert [path.name for path in tmp_path.rglob("*")] == ["one", "whole"]


def test_an_immutable_folder_that_is_there_is_kept(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with new_folder(tmp_path, immutable=True) as new:
            (new.folder / "text").write_text(text)
            new.name = "hash"
    assert (tmp_path / "hash" / "text").read_text() == "first"


def test_a_folder_replaces_the_one_of_its_name(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with new_folder(tmp_path, "one") as new:
            (new.folder / text).write_text("x")
    assert [path.name for path in tmp_path.rglob("*")] == ["one", "second"]


def test_what_a_killed_process_left_is_swept_and_what_it_replaced_comes_back(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    source = workspace.claims / "a_source"
    for name in (PARTIAL + "x", OLD + "2026-01-01-aa", OLD + "2026-01-02-bb", "2026-01-02-bb"):
        (source / name).mkdir(parents=True)
    with workspace.lock():
        pass
    assert sorted(path.name for path in source.iterdir()) == ["2026-01-01-aa", "2026-01-02-bb"]


def test_a_second_writer_waits_and_then_is_told_why(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    code = (
        "import sys; from pathlib import Path; from beholden.graph.workspace import Workspace\n"
        "with Workspace(Path(sys.argv[1])).lock():\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="another process is writing"), workspace.lock(wait=0.1):
            pass
        other.kill()
    with workspace.lock(wait=5):
        pass


def test_what_a_process_works_in_stays_while_it_lives_and_is_swept_when_it_was_killed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    code = (
        "import sys; from pathlib import Path; from beholden.graph.workspace import Workspace\n"
        "with Workspace(Path(sys.argv[1])).pieces() as folder:\n"
        "    (folder / 'piece').write_text('x'); print(folder, flush=True); sys.stdin.read()"
    )
    with (
        workspace.pieces() as mine,
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other,
    ):
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        with workspace.lock():
            assert (theirs / "piece").exists() and mine.is_dir()
        other.kill()
        other.wait()
        with workspace.lock():
            assert mine.is_dir() and not theirs.exists()
    assert not mine.exists()


def test_no_release_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no release here yet"):
        Workspace(tmp_path).current()
    write_atomically(tmp_path / "current", "gone\n")
    with pytest.raises(StoreError, match="the current release is not there"):
        Workspace(tmp_path).current()


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"), new_folder(tmp_path / "file", "x"):
        pass
    with (
        pytest.raises(StoreError, match="cannot make the workspace"),
        Workspace(tmp_path / "file" / "home").lock(),
    ):
        pass


KILLED = """
import os, sys
from pathlib import Path
from beholden.graph.workspace import new_folder, write_atomically
folder = Path(sys.argv[1])
os.replace = os.rename = Path.replace = lambda *paths: os.kill(os.getpid(), 9)
if sys.argv[2] == "file":
    write_atomically(folder / "page.html", "half")
with new_folder(folder, "tables") as new:
    (new.folder / "half").write_text("half")
"""


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_a_killed_process_left_in_a_folder_of_the_user_goes_with_the_next_write(
    what: str, tmp_path: Path
) -> None:
    other = tmp_path / (PARTIAL + "of another machine")
    other.write_text("being written")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), what], check=False)
    assert killed.returncode == -9
    (left,) = (path for path in tmp_path.iterdir() if path != other)
    assert left.name.startswith(PARTIAL)
    with new_folder(tmp_path, "more"):
        # What this process, which lives, is writing stays.
        write_atomically(tmp_path / "page.html", "whole")
        names = {path.name for path in tmp_path.iterdir()}
        assert {"page.html", other.name} < names and len(names) == 3 and left.name not in names
    assert {path.name for path in tmp_path.iterdir()} == {"page.html", "more", other.name}
