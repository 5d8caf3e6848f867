"""YubiKey OTPs agree with a model that decrypts them with another library."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import event, given, settings
from hypothesis import strategies as st
from model import NO_MATCH, REPLAYED
from otp_core import Accepted, Attempt, Rejected, Token, YubiKey, YubiKeyState

if TYPE_CHECKING:
    from collections.abc import Callable

MODHEX = "cbdefghijklnrtuv"


def modhex(data: bytes) -> str:
    """Yubico's alphabet, which every keyboard layout types alike."""
    return data.hex().translate(str.maketrans("0123456789abcdef", MODHEX))


def crc(data: bytes) -> int:
    """CRC-16 of ISO 13239, bit by bit, before its final complement."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x8408 if value & 1 else 0)
    return value


def aes(key: bytes) -> Cipher[modes.ECB]:
    """AES-128 of one block."""
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305


@dataclass(frozen=True)
class Key:
    """A YubiKey, and what it types."""

    key: bytes
    private_id: bytes
    usage: int = 1
    session_use: int = 0
    timestamp: int = 0
    caps_lock: bool = False
    random: bytes = b"\x00\x00"

    def otp(self, public_id: bytes = b"") -> str:
        """The OTP of its counters."""
        block = self.private_id + (self.usage | self.caps_lock << 15).to_bytes(2, "little")
        block += self.timestamp.to_bytes(3, "little") + bytes([self.session_use]) + self.random
        block += (crc(block) ^ 0xFFFF).to_bytes(2, "little")
        encryptor = aes(self.key).encryptor()
        return modhex(public_id + encryptor.update(block))


def judged_by_model(key: bytes, private_id: bytes, stored: tuple[int, int], otp: str) -> tuple[int, int, int] | str:
    """The counters and the timestamp, or the detail of the refusal."""
    cipher = bytes.fromhex(otp[-32:].translate(str.maketrans(MODHEX, "0123456789abcdef")))
    block = aes(key).decryptor().update(cipher)
    if crc(block) != 0xF0B8 or block[:6] != private_id:
        return NO_MATCH
    pair = int.from_bytes(block[6:8], "little") & 0x7FFF, block[11]
    return (*pair, int.from_bytes(block[8:11], "little")) if pair > stored else REPLAYED


def judged(key: bytes, private_id: bytes, stored: tuple[int, int], otp: str) -> tuple[int, int, int] | str:
    """The library's verdict, the same from the validator and from the token."""
    state = YubiKeyState(*stored)
    token = Token("yubikey", key, private_id=private_id)
    verdict = worded(lambda: YubiKey(key, private_id).verify(state, otp))
    assert verdict == worded(lambda: token.verify(state, otp, 0, attempt=Attempt.unthrottled()))
    if isinstance(verdict, str):
        return verdict
    assert verdict.previous == state
    return verdict.next.usage, verdict.next.session_use, verdict.timestamp


def worded(verify: Callable[[], Accepted]) -> Accepted | str:
    """The acceptance, or the detail of the refusal."""
    try:
        return verify()
    except Rejected as refusal:
        return refusal.detail


keys = st.builds(
    Key,
    key=st.binary(min_size=16, max_size=16),
    private_id=st.binary(min_size=6, max_size=6),
    usage=st.one_of(st.integers(0, 3), st.integers(0x7FFD, 0x7FFF), st.integers(0, 0x7FFF)),
    session_use=st.one_of(st.integers(0, 2), st.integers(254, 255), st.integers(0, 255)),
    timestamp=st.integers(0, 2**24 - 1),
    caps_lock=st.booleans(),
    random=st.binary(min_size=2, max_size=2),
)


def near(value: int, most: int) -> st.SearchStrategy[int]:
    """A counter about as great as another."""
    return st.integers(-1, 1).map(lambda more: max(0, min(most, value + more)))


def test_yubikey_agrees_with_the_model():
    seen: Counter[str] = Counter()

    @settings(max_examples=800)
    @given(data=st.data(), key=keys)
    def check(data: st.DataObject, key: Key) -> None:
        stored = data.draw(near(key.usage, 0x7FFF)), data.draw(near(key.session_use, 255))
        otp = key.otp(data.draw(st.binary(max_size=16)))
        expect = key
        damage = data.draw(st.sampled_from(["none"] * 4 + ["text", "private id", "key"]))
        if damage == "text":
            at = data.draw(st.integers(1, 32))
            otp = otp[: len(otp) - at] + data.draw(st.sampled_from(MODHEX)) + otp[len(otp) - at + 1 :]
        elif damage == "private id":
            expect = replace(key, private_id=data.draw(st.binary(min_size=6, max_size=6)))
        elif damage == "key":
            expect = replace(key, key=data.draw(st.binary(min_size=16, max_size=16)))
        expected = judged_by_model(expect.key, expect.private_id, stored, otp)
        assert judged(expect.key, expect.private_id, stored, otp) == expected
        word = expected if isinstance(expected, str) else "accepted"
        seen[word] += 1
        event(word)

    check()
    assert min(seen[word] for word in ("accepted", NO_MATCH, REPLAYED)) > 20, seen


KEY = Key(bytes(range(16)), b"secret")


def test_usage_counts_before_session_use():
    def pair(usage: int, session_use: int) -> str:
        return replace(KEY, usage=usage, session_use=session_use).otp()

    stored = 5, 100
    for usage, session_use, accepted in [
        (5, 101, True),
        (6, 0, True),
        (5, 100, False),
        (5, 99, False),
        (4, 255, False),
    ]:
        verdict = judged(KEY.key, KEY.private_id, stored, pair(usage, session_use))
        assert verdict == ((usage, session_use, 0) if accepted else REPLAYED)


def test_the_fresh_state_is_one_that_no_key_emits():
    fresh = replace(KEY, usage=0, session_use=0)
    assert judged(KEY.key, KEY.private_id, (0, 0), fresh.otp()) == REPLAYED
    assert judged(KEY.key, KEY.private_id, (0, 0), replace(fresh, session_use=1).otp()) == (0, 1, 0)


def test_the_last_counters_are_the_end():
    last = replace(KEY, usage=0x7FFF, session_use=255, caps_lock=True)
    assert judged(KEY.key, KEY.private_id, (0x7FFF, 254), last.otp()) == (0x7FFF, 255, 0)
    assert judged(KEY.key, KEY.private_id, (0x7FFF, 255), last.otp()) == REPLAYED


def test_every_single_wrong_bit_is_no_match():
    otp = bytes.fromhex(KEY.otp().translate(str.maketrans(MODHEX, "0123456789abcdef")))
    for bit in range(128):
        wrong = (int.from_bytes(otp, "big") ^ 1 << bit).to_bytes(16, "big")
        expected = judged_by_model(KEY.key, KEY.private_id, (0, 0), modhex(wrong))
        assert judged(KEY.key, KEY.private_id, (0, 0), modhex(wrong)) == expected == NO_MATCH


@given(public_id=st.binary(max_size=16))
def test_the_public_id_is_told_and_not_judged(public_id: bytes):
    otp = KEY.otp(public_id)
    assert YubiKey.public_id(otp) == modhex(public_id)
    assert judged(KEY.key, KEY.private_id, (0, 0), otp) == (1, 0, 0)
