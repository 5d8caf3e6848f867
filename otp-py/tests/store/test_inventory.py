"""What comes in, is listed, looked up and taken out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from fleet import HERE, NOW, OTHER, RFC, actions, hotp, otp, totp, yubikey
from model import Device
from otp_core import (
    ConfigError,
    HotpState,
    MalformedCode,
    Rejected,
    Secret,
    ThrottlePolicy,
    TotpState,
    WrongCount,
    WrongLength,
    seeds,
)
from otp_core.store import (
    About,
    DuplicateSerial,
    Import,
    NewToken,
    NoSuchToken,
    RefusedToken,
    RetiredToken,
    Settings,
    Store,
    WouldReopen,
    WrongStoreKey,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fleet import Database


def fleet(count: int, first: int = 0) -> Iterator[NewToken]:
    """Tokens with keys of their own."""
    return (hotp(f"{number:06}", device=device_of(number)) for number in range(first, first + count))


def device_of(number: int) -> Device:
    return Device(f"key of token {number:08}".encode())


def test_a_token_comes_in_with_everything_that_is_known_of_it(store: Store):
    settings = Settings(algorithm="sha256", step=60, behind=2, throttle=ThrottlePolicy(limit=5), resync_window=100)
    about = About(maker="Contoso", model="HW-1", start="2026-01-01")
    token = store.add(totp(owner="ann", profile="pingone", settings=settings, about=about, state=TotpState(7, -2)))
    assert token == store.get("1")
    assert (token.serial, token.owner, token.kind, token.profile) == ("1", "ann", "totp-6", "pingone")
    assert (token.settings, token.about, token.state) == (settings, about, TotpState(7, -2))
    assert (token.version, token.waiting, token.retired, token.throttle.attempts) == (0, False, None, 0)
    slow = Device(RFC.key, "sha256")
    assert store.verify("1", slow.code(NOW // 60 - 2), NOW).stored


@pytest.mark.parametrize(
    ("token", "refusal"),
    [
        (hotp(""), ValueError),
        (hotp(" 1"), ValueError),
        (hotp("1\n2"), ValueError),
        (hotp("1" * 129), ValueError),
        (hotp(owner=""), ValueError),
        (NewToken("1", "hotp-6", b"short"), ConfigError),
        (NewToken("1", "hotp-6", RFC.key, settings=Settings(look_ahead=10**6)), ConfigError),
        (NewToken("1", "yubikey", b"k" * 16), TypeError),
        (NewToken("1", "hotp-6", RFC.key, state=TotpState()), TypeError),
        (hotp(about=About(maker=5)), TypeError),
    ],
)
def test_what_is_no_token_does_not_come_in(store: Store, token: NewToken, refusal: type[Exception]):
    with pytest.raises(refusal):
        store.add(token)
    report = store.import_many([token, hotp("2")])
    assert (report.added, report.stored, len(report.refused)) == (1, True, 1)
    assert (report.refused[0].place, report.refused[0].serial) == (0, token.serial)
    assert [each.serial for each in store.tokens()] == ["2"]


def test_a_secret_that_cannot_be_written_down_is_told_so(store: Store):
    for secret in (Secret(RFC.key), RFC.key.decode(), bytearray(RFC.key)):
        name = type(secret).__name__
        with pytest.raises(TypeError, match=f"the secret of a token in a store is bytes, not {name}"):
            store.add(NewToken("1", "hotp-6", secret))


def test_a_serial_comes_in_once(store: Store):
    store.add(hotp())
    with pytest.raises(DuplicateSerial):
        store.add(totp())
    assert store.get("1").kind == "hotp-6"


def test_an_import_tells_what_came_in_and_what_did_not(store: Store):
    store.add(hotp("000001"))
    given = [*fleet(3), hotp("000002"), NewToken("x", "hotp-6", b"short")]
    expected = [(1, "000001", "in the store"), (3, "000002", "came before"), (4, "x", "")]
    for what_if in (True, False):
        report = store.import_many(iter(given), what_if=what_if)
        assert (report.added, report.stored) == (2, not what_if)
        assert [(each.place, each.serial) for each in report.refused] == [
            (place, serial) for place, serial, _ in expected
        ]
        assert all(why in each.reason for each, (_, _, why) in zip(report.refused, expected, strict=True))
        assert len(list(store.tokens())) == (1 if what_if else 3)
    again = store.import_many(given)
    assert (again.added, len(again.refused)) == (0, 5)


def test_an_import_of_all_or_nothing(store: Store):
    store.add(hotp("000001"))
    report = store.import_many(fleet(2500), all_or_nothing=True)
    assert report == Import(0, (RefusedToken(1, "000001", "a token with this serial is in the store"),), stored=False)
    assert len(list(store.tokens())) == 1
    assert store.import_many(fleet(2500, 2), all_or_nothing=True).added == 2500
    assert actions(store) == ["added"] * 2501


def test_an_import_that_is_interrupted_leaves_whole_tokens_and_can_be_repeated(store: Store):
    def interrupted() -> Iterator[NewToken]:
        yield from fleet(1500)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.import_many(interrupted())
    there = [token.serial for token in store.tokens()]
    assert there == [f"{number:06}" for number in range(900)]
    assert len(actions(store)) == 900
    report = store.import_many(fleet(2000))
    assert (report.added, len(report.refused)) == (1100, 900)


def test_lists_go_by_serial_in_pages_by_owner_and_by_retirement(store: Store):
    store.import_many(fleet(2300))
    serials = [f"{number:06}" for number in range(2300)]
    assert [token.serial for token in store.tokens()] == serials
    assert [token.serial for token in store.tokens(after=serials[9], limit=3)] == serials[10:13]
    store.assign(serials[5], "ann")
    store.assign(serials[3], "ann")
    assert [token.serial for token in store.tokens(owner="ann")] == [serials[3], serials[5]]
    assert list(store.tokens(owner="bob")) == list(store.tokens(retired=True)) == list(store.tokens(limit=0)) == []


@pytest.mark.parametrize("name", ["", "\udcff", "1\0", "1" * 129])
def test_what_nothing_is_called_is_not_there(store: Store, name: str):
    store.add(hotp(owner="ann"))
    assert list(store.tokens(owner=name)) == list(store.audit(serial=name)) == list(store.audit(owner=name)) == []
    if name:
        with pytest.raises(ValueError, match="the serial is 1 to 128 printable characters"):
            list(store.tokens(after=name))


def test_behind_the_last_event_is_none_and_before_the_first_are_all(store: Store):
    store.add(hotp())
    assert [len(list(store.audit(after=after))) for after in (-(2**80), -1, 0, 1, 2**80)] == [1, 1, 1, 0, 0]


def test_a_token_without_a_label_is_found_by_its_codes(store: Store):
    store.import_many(fleet(300))
    store.add(totp("clock", device=OTHER))
    store.add(yubikey("key"))
    found = store.lookup(device_of(217).codes(40, 3), NOW)
    assert (found.serial, found.state) == ("000217", HotpState(0))
    assert store.lookup(OTHER.codes(HERE - 100, 3), NOW).serial == "clock"
    with pytest.raises(Rejected) as none:
        store.lookup(device_of(999).codes(40, 3), NOW)
    assert none.value.detail == "no-match"
    store.add(hotp("twin", device=device_of(217)))
    with pytest.raises(Rejected) as several:
        store.lookup(device_of(217).codes(40, 3), NOW)
    assert several.value.detail == "ambiguous"
    store.retire("000217")
    assert store.lookup(device_of(217).codes(40, 3), NOW).serial == "twin"
    told = [(event.serial, event.facts) for event in store.audit() if event.action == "looked-up"]
    nobody = [(None, {"detail": detail}) for detail in ("no-match", "ambiguous")]
    assert told == [("000217", {}), ("clock", {}), *nobody, ("twin", {})]


def test_codes_that_cannot_be_read_are_asked_of_no_token(store: Store, database: Database):
    store.add(hotp())
    database.ask("UPDATE otp_token SET secret = :cell", cell=b"bits that toppled")
    for codes, fault in (
        (["755224"], WrongCount),
        (["755224", "28708x"], MalformedCode),
        (["755224", "28708200"], WrongLength),
    ):
        with pytest.raises(fault):
            store.lookup(codes, NOW)
    with pytest.raises(WrongStoreKey, match="opens the secret of 1"):
        store.lookup(["755224", "287082"], NOW)
    assert actions(store) == ["added"]


def test_what_is_exported_comes_in_elsewhere_where_it_stands(store: Store):
    about = About(maker="Contoso", model="HW-1")
    store.add(hotp("1", counter=70, owner="ann", about=about))
    store.add(totp("2", settings=Settings(algorithm="sha256", step=60), state=TotpState(drift=3)))
    store.add(yubikey("3"))
    written = seeds.write(list(store.export("123")), "pskc", password="by another way")
    again = [NewToken.from_seed(seed) for seed in seeds.read(written.data, password="by another way").tokens]
    assert [token.serial for token in again] == ["1", "2", "3"]
    assert (again[0].owner, again[0].state, again[0].about.maker) == ("ann", HotpState(70), "Contoso")
    assert (again[1].settings.step, again[1].settings.algorithm, again[1].state) == (60, "sha256", TotpState(drift=3))
    assert [event.serial for event in store.audit() if event.action == "exported"] == ["1", "2", "3"]


def test_an_export_keeps_the_public_id_of_any_type_and_a_format_without_it_tells(store: Store):
    typed = About(public_id="ubhe12345678")
    store.add(hotp("1", about=typed))
    store.add(totp("2", about=typed))
    store.add(yubikey("3", about=About(public_id="cccccccccccb")))
    given = list(store.export("123"))
    assert [seed.public_id for seed in given] == ["ubhe12345678", "ubhe12345678", "cccccccccccb"]
    for format_, serials in (("pskc", ["1", "2"]), ("duo-hotp", ["1"])):
        some = [seed for seed in given if format_ == "pskc" or seed.type == "hotp"]
        losses = seeds.write(some, format_).losses
        assert [loss.serial for loss in losses] == serials
        assert all("the public id was left out" in loss.message for loss in losses)
    assert seeds.read(seeds.write(given, "pskc").data).tokens[2] == given[2]


def test_a_token_that_is_named_twice_is_exported_once(store: Store):
    store.import_many([hotp("1"), hotp("2", device=OTHER)])
    assert [seed.serial for seed in store.export(["2", "1", "2"])] == ["2", "1"]
    assert actions(store) == ["added", "added", "exported", "exported"]


def test_no_export_reopens_codes_unasked(store: Store):
    store.add(hotp("1"))
    store.add(totp("2"))
    store.add(yubikey("3"))
    store.verify("1", RFC.code(0), NOW)
    store.verify("2", RFC.code(HERE), NOW)
    store.verify("3", otp(9), NOW)
    assert [seed.counter for seed in store.export("1")] == [1], "a counter says which codes are spent"
    for serial in "23":
        with pytest.raises(WouldReopen):
            list(store.export(serial))
    assert [seed.serial for seed in store.export("123", reopen=True)] == ["1", "2", "3"]
    assert [event.serial for event in store.audit() if event.action == "exported"] == ["1", "1", "2", "3"]


def test_a_used_clock_comes_in_with_every_code_up_to_ten_steps_from_now_spent(store: Store):
    store.add(totp())
    store.verify("1", RFC.code(store_step()))
    (seed,) = store.export("1", reopen=True)
    moved = NewToken.from_seed(seed, used=True)
    assert isinstance(moved.state, TotpState)
    assert store_step() + 9 <= (moved.state.last_accepted or 0) <= store_step() + 10
    assert NewToken.from_seed(seed).state == TotpState()


def test_a_used_token_with_a_short_secret_keeps_no_other_out(store: Store):
    given = [seeds.Seed("totp", str(number), RFC.key[: 20 - 15 * (number == 1)]) for number in range(3)]
    report = store.import_many(NewToken.from_seed(seed, used=True) for seed in given)
    assert (report.added, [(each.place, each.serial) for each in report.refused]) == (2, [(1, "1")])
    assert "too short" in report.refused[0].reason


def store_step() -> int:
    """The step of the system clock."""
    return int(time.time()) // 30


def test_what_no_seed_file_describes_is_not_exported(store: Store):
    store.add(totp("1", settings=Settings(t0=5)))
    store.add(hotp("2"))
    store.retire("2")
    for serial, refusal in (("1", ConfigError), ("2", RetiredToken), ("3", NoSuchToken)):
        with pytest.raises(refusal):
            list(store.export([serial]))
    store.add(hotp("0"))
    with pytest.raises(RetiredToken):
        next(store.export(["0", "2"]))
    long = store.add(hotp("✓" * 100)).serial
    with pytest.raises(ConfigError, match=f"no seed file can describe {long}: a name has 1 to 256 bytes"):
        next(store.export(["0", long]))
    assert "exported" not in actions(store), "nothing has left"


def test_a_seed_of_no_kind_does_not_come_in():
    with pytest.raises(ConfigError, match="7 digits"):
        NewToken.from_seed(seeds.Seed("hotp", "1", RFC.key, digits=7))
