"""Pictures as vector graphics: bars over time, and a plain map. Nothing is drawn that the figure does not hold."""

from __future__ import annotations

import math

from markupsafe import Markup, escape

from trucewatch.publish.brief import Figure, Spot

WIDTH, BAR_HEIGHT, MAP_HEIGHT = 640, 170, 380  # units of the drawing; it scales to the page
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 22, 24
FILLS = ("#2f6d9e", "#9cc3dd")  # by series; told apart in grey print too
UNKNOWN = "#c9ced4"
INK = "#6b7480"  # reads on white and on black
METRES_A_DEGREE = 111_320
FONT = 'font-family="system-ui, DejaVu Sans, sans-serif" font-size="10"'
LABELS_MOST = 8
LABEL_HALF = 30  # half the width of a day as text


def draw(figure: Figure) -> Markup:
    """The figure as an inline SVG. The same figure gives the same bytes."""
    return _map(figure) if figure.spots else _bars(figure)


def _bars(figure: Figure) -> Markup:
    inner_w, inner_h = WIDTH - LEFT - RIGHT, BAR_HEIGHT - TOP - BOTTOM
    top = max(1, *(sum(c.n for c in bar.counts) for bar in figure.bars))
    step = _tick(top)
    top = math.ceil(top / step) * step
    slot = inner_w / len(figure.bars)
    parts = [_open(figure, BAR_HEIGHT)]
    for i, bar in enumerate(figure.bars):
        x = LEFT + i * slot
        if bar.unknown:
            parts.append(_rect(x, TOP, slot, inner_h, UNKNOWN, opacity=0.45))
    for n in range(0, top + 1, step):
        y = TOP + inner_h * (1 - n / top)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y, 0.5))
        parts.append(_text(LEFT - 4, y + 3, f"{n:,}", "end"))
    for i, bar in enumerate(figure.bars):
        y = TOP + inner_h
        for k, count in enumerate(bar.counts):
            high = inner_h * count.n / top
            y -= high
            if count.n:
                parts.append(_rect(LEFT + i * slot + slot * 0.12, y, slot * 0.76, high, FILLS[k % len(FILLS)]))
    every = max(1, math.ceil(len(figure.bars) / LABELS_MOST))
    for i in range(0, len(figure.bars), every):
        x = min(LEFT + (i + 0.5) * slot, WIDTH - LABEL_HALF)  # so that the last one is not cut off
        parts.append(_text(x, BAR_HEIGHT - 8, figure.bars[i].start.isoformat(), "middle"))
    x = LEFT
    for k, name in enumerate((*figure.series, "nobody known to have looked")):
        fill = FILLS[k] if k < len(figure.series) else UNKNOWN
        parts += [_rect(x, 5, 9, 9, fill), _text(x + 13, 13, name, "start")]
        x += 26 + 5.6 * len(name)
    return Markup("".join((*parts, "</svg>")))


def _tick(top: int) -> int:
    """A step of 1, 2 or 5 times a power of ten that makes at most five lines."""
    for power in range(12):
        for base in (1, 2, 5):
            step = base * int(10**power)
            if top / step <= 5:
                return step
    return top


def _map(figure: Figure) -> Markup:
    frame = _Frame(figure.spots)
    parts = [_open(figure, MAP_HEIGHT)]
    step = _degrees(frame.degrees)
    lon = math.ceil(frame.west / step) * step
    while lon <= frame.east:
        x = frame.x(lon)
        parts += [_line(x, TOP, x, MAP_HEIGHT - BOTTOM, 0.4), _text(x, MAP_HEIGHT - 10, f"{lon:.5g}°E", "middle")]
        lon = round(lon + step, 6)
    lat = math.ceil(frame.south / step) * step
    while lat <= frame.north:
        y = frame.y(lat)
        parts += [_line(LEFT, y, WIDTH - RIGHT, y, 0.4), _text(LEFT - 3, y + 3, f"{lat:.5g}°", "end")]
        lat = round(lat + step, 6)
    for spot in figure.spots:
        parts.append(_spot(spot, frame))
    parts += _names(figure.spots, frame)
    parts.append(_scale(frame))
    return Markup("".join((*parts, "</svg>")))


