"""A pack of files as a folder and as a zip file of the same bytes, with checksums."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beholden.errors import StoreError
from beholden.graph.workspace import new_folder, write_atomically
from beholden.pages.report import write_report

CHECKSUMS = "checksums.txt"
_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file can name; it stands for no date at all."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A report and the texts that go with it, by their paths in the folder; `name` is the zip file's."""

    name: str
    report: Mapping[str, Any]
    files: Mapping[str, str]


def write_pack(pack: Pack, out: Path) -> Path:
    """Replace the folder by the pack, all at once, write `<out>.zip` beside it, and return the page's path.

    A folder that is there and holds no pack raises StoreError: it may be somebody's work.
    """
    if out.exists() and not (out / CHECKSUMS).is_file() and any(out.iterdir()):
        raise StoreError(f"{out}: is there and holds no earlier pack; name a new folder")
    with new_folder(out.parent, out.name) as new:
        write_report(pack.report, new.folder)
        for name, text in pack.files.items():
            path = new.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        made = {
            path.relative_to(new.folder).as_posix(): path.read_bytes()
            for path in sorted(new.folder.rglob("*"))
            if path.is_file()
        }
        lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(made.items()))
        made[CHECKSUMS] = "".join(lines).encode()
        (new.folder / CHECKSUMS).write_bytes(made[CHECKSUMS])
    try:
        write_atomically(out.with_name(out.name + ".zip"), _zipped(pack.name, made))
    except OSError as problem:
        raise StoreError(f"{out}.zip: cannot be written ({problem})") from problem
    return out / "index.html"


def _zipped(name: str, files: Mapping[str, bytes]) -> bytes:
    """The files in one folder of a zip file, which is the same for the same files at any time and place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", date_time=_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else it is that of the machine that writes
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
