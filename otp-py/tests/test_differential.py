"""No difference from pyotp, passlib and oathtool, over random tokens, counters, times, digits and algorithms.

Every code that a peer shows is accepted, at its very counter or time step, and the number after it is refused there.
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import warnings
from base64 import b32encode
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pyotp
import pytest
from otp_core import Hotp, HotpState, Rejected, Totp, TotpState

with warnings.catch_warnings():
    # Old names of the standard library, on newer Pythons.
    warnings.simplefilter("ignore")
    from passlib.totp import TOTP

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = 100_000
MOST = 2**64 - 1
ALGORITHMS = "sha1", "sha256", "sha512"


class Draw(random.Random):
    """Draws tokens; what it is seeded with is told when a test fails."""

    def key(self) -> bytes:
        """A key, now and then longer than a block."""
        return self.randbytes(self.choice([16, 20, 32, 64, 65, 128, 129, self.randint(16, 200)]))

    def below(self, most: int) -> int:
        """A number of any magnitude."""
        return self.getrandbits(self.randint(1, most.bit_length())) % (most + 1)


@pytest.fixture
def draw() -> Draw:
    """Another seed each time."""
    seed = random.SystemRandom().getrandbits(64)
    print(f"seed {seed}")  # noqa: T201
    return Draw(seed)


def another(code: str) -> str:
    """The next number."""
    return str((int(code) + 1) % 10 ** len(code)).zfill(len(code))


def agrees_at_counter(token: Hotp, counter: int, code: str) -> bool:
    """Whether the code is accepted at a counter, and the next number is not."""
    state = HotpState(counter)
    good = token.verify(state, code).next == HotpState(counter + 1)
    return good and refuses(lambda: token.verify(state, another(code)))


def agrees_at_step(token: Totp, now: int, step: int, code: str) -> bool:
    """Whether the code is accepted in a time step, and the next number is not."""
    good = token.verify(TotpState(), code, now).next == TotpState(step, 0)
    return good and refuses(lambda: token.verify(TotpState(), another(code), now))


def refuses(verify: Callable[[], object]) -> bool:
    """Whether a call is a refusal."""
    try:
        verify()
    except Rejected:
        return True
    return False


def test_pyotp_shows_the_same_hotp_codes(draw: Draw):
    """Every key length, counter, algorithm and number of digits."""
    for _ in range(CASES // 2):
        key, algorithm, digits = draw.key(), draw.choice(ALGORITHMS), draw.randint(6, 8)
        counter = draw.below(MOST - 1)
        peer = pyotp.HOTP(b32encode(key).decode(), digits=digits, digest=getattr(hashlib, algorithm))
        token = Hotp(key, algorithm=algorithm, digits=digits, look_ahead=0)
        assert agrees_at_counter(token, counter, peer.at(counter)), (key, algorithm, digits, counter)


def test_pyotp_shows_the_same_totp_codes(draw: Draw):
    """As for HOTP, with time steps up to the two minutes that pyotp allows; it knows no T0."""
    for _ in range(CASES // 2):
        key, algorithm, digits = draw.key(), draw.choice(ALGORITHMS), draw.randint(6, 8)
        now, step = draw.below(2**37), draw.choice([30, 60, draw.randint(1, 120)])
        peer = pyotp.TOTP(b32encode(key).decode(), digits=digits, digest=getattr(hashlib, algorithm), interval=step)
        token = Totp(key, algorithm=algorithm, digits=digits, step=step, behind=0, ahead=0)
        code = peer.at(datetime.fromtimestamp(now, timezone.utc))
        assert agrees_at_step(token, now, now // step, code), (key, algorithm, digits, now, step)


def test_passlib_shows_the_same_codes(draw: Draw):
    """TOTP alone, as passlib has no HOTP; every key length, algorithm, number of digits, time step."""
    for _ in range(CASES):
        key, algorithm, digits = draw.key(), draw.choice(ALGORITHMS), draw.randint(6, 8)
        now, step = draw.below(2**40), draw.choice([30, 60, 1 + draw.below(100_000)])
        peer = TOTP(key=key, format="raw", alg=algorithm, digits=digits, period=step)
        token = Totp(key, algorithm=algorithm, digits=digits, step=step, behind=0, ahead=0)
        assert agrees_at_step(token, now, now // step, peer.generate(now).token), (key, algorithm, digits, now, step)


BATCH = 250


def oathtool(command: str, *arguments: str) -> list[str]:
    """Successive codes."""
    run = subprocess.run([command, "-w", str(BATCH - 1), *arguments], capture_output=True, text=True, check=True)  # noqa: S603
    codes = run.stdout.split()
    assert len(codes) == BATCH
    return codes


def test_oathtool_shows_the_same_hotp_codes(draw: Draw, command: Callable[[str], str]):
    """SHA-1 alone, as oathtool has no other for HOTP; 200 tokens with 250 counters each."""
    tool = command("oathtool")
    for _ in range(CASES // 2 // BATCH):
        key, digits, first = draw.key(), draw.randint(6, 8), draw.below(MOST - BATCH)
        token = Hotp(key, digits=digits, look_ahead=0)
        codes = oathtool(tool, "--hotp", "-c", str(first), "-d", str(digits), key.hex())
        for counter, code in enumerate(codes, first):
            assert agrees_at_counter(token, counter, code), (key, digits, counter)


def test_oathtool_shows_the_same_totp_codes(draw: Draw, command: Callable[[str], str]):
    """Every algorithm, time step and T0; 200 tokens with 250 time steps each."""
    tool = command("oathtool")
    for _ in range(CASES // 2 // BATCH):
        key, algorithm, digits = draw.key(), draw.choice(ALGORITHMS), draw.randint(6, 8)
        step, t0 = draw.choice([30, 60, 1 + draw.below(100_000)]), draw.choice([0, draw.below(2**31)])
        now = t0 + draw.below(2**33)
        token = Totp(key, algorithm=algorithm, digits=digits, step=step, t0=t0, behind=0, ahead=0)
        times = "-N", f"@{now}", "-S", f"@{t0}", "-s", f"{step}s"
        codes = oathtool(tool, f"--totp={algorithm}", *times, "-d", str(digits), key.hex())
        for later, code in enumerate(codes):
            at = now + later * step
            assert agrees_at_step(token, at, (at - t0) // step, code), (key, algorithm, digits, step, t0, at)
