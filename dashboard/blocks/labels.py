"""Where do labels beside a chart go, so that none covers another?"""

from collections.abc import Sequence

LINE_PX = 16


def spread(positions_px: Sequence[float], heights_px: Sequence[float]) -> list[float]:
    """Middles of labels, moved apart just as far as they need: each stands clear of its neighbours.

    `positions_px` are the middles that the labels would like, `heights_px` how tall each is. The order is kept, and
    labels that touch are moved as one group around their common middle.
    """
    order = sorted(range(len(positions_px)), key=lambda place: positions_px[place])
    groups: list[tuple[float, float, list[int]]] = []
    for place in order:
        middle, height, members = positions_px[place], heights_px[place], [place]
        while groups and groups[-1][0] + groups[-1][1] / 2 > middle - height / 2:
            before, tall, earlier = groups.pop()
            middle = (before * tall + middle * height) / (tall + height)
            height, members = tall + height, [*earlier, *members]
        groups.append((middle, height, members))
    placed = [0.0] * len(positions_px)
    for middle, height, members in groups:
        edge = middle - height / 2
        for place in members:
            placed[place] = edge + heights_px[place] / 2
            edge += heights_px[place]
    return placed
