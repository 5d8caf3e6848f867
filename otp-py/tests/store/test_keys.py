"""Secrets at rest: encrypted, bound to their token, and under keys that can be changed while logins go on."""

from __future__ import annotations

import traceback
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import fleet
import pytest
from fleet import KEY, NOW, OTHER, RFC, YUBIKEY, Database, Place, hotp, otp, yubikey
from model import Device
from otp_core import Rejected
from otp_core.store import OneMoreCode, StoreError, StoreWarning, WrongStoreKey, door, new_key
from otp_core.store.crypt import Vault

if TYPE_CHECKING:
    from otp_core.store import Store

NEW = new_key()


def kept(store: Store, serial: str = "1") -> None:
    """Leaves a code in a token's trail."""
    with pytest.raises(OneMoreCode):
        store.resync_step(serial, RFC.code(700), NOW)


def cells(database: Database) -> bytes:
    """All that could hide something."""
    return b"".join(bytes(cell) for row in database.ask("SELECT secret, trail FROM otp_token") for cell in row)


def test_neither_secrets_nor_kept_codes_can_be_read_in_the_database(place: Place, store: Store, database: Database):
    store.add(hotp("1", "pingone"))
    store.add(yubikey("2"))
    kept(store)
    hidden = (RFC.key, YUBIKEY.key, YUBIKEY.private_id, RFC.code(700).encode())
    assert not [secret for secret in hidden if secret in cells(database)]
    if place.is_file:
        files = b"".join(each.read_bytes() for each in Path(place.where).parent.iterdir())
        assert b"otp_token" in files
        assert not [secret for secret in hidden if secret in files]


