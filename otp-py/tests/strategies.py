"""What hypothesis draws: devices, places around a window, and how people type codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from model import MOST, Device

if TYPE_CHECKING:
    from collections.abc import Sequence

RFC_KEY = b"12345678901234567890"

# Longer than a block now and then, which HMAC hashes first.
keys = st.one_of(st.binary(min_size=16, max_size=64), st.binary(min_size=65, max_size=200))

devices = st.builds(Device, keys, st.sampled_from(["sha1", "sha256", "sha512"]), st.sampled_from([6, 7, 8]))

# As often at either end of the range as anywhere else.
factors = st.one_of(st.integers(0, 200), st.integers(0, 60).map(MOST.__sub__), st.integers(0, MOST))

counts = st.sampled_from([1, 1, 2, 3])


@st.composite
def places(draw: st.DrawFn, first: int, last: int) -> int:
    """A place in or around a window, mostly at its edges."""
    edge = st.integers(-3, 3)
    return draw(st.one_of(edge.map(first.__add__), edge.map(last.__add__), st.integers(first, last)))


@st.composite
def typed(draw: st.DrawFn, device: Device, first: int, count: int) -> list[str]:
    """What is typed when the token stands at a factor: mostly right. Beyond the ends the factor wraps."""
    codes = [device.code((first + place) % (MOST + 1)) for place in range(count + 1)]
    way = draw(st.sampled_from(["right"] * 8 + ["backwards", "gap", "twice", "wrong", "blind"]))
    if way == "backwards":
        codes = codes[count - 1 :: -1]
    elif way == "gap":
        del codes[draw(st.integers(0, count - 1))]
    elif way == "twice":
        codes.insert(1, codes[0])
    elif way == "wrong":
        codes[draw(st.integers(0, count - 1))] = draw(st.integers(0, 10**device.digits - 1).map(device_text(device)))
    elif way == "blind":
        codes = [draw(st.integers(0, 10**device.digits - 1).map(device_text(device)))] * count
    return codes[:count]


def device_text(device: Device):
    """Writes a number as a device would."""
    return lambda number: str(number).zfill(device.digits)


def repeats(device: Device, factors: int, apart: int) -> Sequence[tuple[int, int]]:
    """Pairs of factors, at most so far apart, that show the same code: none is made, all are found."""
    found, seen = [], dict[str, int]()
    for factor in range(factors):
        code = device.code(factor)
        before = seen.get(code)
        if before is not None and factor - before <= apart:
            found.append((before, factor))
        seen[code] = factor
    return found
