"""A forest in arrays, laid out so that the meeting point of two nodes is found quickly."""

from __future__ import annotations

import numpy as np

from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.stakes import Bools, Int32s

NOBODY = -1


def roots(parent: Int32s) -> Int32s:
    """Return the root above each node of a forest, a root being its own."""
    root = np.full(len(parent), NOBODY, np.int32)
    kernel_for(_roots, len(parent))(parent, root)
    return root


def upward(nodes: Int32s, parent: Int32s) -> tuple[Int32s, Int32s, Int32s]:
    """Return the nodes and all above them as a forest of their own.

    These are the nodes it has, in order; the place of each in it, NOBODY for others; and its parents, as places.
    """
    inside = np.zeros(len(parent), np.bool_)
    kernel_for(_mark_upward, len(parent))(nodes, parent, inside)
    kept = np.flatnonzero(inside).astype(np.int32)
    number = np.full(len(parent), NOBODY, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    above = parent[kept]
    return kept, number, np.where(above == NOBODY, NOBODY, number[above]).astype(np.int32)


def lay_out(parent: Int32s) -> tuple[Int32s, Int32s, Int32s]:
    """Return, for each node of a forest, its depth, its place in a walk, and the top of its heavy path.

    The walk goes down heavy children first. ``parent`` is NOBODY for roots and must have no rings. A path from a
    node to its root crosses no more heavy paths than the logarithm of the number of nodes, so that two nodes meet in
    few steps.
    """
    nodes = len(parent)
    order = np.empty(nodes, np.int32)
    depth, place, top = np.zeros(nodes, np.int32), np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    size, waiting = np.ones(nodes, np.int32), np.zeros(nodes, np.int32)
    heavy, free = np.full(nodes, NOBODY, np.int32), np.zeros(nodes, np.int32)
    kernel_for(_lay_out, nodes)(parent, order, depth, place, top, size, waiting, heavy, free)
    return depth, place, top


def _roots(parent: Int32s, root: Int32s) -> None:
    for first in range(len(parent)):
        node = first
        while root[node] == NOBODY and parent[node] != NOBODY:
            node = parent[node]
        above = node if root[node] == NOBODY else root[node]
        node = first
        while node != NOBODY and root[node] == NOBODY:
            root[node] = above
            node = parent[node]


def _mark_upward(nodes: Int32s, parent: Int32s, inside: Bools) -> None:
    for first in nodes:
        node = first
        while node != NOBODY and not inside[node]:
            inside[node] = True
            node = parent[node]


def _lay_out(
    parent: Int32s,
    order: Int32s,
    depth: Int32s,
    place: Int32s,
    top: Int32s,
    size: Int32s,
    waiting: Int32s,
    heavy: Int32s,
    free: Int32s,
) -> None:
    """Fill depth, place and top; ``order`` has children before their parents."""
    nodes = len(parent)
    for node in range(nodes):
        if parent[node] != NOBODY:
            waiting[parent[node]] += 1
    found = 0
    for node in range(nodes):
        if waiting[node] == 0:
            order[found] = node
            found += 1
    served = 0
    while served < found:
        above = parent[order[served]]
        served += 1
        if above == NOBODY:
            continue
        node = order[served - 1]
        size[above] += size[node]
        if heavy[above] == NOBODY or size[node] > size[heavy[above]]:
            heavy[above] = node
        waiting[above] -= 1
        if waiting[above] == 0:
            order[found] = above
            found += 1
    roots = 0
    for spot in range(nodes - 1, -1, -1):
        node = order[spot]
        above = parent[node]
        if above == NOBODY:
            depth[node] = 0
            place[node] = roots
            roots += size[node]
            top[node] = node
        else:
            depth[node] = depth[above] + 1
            if heavy[above] == node:
                place[node] = place[above] + 1
                top[node] = top[above]
            else:
                place[node] = free[above]
                free[above] += size[node]
                top[node] = node
        free[node] = place[node] + 1 + (size[heavy[node]] if heavy[node] != NOBODY else 0)