def _names(spots: tuple[Spot, ...], frame: _Frame) -> list[str]:
    """Names beside their rings, those with most incidents first; one that finds no room is counted and not drawn."""
    taken: list[tuple[float, float, float, float]] = []
    parts, left = [], 0
    for spot in sorted(spots, key=lambda s: (-s.count.n, s.name)):
        words = f"{spot.name} ({spot.count.n:,})"
        x, y, wide = frame.x(spot.lon), frame.y(spot.lat), 5.6 * len(words)
        for dx, dy in ((0, -5), (0, 13), (wide / 2 + 7, 4), (-wide / 2 - 7, 4)):
            box = (x + dx - wide / 2, y + dy - 9, x + dx + wide / 2, y + dy + 3)
            if box[0] < 0 or box[2] > WIDTH or any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            parts.append(_text(x + dx, y + dy, words, "middle"))
            break
        else:
            left += 1
    if left:
        parts.append(_text(LEFT, 12, f"{left:,} {'name' if left == 1 else 'names'} left out for want of room", "start"))
    return parts


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


class _Frame:
    """The ground that a map shows: all rings with a margin, lengths true at its middle.

    A wide area beside narrower places may reach over the edge: else one report without a place would shrink all the others.
    """

    def __init__(self, every: tuple[Spot, ...]) -> None:
        spots = tuple(s for s in every if not s.area) or every
        self.middle = math.radians(sum(s.lat for s in spots) / len(spots))
        shrink = max(0.05, math.cos(self.middle))
        reach = [(s, max(s.radius_m, 1000) / METRES_A_DEGREE * 1.15) for s in spots]
        south, north = min(s.lat - r for s, r in reach), max(s.lat + r for s, r in reach)
        west, east = min(s.lon - r / shrink for s, r in reach), max(s.lon + r / shrink for s, r in reach)
        inner_w, inner_h = WIDTH - LEFT - RIGHT, MAP_HEIGHT - TOP - BOTTOM
        self.per_degree = min(inner_h / (north - south), inner_w / ((east - west) * shrink))
        self.shrink = shrink
        spare_lat = (inner_h / self.per_degree - (north - south)) / 2
        spare_lon = (inner_w / self.per_degree / shrink - (east - west)) / 2
        self.south, self.north = south - spare_lat, north + spare_lat
        self.west, self.east = west - spare_lon, east + spare_lon

    @property
    def degrees(self) -> float:
        """The height shown, in degrees."""
        return self.north - self.south

    def x(self, lon: float) -> float:
        """The drawing's x of a longitude."""
        return LEFT + (lon - self.west) * self.shrink * self.per_degree

    def y(self, lat: float) -> float:
        """The drawing's y of a latitude."""
        return TOP + (self.north - lat) * self.per_degree

    def length(self, metres: float) -> float:
        """A length on the ground in units of the drawing."""
        return metres / METRES_A_DEGREE * self.per_degree


def _spot(spot: Spot, frame: _Frame) -> str:
    x, y, r = frame.x(spot.lon), frame.y(spot.lat), max(2.5, frame.length(spot.radius_m))
    dash = ' stroke-dasharray="5 3"' if spot.area else ""
    fill = 0.10 if spot.area else 0.30
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{FILLS[0]}" fill-opacity="{fill}" '
        f'stroke="{FILLS[0]}"{dash}><title>{escape(spot.name)}: {spot.count.n:,}</title></circle>'
    )


def _scale(frame: _Frame) -> str:
    metres = 10.0
    while frame.length(metres * 10) < WIDTH / 3:
        metres *= 10
    for factor in (5, 2):
        if frame.length(metres * factor) < WIDTH / 3:
            metres *= factor
            break
    wide = frame.length(metres)
    x = WIDTH - RIGHT - wide - 6
    name = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    return _rect(x, TOP + 4, wide, 2.5, INK) + _text(x + wide / 2, TOP + 17, name, "middle")


def _degrees(span: float) -> float:
    """A step between lines that makes three to six of them."""
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0):
        if span / step <= 6:
            return step
    return 30.0


def _open(figure: Figure, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="100%" role="img" '
        f'aria-label="{escape(figure.caption)}">'
    )


def _rect(x: float, y: float, w: float, h: float, fill: str, opacity: float = 1) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{fill}" fill-opacity="{opacity:g}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, width: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{INK}" stroke-width="{width:g}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {FONT} fill="{INK}" text-anchor="{anchor}">{escape(words)}</text>'
