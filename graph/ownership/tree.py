"""A forest in arrays, laid out so that the meeting point of two nodes is found quickly."""

from __future__ import annotations

import numpy as np

from beholden.graph.ownership.compiled import kernel_for
from beholden.graph.ownership.stakes import Int32s

NOBODY = -1


def lay_out(parent: Int32s) -> tuple[Int32s, Int32s, Int32s, Int32s]:
    """Return, for each node of a forest, its depth, its place in a walk, the top of its heavy path, and its root.

    The walk goes down heavy children first. ``parent`` is NOBODY for roots and must have no rings. A path from a
    node to its root crosses no more heavy paths than the logarithm of the number of nodes, so that two nodes meet in
    few steps.
    """
    nodes = len(parent)
    order = np.empty(nodes, np.int32)
    depth, place, top = np.zeros(nodes, np.int32), np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    size, waiting = np.ones(nodes, np.int32), np.zeros(nodes, np.int32)
    heavy, free = np.full(nodes, NOBODY, np.int32), np.zeros(nodes, np.int32)
    root = np.empty(nodes, np.int32)
    kernel_for(_lay_out, nodes)(parent, order, depth, place, top, root, size, waiting, heavy, free)
    return depth, place, top, root


def _lay_out(
    parent: Int32s,
    order: Int32s,
    depth: Int32s,
    place: Int32s,
    top: Int32s,
    root: Int32s,
    size: Int32s,
    waiting: Int32s,
    heavy: Int32s,
    free: Int32s,
) -> None:
    """Fill depth, place, top and root; ``order`` has children before their parents."""
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
            root[node] = node
            place[node] = roots
            roots += size[node]
            top[node] = node
        else:
            depth[node] = depth[above] + 1
            root[node] = root[above]
            if heavy[above] == node:
                place[node] = place[above] + 1
                top[node] = top[above]
            else:
                place[node] = free[above]
                free[above] += size[node]
                top[node] = node
        free[node] = place[node] + 1 + (size[heavy[node]] if heavy[node] != NOBODY else 0)
