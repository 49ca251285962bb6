"""What the process of a Neo4j took so far, as Linux tells it."""

import os
from pathlib import Path


def processor_seconds(home: Path) -> float:
    """Seconds of the processor, of all threads of the server with this home."""
    # The name of the program, in brackets, may have blanks in it; the times are the 12th and 13th word after it.
    words = (_process(home) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(home: Path) -> float:
    """The most memory that the server with this home has had, in MB."""
    lines = (_process(home) / "status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


def _process(home: Path) -> Path:
    return Path("/proc") / (home / "pid").read_text(encoding="utf-8").strip()