def test_without_a_key_it_says_so_once_and_how_to_mend_it(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OTP_STORE_KEYS", raising=False)
    monkeypatch.delenv("OTP_STORE_KEYS_FILE", raising=False)
    with pytest.warns(StoreWarning, match="OTP_STORE_KEYS") as warned:
        opened = place.open(keys=[])
    with opened as store:
        store.add(hotp())
        store.verify("1", RFC.code(0), NOW)
        assert [finding.name for finding in store.doctor() if not finding.well] == ["encryption"]
    assert len(warned) == 1
    assert warned[0].filename == fleet.__file__, "it points at who opened"


def test_keys_come_from_the_environment_or_a_file(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with place.open() as store:
        store.add(hotp())
    monkeypatch.setenv("OTP_STORE_KEYS", f"{NEW}, {KEY}")
    with place.open(keys=None) as store:
        assert store.verify("1", RFC.code(0), NOW).stored
    monkeypatch.delenv("OTP_STORE_KEYS")
    file = tmp_path / "keys"
    monkeypatch.setenv("OTP_STORE_KEYS_FILE", str(file))
    for content, match in ((None, "cannot be read"), ("", "empty"), ("\xff", "cannot be read")):
        if content is not None:
            file.write_text(content, encoding="latin-1")
            file.chmod(0o600)
        with pytest.raises(WrongStoreKey, match=match):
            place.open(keys=None)
    file.write_text(f"{NEW}\n{KEY}\n")
    with place.open(keys=None) as store:
        assert store.verify("1", RFC.code(1), NOW).stored
    file.chmod(0o644)
    with pytest.warns(StoreWarning, match="chmod 600"), place.open(keys=None) as store:
        assert store.verify("1", RFC.code(2), NOW).stored


@pytest.mark.filterwarnings("ignore::otp_core.store.StoreWarning")
def test_a_row_that_is_printed_shows_neither_secret_nor_kept_code(place: Place):
    with place.open(keys=[]) as store:
        store.add(hotp("1", "pingone"))
        kept(store)
        db = store._db  # noqa: SLF001, rows are not given out
        shown = repr(db.read(lambda connection: door.token(db, connection, "1")))
    assert "waiting=True" in shown
    assert not [hidden for hidden in (RFC.code(700), RFC.key.decode(), "clear:") if hidden in shown]


@pytest.mark.filterwarnings("ignore::otp_core.store.StoreWarning")
def test_a_key_that_stands_where_its_file_should_be_named_is_not_repeated(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    with place.open(keys=[]) as store:
        (encryption,) = (finding for finding in store.doctor() if finding.name == "encryption")
    assert "name a file with a key in OTP_STORE_KEYS_FILE" in encryption.text
    monkeypatch.delenv("OTP_STORE_KEYS", raising=False)
    monkeypatch.setenv("OTP_STORE_KEYS_FILE", KEY)
    with pytest.raises(WrongStoreKey, match="cannot be read: No such file or directory") as refused:
        place.open(keys=None)
    assert KEY not in "".join(traceback.format_exception(refused.value))


def test_a_wrong_or_missing_key_opens_nothing_and_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch):
    with place.open() as store:
        store.add(hotp())
    with pytest.raises(WrongStoreKey, match="none of the keys"):
        place.open(keys=[NEW])
    with pytest.raises(WrongStoreKey, match="OTP_STORE_KEYS"):
        place.open(keys=[])
    with pytest.raises(ValueError, match="32 bytes") as refused:
        place.open(keys=["not a key of a store"])
    monkeypatch.setenv("OTP_STORE_KEYS", ",")
    with pytest.raises(ValueError, match="32 bytes"):
        place.open(keys=None)
    assert "not a key of a store" not in str(refused.value)
    with place.open() as store:
        assert store.verify("1", RFC.code(0), NOW).stored


@pytest.mark.parametrize("column", ["secret", "trail"])
def test_a_cell_that_was_moved_to_another_token_does_not_open_there(store: Store, database: Database, column: str):
    for serial, device in (("1", RFC), ("2", OTHER)):
        store.add(hotp(serial, "pingone", device=device, owner="ann"))
        kept(store, serial)
    statement = "UPDATE otp_token SET column = (SELECT column FROM otp_token WHERE serial = '1')"
    database.ask(statement.replace("column", column))
    assert store.verify("1", RFC.code(0), NOW).stored
    with pytest.raises(WrongStoreKey, match="moved"):
        store.verify("2", RFC.code(1), NOW)


def test_a_secret_does_not_open_as_a_kept_code(store: Store, database: Database):
    store.add(hotp())
    database.ask("UPDATE otp_token SET trail = secret")
    with pytest.raises(WrongStoreKey, match="moved"):
        store.verify("1", RFC.code(0), NOW)


def test_a_kept_code_that_does_not_open_bars_its_own_token_until_it_is_let_go(store: Store, database: Database):
    store.import_many(hotp(serial, "pingone", owner="ann") for serial in "12")
    kept(store)
    before = store.get("1")
    database.ask("UPDATE otp_token SET trail = :cell WHERE serial = '1'", cell=b"bits that toppled")
    assert store.get("1") == before
    assert [token.serial for token in store.tokens()] == ["1", "2"]
    assert store.stats().tokens == 2
    assert all(finding.well for finding in store.doctor())
    assert store.unlock("1").waiting
    assert store.verify("2", RFC.code(0), NOW).stored
    for ask in (lambda: store.verify("1", RFC.code(0), NOW), store.rotate_keys):
        with pytest.raises(WrongStoreKey, match="opens the trail of 1"):
            ask()
    assert not store.unassign("1").waiting
    assert store.verify("1", RFC.code(0), NOW).stored
    assert store.rotate_keys() == 2


def test_a_secret_that_somebody_put_in_the_clear_does_not_open(store: Store, database: Database):
    store.add(hotp())
    database.ask("UPDATE otp_token SET secret = :cell", cell=b"clear:" + OTHER.key)
    with pytest.raises(WrongStoreKey, match="somebody changed it"):
        store.verify("1", OTHER.code(0), NOW)
    database.ask("UPDATE otp_store SET seal = :cell", cell=b"clear:otp-core store")
    with pytest.raises(WrongStoreKey, match=r"^the store lies in the clear"):
        store.verify("1", OTHER.code(0), NOW)


def test_keys_are_changed_and_the_old_one_can_go(place: Place):
    with place.open(keys=[KEY]) as before:
        before.import_many(hotp(f"{number:03}", "pingone") for number in range(250))
        before.add(yubikey("key"))
        before.add(hotp("gone"))
        before.retire("gone")
        kept(before, "007")
    with place.open(keys=[NEW, KEY]) as during, place.open(keys=[KEY, NEW]) as other:
        assert during.rotate_keys() == 252
        assert other.verify("001", RFC.code(0), NOW).stored
    with place.open(keys=[NEW]) as after:
        assert after.verify("key", otp(1), NOW).stored
        assert after.resync_step("007", RFC.code(701), NOW).stored
        with pytest.raises(Rejected):
            after.verify("001", RFC.code(0), NOW)
        assert [event.facts for event in after.audit() if event.action == "keys-rotated"] == [{"tokens": 252}]
    with pytest.raises(WrongStoreKey):
        place.open(keys=[KEY])


def test_a_change_of_keys_that_is_interrupted_can_be_repeated(place: Place, monkeypatch: pytest.MonkeyPatch):
    with place.open(keys=[KEY]) as store:
        store.import_many(hotp(f"{number:03}") for number in range(250))
    seal, done = Vault.seal, []

    def interrupted(*given) -> bytes:
        if len(done) == 130:
            raise KeyboardInterrupt
        done.append(given)
        return seal(*given)

    with place.open(keys=[NEW, KEY]) as store:
        with monkeypatch.context() as patch:
            patch.setattr(Vault, "seal", interrupted)
            with pytest.raises(KeyboardInterrupt):
                store.rotate_keys()
        assert store.verify("050", RFC.code(0), NOW).stored, "sealed anew"
        assert store.verify("200", RFC.code(0), NOW).stored, "not yet"
        assert store.rotate_keys() == 250
    with place.open(keys=[NEW]) as store:
        assert store.verify("200", RFC.code(1), NOW).stored


def test_logins_go_on_while_keys_are_changed(place: Place):
    with place.open(keys=[NEW, KEY], timeout=60) as store:
        store.import_many(hotp(f"{number:03}") for number in range(300))
        failed = list[StoreError]()

        def rotate() -> None:
            try:
                store.rotate_keys()
            except StoreError as error:
                failed.append(error)

        rotating = Thread(target=rotate)
        rotating.start()
        for counter in range(20):
            for serial in ("000", "299"):
                assert store.verify(serial, RFC.code(counter), NOW).stored
        rotating.join()
        assert not failed
    with place.open(keys=[NEW]) as store:
        assert store.verify("299", RFC.code(20), NOW).stored


def test_a_store_that_lay_in_the_clear_is_encrypted_by_a_change_of_keys(place: Place):
    database = Database(place.where)
    with pytest.warns(StoreWarning):
        clear = place.open(keys=[])
    with clear as store:
        store.add(hotp("1", "pingone"))
        kept(store)
        assert RFC.key in cells(database)
        with pytest.raises(ValueError, match="no key"):
            store.rotate_keys()
    with pytest.warns(StoreWarning, match="rotate"):
        clear = place.open()
    with clear as store:
        assert store.rotate_keys() == 1
        assert [finding.well for finding in store.doctor() if finding.name == "encryption"] == [True]
    assert RFC.key not in cells(database)
    with place.open() as store:
        assert store.resync_step("1", RFC.code(701), NOW).stored
    with pytest.raises(WrongStoreKey):
        place.open(keys=[])


@pytest.mark.filterwarnings("ignore::otp_core.store.StoreWarning")
def test_what_is_erased_is_in_no_file_of_sqlite_any_more(tmp_path: Path):
    def lies_about(*devices: Device) -> list[bool]:
        files = b"".join(each.read_bytes() for each in tmp_path.iterdir())
        return [device.key in files for device in devices]

    place = Place(str(tmp_path / "tokens.db"))
    some = [Device(letter * 20) for letter in (b"a", b"b", b"c", b"d")]
    with place.open(keys=[]) as store:
        store.import_many(hotp(serial, device=device) for serial, device in zip("1234", some, strict=True))
        assert lies_about(*some) == [True] * 4
        store.retire("1")
        store.reprogram(hotp("2", device=OTHER))
        store.assign("3", "ann")
        store.replace("3", store.add(hotp("5", device=OTHER)).serial)
        assert lies_about(*some) == [False] * 3 + [True]
    with place.open() as store:
        store.rotate_keys()
        assert lies_about(*some) == [False] * 4
