"""What an archive from the web holds, unpacked within limits: a bomb, or a way out of the folder, is refused."""

from __future__ import annotations

import fnmatch
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from beholden.errors import SourceError

RATIO = 200
"""How many times larger than packed a file may be, once it is large: text seldom packs better than 30 to 1."""

LARGE = 64 << 20
MEMBERS = 1000
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
"""What zipfile and gzip raise of a damaged archive, of a locked one, and of one packed in a way that they lack."""


def is_packed(file: Path) -> bool:
    """Tell whether a file is a ZIP or gzip archive, by its first bytes."""
    with file.open("rb") as opened:
        first = opened.read(4)
    return first == b"PK\x03\x04" or first[:2] == b"\x1f\x8b"


def unpack(file: Path, folder: Path, name: str, wanted: str, most: int) -> list[Path]:
    """Unpack the files of an archive whose names fit `wanted` (as "*.csv") into a folder; gzip gives the one `name`.

    SourceError where nothing fits, the archive is damaged, encrypted or leads out of the folder, or where more than
    `most` bytes come out of it, whatever it says of itself.
    """
    try:
        with file.open("rb") as opened:
            if opened.read(2) == b"\x1f\x8b":
                target = folder / name
                with gzip.open(file) as packed:
                    _copy(file, cast("IO[bytes]", packed), target, most, file.stat().st_size)
                return [target]
        return list(_unzip(file, folder, wanted, most))
    except _BROKEN as problem:
        raise SourceError(f"{file.name}: the archive is damaged ({problem}); fetch it again") from problem


def _unzip(file: Path, folder: Path, wanted: str, most: int) -> Iterator[Path]:
    left, seen = most, set[str]()
    with zipfile.ZipFile(file) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        if len(members) > MEMBERS:
            raise SourceError(f"{file.name}: {len(members):,} files in one archive, more than {MEMBERS:,}")
        chosen = [
            one
            for one in members
            if fnmatch.fnmatch(PurePosixPath(one.filename).name.lower(), wanted.lower())
        ]
        if not chosen:
            names = ", ".join(one.filename for one in members[:5])
            raise SourceError(f'{file.name}: no file in it is called "{wanted}"; it has {names or "none"}')
        for one in chosen:
            path = PurePosixPath(one.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in path.name:
                raise SourceError(
                    f"{file.name}: {one.filename!r} leads out of the folder; it is not unpacked"
                )
            if one.flag_bits & 1:
                raise SourceError(f"{file.name}: {one.filename} is encrypted; it is not unpacked")
            if path.name.lower() in seen:
                raise SourceError(f"{file.name}: two files in it are called {path.name}")
            seen.add(path.name.lower())
            target = folder / path.name
            with archive.open(one) as packed:
                left -= _copy(file, packed, target, left, one.compress_size)
            yield target


def _copy(file: Path, packed: IO[bytes], target: Path, most: int, packed_size: int) -> int:
    """Write what comes out of an archive, and give how much it was; what is over a limit is refused as it comes."""
    size = 0
    with target.open("wb") as written:
        while piece := packed.read(_PIECE):
            size += len(piece)
            if size > most:
                raise SourceError(
                    f"{file.name}: more than {most:,} bytes come out of it; see unpacked_mb of its source.toml"
                )
            if size > LARGE and size > RATIO * max(packed_size, 1):
                raise SourceError(
                    f"{file.name}: what comes out of it is over {RATIO} times what went in; it is a bomb, not a list"
                )
            written.write(piece)
    return size
