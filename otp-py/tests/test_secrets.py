"""A secret is bytes of a length that no one guesses, or text that is read strictly."""

from __future__ import annotations

from base64 import b32encode

import pytest
from model import Device
from otp_core import ConfigError, Hotp, HotpState, Secret, Token, Totp, YubiKey
from strategies import RFC_KEY


@pytest.mark.parametrize("length", [0, 1, 9, 10, 15, 1025])
def test_a_secret_of_another_length_is_refused(length: int):
    for make in (Hotp, Totp, Secret, lambda secret: Token("totp-8", secret)):
        with pytest.raises(ConfigError):
            make(b"k" * length)


def test_a_short_secret_is_admitted_by_name_alone():
    for make in (Hotp, Totp, lambda secret, **more: Token("hotp-6", secret, **more)):
        make(b"k" * 10, allow_short_secret=True)
        make(Secret(b"k" * 10, allow_short=True))
        for length in (0, 9, 1025):
            with pytest.raises(ConfigError):
                make(b"k" * length, allow_short_secret=True)
        for length in (16, 1024):
            make(b"k" * length)


@pytest.mark.parametrize("secret", ["12345678901234567890", bytearray(20), memoryview(bytes(20)), [0] * 20, None, 20])
def test_a_secret_is_bytes(secret: object):
    for make in (Hotp, Totp, Secret, lambda secret: Token("hotp-6", secret)):
        with pytest.raises(TypeError):
            make(secret)


@pytest.mark.parametrize(
    "text",
    ["", "=", "A", "0189", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ\u0130", "\ud800" * 32, "gezdgnbvgy3tqojqgezdgnbvgy3tqojq"],
)
def test_what_is_no_base32_is_refused(text: str):
    with pytest.raises(ConfigError):
        Secret.from_base32(text)


@pytest.mark.parametrize("text", ["", "0", "zz" * 20, "0x" + "00" * 20, "00 " * 20, "\uff10" * 40])
def test_what_is_no_hex_is_refused(text: str):
    with pytest.raises(ConfigError):
        Secret.from_hex(text)
    with pytest.raises(ConfigError):
        YubiKey.from_hex(text, "00" * 6)


@pytest.mark.parametrize("key", [RFC_KEY, RFC_KEY[:16], RFC_KEY[:17]], ids=len)
def test_one_key_in_every_text_is_one_secret(key: bytes):
    hexadecimal, base32 = key.hex(), b32encode(key).decode()
    spaced = "-".join(base32.lower().rstrip("=")[at : at + 4] for at in range(0, len(base32), 4)).rstrip("-")
    for secret in (
        Secret(key),
        Secret.from_hex(hexadecimal),
        Secret.from_hex(hexadecimal.upper()),
        Secret.from_hex_lenient(" ".join(hexadecimal)),
        Secret.from_base32(base32),
        Secret.from_base32_lenient(base32),
        Secret.from_base32_lenient(spaced),
    ):
        assert Hotp(secret).verify(HotpState(), Device(key).code(0)).next == HotpState(1)
