"""Seed files through Python: what is read, what is written, and what is told of both."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest
from otp_core import Attempt, HotpState, TotpState, seeds
from otp_core.seeds import Seed

SAMPLES = Path(__file__).resolve().parents[2] / "otp-seeds" / "tests" / "samples"
SECRET = b"12345678901234567890"
#: Without a key or a format, or never.
REFUSED = {
    "README.md",
    "duo-hotp.csv",
    "duo-totp.csv",
    "ping.csv",
    "rfc6030-figure7.xml",
    "rfc6030-figure8.xml",
    "yubico-not-closed.xml",
}
ROWS = b"1234567,3132333435363738393031323334353637383930,0\n1234568,no hex,0\n"


def test_the_encrypted_figures_of_rfc_6030_log_in():
    keys = {"rfc6030-figure6.xml": {"key": bytes.fromhex("12345678901234567890123456789012")}}
    keys["rfc6030-figure7.xml"] = {"password": "qwerty"}
    for name, key in keys.items():
        imported = seeds.read((SAMPLES / name).read_bytes(), **key)
        (seed,) = imported.tokens
        assert (imported.format, imported.problems) == ("pskc", ())
        assert (seed.type, seed.kind, seed.serial, seed.digits) == ("hotp", "hotp-8", "987654321", 8)
        assert (seed.secret, seed.counter, seed.step, seed.algorithm) == (SECRET, 0, None, "sha1")
        token = seed.token()
        assert token.verify(seed.state(), "84755224", attempt=Attempt.unthrottled()).next == HotpState(1)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_every_sample_is_read_or_refused_in_a_sentence(path: Path):
    options = {"key": bytes.fromhex("12345678901234567890123456789012")} if "figure6" in path.name else {}
    try:
        imported = seeds.read(path.read_bytes(), **options)
    except seeds.UnreadableFile:
        assert path.name in REFUSED
        return
    assert imported.format in seeds.formats()
    assert imported.tokens or imported.problems
    for seed in imported.tokens:
        assert repr(seed) == f"<Seed {seed.type} serial={seed.serial!r}>"


def test_a_bad_row_does_not_hide_the_good_one():
    imported = seeds.read(ROWS, format="duo-hotp")
    (problem,) = imported.problems
    assert [seed.serial for seed in imported.tokens] == ["1234567"]
    assert (problem.line, problem.key_id, problem.lost) == (2, None, True)
    assert problem.remedy in str(problem)
    with pytest.raises(seeds.UnreadableFile) as refused:
        seeds.read(ROWS, format="duo-hotp", all_or_nothing=True)
    assert refused.value.problems == (problem,)
    assert "no hex" not in str(refused.value)


def test_a_console_shows_how_much_there_is_and_no_secret():
    imported = seeds.read(ROWS, format="duo-hotp")
    written = seeds.write([Seed("hotp", "1", SECRET, maker="Contoso")], "ping-hotp")
    assert repr(imported) == "<Import duo-hotp tokens=1 problems=1>"
    assert repr(written) == "<Written losses=1>"
    for told in (*imported.problems, *written.losses):
        assert repr(told) == f"<{type(told).__name__} {told}>"


def test_what_is_told_of_tokens_is_carried_between_processes():
    with pytest.raises(seeds.UnreadableFile) as refused:
        seeds.read(ROWS, format="duo-hotp", all_or_nothing=True)
    (loss,) = seeds.write([Seed("hotp", "1", SECRET, maker="Contoso")], "ping-hotp").losses
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for told in (*refused.value.problems, loss):
            assert pickle.loads(pickle.dumps(told, protocol)) == copy.copy(told) == told  # noqa: S301
        again = pickle.loads(pickle.dumps(refused.value, protocol))  # noqa: S301
        assert (str(again), again.problems) == (str(refused.value), refused.value.problems)


def test_what_could_be_two_formats_is_asked_about():
    with pytest.raises(seeds.UnreadableFile, match=r"duo-hotp.*ping-hotp"):
        seeds.read(b"1234567,3132333435363738393031323334353637383930\n")


TOKENS = [
    Seed("hotp", "1", SECRET, digits=8, counter=5),
    Seed("totp", "2", SECRET, algorithm="sha256", step=60, drift=-2, owner="ann", maker="Contoso", model="Key"),
    Seed("yubikey", "3", bytes(range(16)), private_id=b"secret", public_id="dteffuje"),
]


def test_a_token_has_what_its_type_has_and_none_of_the_rest():
    names = ("algorithm", "digits", "counter", "step", "drift", "private_id")
    assert [[getattr(seed, name) for name in names] for seed in TOKENS] == [
        ["sha1", 8, 5, None, None, None],
        ["sha256", 6, None, 60, -2, None],
        [None, None, None, None, None, b"secret"],
    ]


@pytest.mark.parametrize("protection", [{}, {"key": bytes(range(32))}, {"password": b"sent by another way"}])
def test_pskc_carries_every_token(protection: dict):
    written = seeds.write(TOKENS, "pskc", **protection)
    assert list(seeds.read(written.data, **protection).tokens) == TOKENS
    assert [loss.token for loss in written.losses] == ([2] if protection else [])


def test_what_a_format_cannot_carry_is_told():
    written = seeds.write(TOKENS, "duo-hotp")
    assert {loss.token for loss in written.losses} == {0, 1, 2}
    assert [(loss.serial, loss.whole) for loss in written.losses] == [("1", False), ("2", True), ("3", True)]
    assert [seed.serial for seed in seeds.read(written.data, format="duo-hotp", digits=8).tokens] == ["1"]
    assert all(str(loss).startswith(f"token {loss.token}, serial {loss.serial}: ") for loss in written.losses)


def test_a_seed_goes_from_its_file_to_a_login():
    seed = Seed("totp", "1", SECRET, digits=8)
    accepted = seed.token("pingone").verify(seed.state(), "94287082", 59, attempt=Attempt.unthrottled())
    assert accepted.next == TotpState(1)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Seed("hotp", "", SECRET), ValueError),
        (lambda: Seed("hotp", "1", b""), ValueError),
        (lambda: Seed("hotp", "1", SECRET, step=30), TypeError),
        (lambda: Seed("totp", "1", SECRET, step=0), ValueError),
        (lambda: Seed("totp", "1", SECRET, start="yesterday"), ValueError),
        (lambda: Seed("yubikey", "1", bytes(16)), TypeError),
        (lambda: Seed("yubikey", "1", bytes(15), private_id=bytes(6)), ValueError),
        (lambda: Seed("yubikey", "1", bytes(16), private_id=bytes(5)), ValueError),
        (lambda: Seed("ocra", "1", SECRET), ValueError),
        (lambda: seeds.read("text"), TypeError),
        (lambda: seeds.read(ROWS, format="excel"), ValueError),
        (lambda: seeds.read(ROWS, max_bytes=10), seeds.UnreadableFile),
        (lambda: seeds.read(ROWS, password="\ud800"), ValueError),
        (lambda: seeds.write(TOKENS, "thales"), ValueError),
        (lambda: seeds.write(TOKENS, "entra", key=bytes(16)), ValueError),
        (lambda: seeds.write(TOKENS, "pskc", key=bytes(15)), ValueError),
        (lambda: seeds.write(TOKENS, "pskc", key=bytes(16), password="both"), ValueError),
        (lambda: seeds.write([SECRET], "pskc"), TypeError),
    ],
)
def test_misuse_raises(make: object, error: type[Exception]):
    with pytest.raises(error):
        make()
