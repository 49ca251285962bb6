"""Tables: a file is closed when it is refused, however long its error is kept."""

from pathlib import Path

import pytest

from beholden.errors import SourceError
from beholden.loaders.tables import stream_table

OPEN = Path("/proc/self/fd")


@pytest.mark.skipif(not OPEN.exists(), reason="no list of open files here")
def test_a_refused_table_is_closed_while_its_error_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "twice.csv"
    file.write_text("kite,kite\n1,2\n")
    with pytest.raises(SourceError, match="stands there twice") as kept:
        list(stream_table(file))
    opened = [str(one.readlink()) for one in OPEN.iterdir() if one.is_symlink()]
    assert kept.value and str(file) not in opened
