"""What a measurement was made on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from beholden import __version__

PACKAGES = ("polars", "pandas", "kglite", "lxml")


def facts() -> list[tuple[str, str]]:
    """The machine, the system and the versions, as (what, value)."""
    return [
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("memory", f"{_memory():.0f} GB"),
        ("system", f"{platform.system()} {platform.release().split('-')[0]}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        (
            "versions",
            ", ".join([f"beholden {__version__}", *(f"{name} {_version(name)}" for name in PACKAGES)]),
        ),
        ("load of the machine", f"{os.getloadavg()[0]:.1f} in the minute before"),
    ]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    """The processor's name as Linux gives it, else its family."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> float:
    """The machine's memory in GB of 10^9 bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
