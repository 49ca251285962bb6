"""Where the nodes of a network stand and how its arrows bend, from the data alone: the same in every run.

Layers run from the top (state owners) to the bottom (initiatives). Screening lists stand to the left and
contracts to the right, each with the public bodies that have to do with nothing else. Units are the pixels of
the drawing at its full size.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import TypeVar

BOX_WIDTH = 184
CAPTION = 20
LINE = 18
PADDING = 8
LINES = 3
COLUMN = BOX_WIDTH + 32
"""From the middle of a box to that of the next one in its row."""
ROW_GAP = 84
SIDE_GAP = 104
STACK_GAP = 30
FONT = 15
"""Sizes of the letters in boxes and on arrows; the page's script has the same."""
ARROW_FONT = 12
SWEEPS = 6
BENDS = (0.0, 0.12, -0.12, 0.22, -0.22, 0.32, -0.32, 0.42, -0.42, 0.54, -0.54, 0.85, -0.85)
"""How far an arrow may bend, in the order in which it is tried: positive is clockwise from its start."""

LEFT = frozenset({"ScreeningList", "Rule"})
RIGHT = frozenset({"Contract", "Place", "Product", "Asset"})

THOROUGH = 600
"""With more arrows than this, few bends are tried: a drawing as dense as that is read a part at a time."""

LABEL_AT = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
"""Where on its arrow a label may stand, 0 being the start, in the order in which it is tried."""

Point = tuple[int, int]
Area = tuple[float, float, float, float]
"""The middle of something, its width and its height."""
Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class Box:
    """A node's box: its middle, its size, and its name in lines that fit."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow between two nodes, with the lines of its label."""

    id: str
    start: str
    end: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How an arrow bends (0 is straight), and the middle of its label."""

    bend: float
    x: int
    y: int


def text_width(text: str) -> float:
    """About how wide the text is in the drawing's font, in widths of an em."""
    return sum(map(_width, text))


@lru_cache(maxsize=4096)
def _width(letter: str) -> float:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in " .,;:'|!ijlt()[]":
        return 0.32
    return 0.72 if letter.isupper() or letter in "mwMW@%" else 0.57


