"""Does one thing after another with a key, and waits after each while somebody else searches its memory.

Usage: ``remains.py ALGORITHM``. Each line names what was done; the main thread does it, so that what is left below its
calls lies on the stack of the process. The key is that of ``otp-core/tests/python.rs``.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from base64 import b32encode
from contextlib import suppress

from otp_core import (
    Attempt,
    Hotp,
    HotpState,
    Rejected,
    Secret,
    Token,
    Totp,
    TotpState,
    YubiKey,
    YubiKeyState,
    lookup,
)

KEY = bytes.fromhex("9d4e17c358f12b86e03a75ac61d80f944bb26e39")
AES_KEY, PRIVATE_ID = "ecde18dbe76fbd0c33330f1c354871db", "8792ebfe26cc"
OTP = "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh"
NOW = 1_700_000_010
STEP = NOW // 30
WRONG = "000000"


def wait(done: str) -> None:
    """Says what was done, with as little of the stack as can be."""
    os.write(1, done.encode() + b"\n")
    os.read(0, 1)


def refused(call, *arguments, **more) -> None:
    with suppress(Rejected):
        call(*arguments, **more)


algorithm = sys.argv[1]
wait("before")
made = [
    Secret(KEY),
    Secret.from_hex(KEY.hex()),
    Secret.from_hex_lenient(KEY.hex(" ")),
    Secret.from_base32(b32encode(KEY).decode()),
    Secret.from_base32_lenient(b32encode(KEY).decode().lower()),
]
wait("stack: secrets")
hotp, totp = Hotp(KEY, algorithm=algorithm), Totp(made[1], algorithm=algorithm)
tokens = [Token("hotp-6", KEY, algorithm=algorithm), Token("totp-6", made[3], algorithm=algorithm)]
wait("stack: tokens")
keys = [YubiKey.from_hex(AES_KEY, PRIVATE_ID), YubiKey(bytes.fromhex(AES_KEY), bytes.fromhex(PRIVATE_ID))]
wait("stack: yubikeys")
states = [HotpState(STEP), TotpState()]
refused(hotp.verify, states[0], WRONG)
wait("stack: a login, hotp")
refused(totp.verify, states[1], WRONG, NOW)
wait("stack: a login, totp")
for token, state in zip(tokens, states, strict=True):
    refused(token.verify, state, WRONG, NOW, attempt=Attempt.unthrottled())
    wait(f"stack: a login, {token.kind}")
keys[0].verify(YubiKeyState(), OTP)
wait("stack: a login, yubikey")
refused(hotp.resync, states[0], [WRONG] * 3)
wait("stack: a resync, hotp")
refused(totp.resync, states[1], [WRONG] * 3, NOW)
wait("stack: a resync, totp")
for token, state in zip(tokens, states, strict=True):
    refused(token.resync, state, [WRONG] * 2, NOW, attempt=Attempt.unthrottled())
    wait(f"stack: a resync, {token.kind}")
    refused(lookup, [(token, state)] * 40, [WRONG] * 2, NOW)
    wait(f"stack: a lookup, {token.kind}")
del made, hotp, totp, tokens, keys, token
gc.collect()
wait("all: freed")
# What nobody wipes is seen: in an object that lives, in one that was freed, and below a call that returned.
padded = bytes(byte ^ 0x36 for byte in KEY)
wait("all: planted")
del padded
wait("all: planted and freed")
ctypes.CDLL(None).realpath(bytes(byte ^ 0x36 for byte in KEY), None)
wait("stack: planted")
