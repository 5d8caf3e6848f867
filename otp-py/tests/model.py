"""The rules of a verdict, written down a second time and as plainly as they are said.

Early exits, sets and big integers, none of which the library may use: it must agree all the same.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 2**64 - 1
NO_MATCH, REPLAYED, BEHIND, AMBIGUOUS = "no-match", "replayed", "behind-last-accepted", "ambiguous"
BEFORE_T0 = "before T0"


@dataclass(frozen=True)
class Device:
    """What shows codes, by RFC 4226 section 5.3."""

    key: bytes
    algorithm: str = "sha1"
    digits: int = 6

    def code(self, factor: int) -> str:
        """The code at a counter or time step."""
        return _code(self.key, self.algorithm, self.digits, factor)

    def codes(self, first: int, count: int) -> list[str]:
        """Successive codes."""
        return [self.code(first + place) for place in range(count)]

    def fits(self, first: int, codes: Sequence[str]) -> bool:
        """Whether a run that begins here shows these codes. All of its factors exist."""
        return all(self.code(first + place) == code for place, code in enumerate(codes))


# Neighbours ask for the same codes again and again.
@lru_cache(maxsize=1 << 16)
def _code(key: bytes, algorithm: str, digits: int, factor: int) -> str:
    mac = hmac.digest(key, struct.pack(">Q", factor), algorithm)
    (word,) = struct.unpack_from(">I", mac, mac[-1] & 0xF)
    return str((word & 0x7FFF_FFFF) % 10**digits).zfill(digits)


def hotp(device: Device, counter: int, codes: Sequence[str], window: int) -> int | str:
    """The next counter, or the detail of the refusal. One code is a login, more are a resync."""
    fits = [
        first
        for first in range(counter, counter + window + 1)
        if first + len(codes) <= MOST and device.fits(first, codes)
    ]
    if not fits:
        return NO_MATCH
    if len(codes) > 1 and len(fits) > 1:
        return AMBIGUOUS
    return fits[0] + len(codes)


@dataclass(frozen=True)
class Clock:
    """A server's clock and its windows, in steps."""

    step: int = 30
    t0: int = 0
    behind: int = 1
    ahead: int = 1
    resync_window: int = 2880


@dataclass(frozen=True)
class Moved:
    """What is stored of a TOTP token."""

    last_accepted: int | None
    drift: int


def totp(device: Device, clock: Clock, before: Moved, codes: Sequence[str], now: int) -> Moved | str:
    """The state to store, or the detail of the refusal. One code is a login, more are a resync."""
    if now < clock.t0:
        return BEFORE_T0
    here = (now - clock.t0) // clock.step
    login = len(codes) == 1
    if login:
        first, last = here + before.drift - clock.behind, here + before.drift + clock.ahead
    else:
        first, last = here - clock.resync_window, here + clock.resync_window
    spent = -1 if before.last_accepted is None else before.last_accepted
    if before.last_accepted is not None and last <= spent:
        return BEHIND
    fits = [
        start
        for start in range(first, last + 1)
        if start >= 0 and start + len(codes) - 1 <= MOST and device.fits(start, codes)
    ]
    unspent = [start for start in fits if start > spent]
    if not unspent:
        return REPLAYED if fits else NO_MATCH
    if login:
        return Moved(unspent[-1], follow(before.drift, unspent[-1] - here))
    if len(unspent) > 1:
        return AMBIGUOUS
    end = unspent[0] + len(codes) - 1
    return Moved(end, end - here)


def follow(drift: int, seen: int) -> int:
    """The drift after a login: one step nearer to what was seen, but not far on its own."""
    moved = drift + max(-1, min(1, seen - drift))
    return moved if abs(moved) <= max(abs(drift), 120) else drift


@dataclass(frozen=True)
class Throttle:
    """Attempts and the lock they led to."""

    attempts: int = 0
    locked_until: int = 0
    stopped: bool = False

    def retry_after(self, now: int) -> int | None:
        """How long the lock lasts; 0 where it is open, None where only an administrator unlocks."""
        return None if self.stopped else max(0, self.locked_until - now)

    def begin(self, now: int, *, limit: int, first_lock: int, longest_lock: int, stop: int) -> Throttle:
        """The throttle with one more attempt, where it is open."""
        attempts = min(self.attempts + 1, 2**32 - 1)
        if attempts >= stop:
            return Throttle(attempts, 0, stopped=True)
        if attempts < limit:
            return Throttle(attempts)
        lock = min(longest_lock, first_lock * 2 ** (attempts - limit))
        return Throttle(attempts, min(now + lock, MOST) if lock else 0)


@dataclass(frozen=True)
class Trail:
    """The newest three codes that were not accepted, the oldest first."""

    entries: tuple[tuple[str, int], ...] = ()

    def push(self, code: str, now: int) -> Trail:
        """The trail with one more."""
        return Trail((*self.entries, (code, now))[-3:])

    def last(self, count: int, now: int, limit: int) -> list[str] | None:
        """The newest so many, or none where any is void."""
        newest = self.entries[-count:]
        valid = len(newest) == count and all(0 <= now - time <= limit for _, time in newest)
        return [code for code, _ in newest] if valid else None
