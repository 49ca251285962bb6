"""Loops over arrays, compiled where there is much to do; the one module that knows numba.

A kernel is a plain function over numpy arrays and integers. Compiled or not, it gives the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

LARGE = 200_000
"""Steps from which the half second that importing numba takes is worth its while."""


def kernel_for(kernel: Callable[..., Any], size: int) -> Callable[..., Any]:
    """Return the kernel as it is for few steps, and compiled for many; ``size`` is about how many it will do."""
    return compiled(kernel) if size >= LARGE else kernel


@cache
def compiled(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Return the kernel compiled; what is compiled is kept on disk, so that the next process finds it."""
    import numba

    made: Callable[..., Any]
    try:
        made = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:  # neither the package's folder nor the user's can be written to
        made = numba.njit(nogil=True)(kernel)
    return made