def wrap(text: str, width: float, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines of at most so many ems; what does not fit ends in an ellipsis.

    >>> wrap("Northern Optics and Signals Holding", 8, 2)
    ('Northern Optics', 'and Signals…')
    """
    made = [""]
    for word in text.split():
        joined = f"{made[-1]} {word}".lstrip()
        if text_width(joined) <= width:
            made[-1] = joined
            continue
        if made[-1]:
            made.append("")
        for letter in word:
            if text_width(made[-1] + letter) > width and _width(letter):
                made.append("")
            made[-1] += letter
    if len(made) > lines:
        last = made[lines - 1]
        while text_width(last + "…") > width:
            last = last[:-1]
        made[lines - 1 :] = [last.rstrip() + "…"]
    return tuple(line for line in made if line)


@lru_cache(maxsize=4096)
def balance(text: str, width: float, lines: int) -> tuple[str, ...]:
    """The text in as few lines as `wrap` needs, of about the same length.

    >>> balance("is listed as a participant of", 12, 3)
    ('is listed as a', 'participant of')
    """
    made = wrap(text, width, lines)
    while made and width > 4:
        narrower = wrap(text, width - 0.5, lines)
        if len(narrower) > len(made) or narrower[-1].endswith("…"):
            break
        made, width = narrower, width - 0.5
    return made


def place(
    kinds: Mapping[str, str],
    layers: Mapping[str, int],
    names: Mapping[str, str],
    links: Collection[Link],
) -> dict[str, Box]:
    """The box of each node: no two overlap. All three mappings have the node's id as their key."""
    if not kinds:
        return {}
    lines = {node: wrap(names[node], (BOX_WIDTH - 26) / FONT, LINES) for node in kinds}
    heights = {node: 2 * PADDING + CAPTION + LINE * len(lines[node]) for node in kinds}
    near: dict[str, set[str]] = defaultdict(set)
    for link in links:
        near[link.start].add(link.end)
        near[link.end].add(link.start)
    sides = _sides(kinds, near)
    rows = _ordered(_rows([node for node in kinds if node not in sides], layers), near, sides)
    spots = _centre(rows, heights)
    for side in (-1, 1):
        nodes = [node for node in sides if sides[node] == side]
        spots |= _beside(side, nodes=nodes, near=near, kinds=kinds, centre=spots, heights=heights)
    return {node: Box(*spots[node], BOX_WIDTH, heights[node], lines[node]) for node in kinds}


def _sides(kinds: Mapping[str, str], near: Mapping[str, set[str]]) -> dict[str, int]:
    """Which nodes stand beside the layers: -1 to the left, 1 to the right."""
    own = {node: -1 if kind in LEFT else 1 for node, kind in kinds.items() if kind in LEFT or kind in RIGHT}
    if len(own) == len(kinds):
        return {}
    sides = dict(own)
    for node, kind in kinds.items():
        found = {own.get(other) for other in near.get(node, ())}
        if kind == "PublicBody" and found in ({-1}, {1}):
            sides[node] = -1 if -1 in found else 1
    return sides


def _rows(nodes: Sequence[str], layers: Mapping[str, int]) -> list[list[str]]:
    """The layers from the top, the long ones in several rows of about the same length."""
    widest = max(4, math.ceil(1.1 * math.sqrt(len(nodes))))
    rows = []
    for layer in sorted({layers[node] for node in nodes}):
        members = sorted(node for node in nodes if layers[node] == layer)
        parts = math.ceil(len(members) / widest)
        rows += [members[part::parts] for part in range(parts)]
    return rows


def _ordered(
    rows: list[list[str]], near: Mapping[str, set[str]], sides: Mapping[str, int]
) -> list[list[str]]:
    """The rows, each in the order that keeps its nodes close to their neighbours."""
    half = max(map(len, rows), default=0) / 2
    middle = {node: side * half for node, side in sides.items()}
    middle |= {node: index - (len(row) - 1) / 2 for row in rows for index, node in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wish = {
                node: _mean((middle[other] for other in near.get(node, ())), middle[node]) for node in row
            }
            row.sort(key=lambda node: (round(wish[node], 6), node))
            middle |= {node: index - (len(row) - 1) / 2 for index, node in enumerate(row)}
    return rows


def _mean(values: Iterable[float], otherwise: float) -> float:
    # Sorted, since a set's order differs between runs and a sum of floats with it.
    found = sorted(values)
    return fmean(found) if found else otherwise


def _centre(rows: list[list[str]], heights: Mapping[str, int]) -> dict[str, Point]:
    spots = {}
    y = 0
    for row in rows:
        tallest = max(heights[node] for node in row)
        y += tallest // 2
        for index, node in enumerate(row):
            spots[node] = (round((index - (len(row) - 1) / 2) * COLUMN), y)
        y += tallest - tallest // 2 + ROW_GAP
    return spots


def _beside(
    side: int,
    *,
    nodes: Sequence[str],
    near: Mapping[str, set[str]],
    kinds: Mapping[str, str],
    centre: Mapping[str, Point],
    heights: Mapping[str, int],
) -> dict[str, Point]:
    """Columns on one side: a node stands at the height of its neighbours if there is room."""
    rows = [y for _, y in centre.values()]
    low, high = min(rows), max(rows)
    wish = {
        node: _mean((centre[other][1] for other in near.get(node, ()) if other in centre), (low + high) / 2)
        for node in nodes
    }
    order: list[str] = []
    groups = _groups(nodes, near)
    for group in sorted(groups, key=lambda group: (fmean(wish[node] for node in group), group)):
        bodies = [node for node in group if kinds[node] == "PublicBody"]
        others = sorted((node for node in group if node not in bodies), key=lambda node: (wish[node], node))
        order += [*others[: len(others) // 2], *bodies, *others[len(others) // 2 :]]
    step = max((heights[node] for node in nodes), default=0) + STACK_GAP
    parts = math.ceil(len(nodes) * step / max(high - low + ROW_GAP, 4 * COLUMN))
    length = math.ceil(len(nodes) / parts) if parts else 0
    edge = max(side * x for x, _ in centre.values()) + BOX_WIDTH // 2
    spots: dict[str, Point] = {}
    for part in range(parts):
        column = order[part * length : (part + 1) * length]
        x = edge + BOX_WIDTH // 2 + (COLUMN - BOX_WIDTH if part else SIDE_GAP)
        edge = x + BOX_WIDTH // 2
        top = max(low, fmean(wish[node] for node in column) - step * (len(column) - 1) / 2)
        spots |= {node: (side * x, round(top + step * index)) for index, node in enumerate(column)}
    return spots


def _groups(nodes: Iterable[str], near: Mapping[str, set[str]]) -> list[list[str]]:
    """The nodes in groups that arrows connect, each sorted."""
    left = set(nodes)
    groups = []
    while left:
        group = {min(left)}
        while more := {other for node in group for other in near.get(node, ()) if other in left} - group:
            group |= more
        left -= group
        groups.append(sorted(group))
    return groups


def via(start: Point, end: Point, bend: float) -> tuple[float, float]:
    """The point that a bent arrow leans to, as vis-network has it for `curvedCW` and `curvedCCW`."""
    across, up = end[0] - start[0], start[1] - end[1]
    size = abs(bend) * 0.5 + 0.5
    angle = math.atan2(up, across) + (bend * 0.5 + 0.5) * math.pi
    reach = size * math.hypot(across, up)
    return start[0] + reach * math.sin(angle), start[1] + reach * math.cos(angle)


def _along(start: Point, end: Point, bend: float, at: float) -> tuple[float, float]:
    x, y = via(start, end, bend)
    first, middle, last = (1 - at) ** 2, 2 * at * (1 - at), at**2
    return first * start[0] + middle * x + last * end[0], first * start[1] + middle * y + last * end[1]


def courses(boxes: Mapping[str, Box], links: Collection[Link]) -> dict[str, Course]:
    """How each arrow goes, by its id: beside other boxes, with its label where nothing else is.

    Arrows between the same two nodes differ as long as there are bends enough. Where nothing fits, an arrow
    takes the best there is.
    """
    cells: dict[Point, list[Box]] = defaultdict(list)
    for box in boxes.values():
        for column in range((box.x - box.width) // COLUMN, (box.x + box.width) // COLUMN + 1):
            for row in range((box.y - box.height) // ROW_GAP, (box.y + box.height) // ROW_GAP + 1):
                cells[column, row].append(box)
    few = len(links) > THOROUGH
    bends, spots = (BENDS[:3], LABEL_AT[:1]) if few else (BENDS, LABEL_AT)
    taken: dict[Point, list[Area]] = defaultdict(list)
    used: dict[tuple[str, str], list[float]] = defaultdict(list)
    chosen = {}
    for link in sorted(links, key=lambda link: link.id):
        ends = boxes[link.start], boxes[link.end]
        start, end = ((box.x, box.y) for box in ends)
        siblings = used[min(link.start, link.end), max(link.start, link.end)]
        turn = 1 if link.start <= link.end else -1
        # A long arrow that bends much leaves the drawing, so it rather goes behind a box.
        far = max(1.0, math.dist(start, end) / 700)
        best: tuple[float, Course, Area] | None = None
        for bend in bends if link.start != link.end else bends[:1]:
            points = [_along(start, end, bend, step / 16) for step in range(1, 16)]
            hits = sum(
                _inside(box, point) for point in points for box in _cell(cells, point) if box not in ends
            )
            bent = 100 * siblings.count(bend * turn) + 4 * hits + 14 * abs(bend) * far
            for at in spots:
                label = _label(link, _along(start, end, bend, at))
                covered = sum(
                    _overlap(label, (box.x, box.y, box.width, box.height)) for box in _cell(cells, label)
                )
                crowded = sum(_overlap(label, other) for other in _cell(taken, label))
                cost = bent + 6 * covered + 5 * crowded + 2 * abs(at - 0.5)
                if best is None or cost < best[0]:
                    best = cost, Course(bend, round(label[0]), round(label[1])), label
        assert best is not None, "there is always a bend to try"
        _, chosen[link.id], label = best
        siblings.append(chosen[link.id].bend * turn)
        column, row = int(label[0] // COLUMN), int(label[1] // ROW_GAP)
        for cell in ((column + right, row + down) for right in (-1, 0, 1) for down in (-1, 0, 1)):
            taken[cell].append(label)
    return chosen


def _cell(cells: Mapping[Point, Sequence[Held]], point: tuple[float, ...]) -> Sequence[Held]:
    return cells.get((int(point[0] // COLUMN), int(point[1] // ROW_GAP)), ())


def _inside(box: Box, point: tuple[float, float]) -> bool:
    return abs(point[0] - box.x) < box.width / 2 + 4 and abs(point[1] - box.y) < box.height / 2 + 4


def _label(link: Link, point: tuple[float, float]) -> Area:
    widest = max(map(text_width, link.lines), default=0)
    return *point, widest * ARROW_FONT + 10, len(link.lines) * 14.0 + 4


def _overlap(one: Area, other: Area) -> bool:
    return (
        abs(one[0] - other[0]) < (one[2] + other[2]) / 2 and abs(one[1] - other[1]) < (one[3] + other[3]) / 2
    )
