"""How many times as fast as pyotp: both in turns in one process, the whole window scanned, medians.

The code is that of the last counter of the window, so that pyotp, which has no window of its own, must try them all;
this library always does. Prints a Markdown table.
"""

from __future__ import annotations

import base64
import os
import platform
import statistics
import sys
from importlib.metadata import version
from timeit import Timer

import pyotp
from otp_core import Hotp, HotpState

SECRET = b"12345678901234567890"
FIRST = 5
ROUNDS = 31


def measure(candidates: int) -> tuple[float, float, float, float]:
    """The medians of pyotp and of this library in microseconds, their ratio, and the spread of the ratio's rounds."""
    theirs = pyotp.HOTP(base64.b32encode(SECRET).decode(), digits=8)
    ours = Hotp(SECRET, digits=8, look_ahead=candidates - 1)
    state = HotpState(FIRST)
    window = range(FIRST, FIRST + candidates)
    code = theirs.at(window[-1])
    if ours.verify(state, code).next != HotpState(FIRST + candidates):
        sys.exit("the libraries disagree")

    loops = max(1, 2000 // candidates)
    names = {"theirs": theirs, "ours": ours, "state": state, "window": window, "code": code}
    if candidates == 1:
        peer = Timer("theirs.verify(code, 5)", globals=names)
    else:
        peer = Timer("for counter in window: theirs.verify(code, counter)", globals=names)
    own = Timer("ours.verify(state, code)", globals=names)
    rounds = [(peer.timeit(loops) / loops, own.timeit(10 * loops) / (10 * loops)) for _ in range(ROUNDS)]

    ratios = sorted(slow / fast for slow, fast in rounds)
    slow, fast = (statistics.median(times) * 1e6 for times in zip(*rounds, strict=True))
    return slow, fast, slow / fast, (ratios[ROUNDS * 3 // 4] - ratios[ROUNDS // 4]) / statistics.median(ratios)


def main() -> None:
    """Prints the table."""
    print(f"Python {platform.python_version()}, pyotp {version('pyotp')}, otp-core {version('otp-core')},")
    print(f"{platform.machine()}, {os.cpu_count()} processors\n")
    print("| candidates | pyotp | otp-core | times as fast | quartiles of the ratio apart |")
    print("|---|---|---|---|---|")
    for candidates in (1, 11, 1001):
        slow, fast, ratio, spread = measure(candidates)
        print(f"| {candidates} | {slow:.1f} µs | {fast:.2f} µs | {ratio:.0f}× | {spread:.0%} |")


if __name__ == "__main__":
    main()
