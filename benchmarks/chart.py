"""A run as a picture: SVG, written by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from statistics import median

from .report import UVLOOP
from .results import Item, Run
from .targets import CPU, TARGETS

WIDTH = 980
LEFT = 190
RIGHT = WIDTH - 40
BARS_END = WIDTH - 250
BAR = 22
COLORS = {"ours": "#0b7a75", "floor": "#666d78", "picows": "#97a0ad", "python-sdk": "#d1813a", "node-sdk": "#8a4fbf"}
COLORS["json + pydantic"] = COLORS["python-sdk"]
COLORS["json"] = COLORS["msgspec + anyio + websockets"] = COLORS["floor"]
MET, MISSED, INK, FAINT = "#1a7f37", "#c62828", "#1f2328", "#d8dce2"

RATIOS = {
    "hook-1": "Hook, 1 call",
    "hook-64": "Hook, 64 calls",
    "hook-100": "Hook, 100 calls",
    "hook-1000": "Hook, 1,000 calls",
    "rate": "Hook, 1,000 a second",
    "in-flight": "Hook, 64 in flight",
    "calls": "Call, begin and end",
    "idle": "Memory of a call",
    "tokens": "Token, one a message",
    "speak": "Token, as each likes it",
    "events": "Event of a model",
    "decode": "Decode a message",
    "decode-verbs": "Decode an ack",
    "encode": "Encode an ack",
    "import": "Import",
}
"""The items that are shown as ratios, by what they are called there."""


def chart(run: Run) -> str:
    """The picture; what a run did not measure is left out."""
    parts: list[str] = []
    y = 46
    parts += [_text(20, 32, "jambonz-proto beside its peers", size=20, weight=600)]
    hooks = run.get("hook-64")
    if hooks is not None:
        y, drawn = _bars(hooks, y + 30)
        parts += drawn
    y, drawn = _ratios(run, y + 40)
    parts += drawn
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" '
        f'font-family="system-ui, Helvetica, Arial, sans-serif" fill="{INK}">'
    )
    return "\n".join([head, f'<rect width="{WIDTH}" height="{y}" fill="white"/>', *parts, "</svg>"]) + "\n"


# -- CPU per hook: bars, with the place that ours has to stay left of --------------------------------


def _bars(item: Item, y: int) -> tuple[int, list[str]]:
    parts = [_text(20, y, "CPU of the server per hook round trip, 64 calls", size=15, weight=600)]
    legend = "µs, median and spread of the rounds; "
    parts += [_text(20, y + 19, legend + "the mark on a peer is where ours has to end", size=12, color="#59636e")]
    most = max(max(item.values(peer, CPU)) for peer in item.peers) * 1.02
    y += 34
    for fast, title in [(False, "default event loop"), (True, "uvloop")]:
        ours = "ours" + UVLOOP * fast
        if ours not in item.peers:
            continue
        peers = [peer for peer in item.peers if peer.endswith(UVLOOP) is fast and peer != "node-sdk"]
        peers += [peer for peer in item.peers if peer == "node-sdk"]
        parts += [_text(20, y + 16, title, size=12, color="#59636e")]
        top = y + 22
        for row, peer in enumerate(peers):
            parts += _bar(item, peer, ours, top + row * (BAR + 6), most)
        end = _along(median(item.values(ours, CPU)), most)
        bottom = top + len(peers) * (BAR + 6) - 6
        parts += [_line(end, top, end, bottom, COLORS["ours"], dash="3 3")]
        y = bottom + 8
    return y, parts


def _bar(item: Item, peer: str, ours: str, y: int, most: float) -> Iterator[str]:
    values = item.values(peer, CPU)
    middle = median(values)
    end = _along(middle, most)
    yield _text(LEFT - 8, y + 16, peer.removesuffix(UVLOOP), anchor="end", weight=600 if peer == ours else 400)
    yield _rect(LEFT, y, end - LEFT, BAR, _color(peer))
    yield _line(_along(min(values), most), y + BAR / 2, _along(max(values), most), y + BAR / 2, INK)
    yield _text(LEFT + 6, y + 16, f"{middle:.0f}", color="white", weight=600)
    for target in TARGETS:
        if (target.item, target.figure, target.ours, target.peer) == (item.name, CPU, ours, peer):
            place, ratio = _along(target.limit * middle, most), item.ratio(ours, peer, CPU)
            color = MET if ratio <= target.limit else MISSED
            yield _line(place, y - 2, place, y + BAR + 2, color, width=3)
            yield _text(BARS_END + 16, y + 16, f"ours is × {ratio:.2f}", color=color, weight=600)
            yield _text(BARS_END + 120, y + 16, f"at most × {target.limit:g}", color="#59636e")


def _along(value: float, most: float) -> float:
    return LEFT + (BARS_END - LEFT) * min(value / most, 1)


# -- everything else: what ours costs, as a multiple ------------------------------------------------

_LEAST, _MOST = 1 / 64, 8


def _ratios(run: Run, y: int) -> tuple[int, list[str]]:
    items = [(title, item) for name, title in RATIOS.items() if (item := run.get(name)) is not None]
    parts = [_text(20, y, "What ours costs, as a multiple of what each peer's costs", size=15, weight=600)]
    parts += [
        _text(
            20,
            y + 19,
            "default event loop; further left is better; | is where the dot of its colour has to be, or further left",
            size=12,
            color="#59636e",
        )
    ]
    shown: dict[str, None] = {}
    top = y + 44
    bottom = top + 24 * len(items)
    exponent = round(math.log2(_LEAST))
    while 2**exponent <= _MOST:
        x, name = _log(2**exponent), f"× {2**exponent}" if exponent >= 0 else f"× 1/{2**-exponent}"
        parts += [_line(x, top - 4, x, bottom, INK if exponent == 0 else FAINT)]
        parts += [_text(x, top - 9, name, size=11, anchor="middle", color="#59636e")]
        exponent += 1
    for row, (title, item) in enumerate(items):
        middle = top + 24 * row + 12
        parts += [_text(LEFT - 8, middle + 4, title, anchor="end", size=13)]
        main = next(iter(item.rounds[0][item.peers[0]]))
        for peer in item.peers:
            if peer in COLORS and peer != "ours":
                shown[COLORS[peer]] = None
                x = _log(item.ratio("ours", peer, main))
                parts += [f'<circle cx="{x:.1f}" cy="{middle}" r="6.5" fill="{COLORS[peer]}" stroke="white"/>']
                for target in TARGETS:
                    if (target.item, target.figure, target.ours, target.peer) == (item.name, main, "ours", peer):
                        place = _log(target.limit)
                        parts += [_line(place, middle - 9, place, middle + 9, COLORS[peer], width=3)]
    x = 20.0
    for color in shown:
        parts += [f'<circle cx="{x + 6}" cy="{bottom + 22}" r="6.5" fill="{color}"/>']
        parts += [_text(x + 18, bottom + 26, _LEGEND[color], size=12)]
        x += 42 + 6.4 * len(_LEGEND[color])
    return bottom + 44, parts


_LEGEND = {
    COLORS["floor"]: "floor (bare websockets, plain json, dependencies)",
    COLORS["picows"]: "picows",
    COLORS["python-sdk"]: "python-sdk, or json and its models",
    COLORS["node-sdk"]: "node-sdk",
}


def _log(ratio: float) -> float:
    inside = min(max(ratio, _LEAST), _MOST)
    return LEFT + (RIGHT - LEFT) * (math.log(inside / _LEAST) / math.log(_MOST / _LEAST))


# -- SVG -------------------------------------------------------------------------------------------


def _text(
    x: float, y: float, text: str, *, size: int = 13, weight: int = 400, anchor: str = "start", color: str = INK
) -> str:
    look = f'font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{color}" xml:space="preserve"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, color: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" fill="{color}"/>'


def _color(peer: str) -> str:
    """Color of a peer, which another checkout of ours has as well."""
    return COLORS.get(peer.removesuffix(UVLOOP), COLORS["ours"])


def _line(x1: float, y1: float, x2: float, y2: float, color: str, *, width: int = 1, dash: str = "") -> str:
    look = f'stroke="{color}" stroke-width="{width}"' + (f' stroke-dasharray="{dash}"' if dash else "")
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {look}/>'
