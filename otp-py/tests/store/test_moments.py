"""What an administrator does in the very moment of a login helps nobody and hides nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from fleet import HERE, KEY, NOW, OTHER, RFC, Database, Place, actions, hotp, totp, wrong
from otp_core import Locked, OtpError, Rejected, TotpState, Trail
from otp_core.store import Conflict, NewToken, Store, WouldReopen, WrongStoreKey, door, rows
from otp_core.store.database import Again
from otp_core.store.decision import Request

if TYPE_CHECKING:
    from collections.abc import Callable


def between(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Has something happen, once, after a code was judged and before anything is written."""
    judged, acts = Request._judged, [act]  # noqa: SLF001, the moment is nobody's to choose

    def judge(self: Request, *arguments: Any) -> Any:
        try:
            return judged(self, *arguments)
        finally:
            while acts:
                acts.pop()()

    monkeypatch.setattr(Request, "_judged", judge)


def lock(store: Store, owner: str) -> None:
    """Guesses until nobody may."""
    guesses = wrong(OTHER)
    for _ in range(10):
        with pytest.raises(Rejected):
            store.login(owner, next(guesses), NOW)


def test_a_login_by_serial_passes_no_lock_of_a_new_owner(store: Store, monkeypatch: pytest.MonkeyPatch):
    store.add(hotp("1"))
    store.add(hotp("2", device=OTHER, owner="ann"))
    lock(store, "ann")
    between(monkeypatch, lambda: store.assign("1", "ann"))
    with pytest.raises(Conflict):
        store.verify("1", RFC.code(0), NOW)
    assert store.get("2").throttle.attempts == 10
    with pytest.raises(Locked):
        store.login("ann", RFC.code(0), NOW)


def test_a_refusal_is_told_of_a_token_that_is_retired_meanwhile(store: Store, monkeypatch: pytest.MonkeyPatch):
    store.add(hotp("1", profile="duo"))
    between(monkeypatch, lambda: store.retire("1"))
    with pytest.raises(Rejected):
        store.verify("1", next(wrong(RFC)), NOW)
    assert actions(store) == ["added", "retired", "refused"]


def test_a_refused_code_of_one_owner_is_not_kept_for_the_next(store: Store, monkeypatch: pytest.MonkeyPatch):
    store.add(hotp("1", profile="duo", owner="ann"))
    between(monkeypatch, lambda: (store.unassign("1"), store.assign("1", "bob")))
    with pytest.raises(Rejected):
        store.login("ann", RFC.code(500), NOW)
    assert not store.get("1").waiting


GIVEN_AWAY: dict[str, Callable[[Store], object]] = {
    "assigned": lambda store: store.assign("1", "bob"),
    "retired": lambda store: store.retire("1"),
    "reprogrammed": lambda store: store.reprogram(hotp("1", profile="pingone", device=OTHER)),
}


@pytest.mark.parametrize("action", GIVEN_AWAY)
def test_no_code_is_kept_on_a_token_that_went_while_it_was_read(
    postgres: Callable[[], str], monkeypatch: pytest.MonkeyPatch, action: str
):
    """On PostgreSQL, where another may write between a read and a write of one transaction."""
    where, unchanged, acts = postgres(), door.unchanged, [GIVEN_AWAY[action]]
    with Store.open(where, keys=[KEY]) as store, Store.open(where, keys=[KEY]) as other:
        store.add(hotp("1", profile="pingone"))

        def read(*arguments: Any) -> Any:
            row = unchanged(*arguments)
            while acts:
                acts.pop()(other)
            return row

        monkeypatch.setattr(door, "unchanged", read)
        with pytest.raises(Rejected):
            store.pair("ann", "1", next(wrong(RFC)), NOW)
        assert not store.get("1").waiting
        assert actions(store) == ["added", action, "pairing-refused"]


def test_no_code_is_kept_on_a_token_that_is_no_longer_as_it_was_read(store: Store):
    store.add(hotp("1", profile="pingone"))
    db = store._db  # noqa: SLF001, what is read and written in two requests here is one request's on a server
    row = db.read(lambda connection: door.token(db, connection, "1"))
    store.assign("1", "bob")
    with pytest.raises(Conflict):
        db.write(lambda connection: rows.keep_trail(connection, db.vault, row, Trail().push("755224", NOW)), tries=1)
    assert not store.get("1").waiting


def test_no_more_is_asked_for_where_the_first_code_was_kept_and_undone(store: Store, monkeypatch: pytest.MonkeyPatch):
    store.add(hotp("1", profile="pingone"))
    told, losses = Request.tell_refusal, [Again()]

    def lost(self: Request, *arguments: Any) -> None:
        told(self, *arguments)
        while losses:
            raise losses.pop()

    monkeypatch.setattr(Request, "tell_refusal", lost)
    monkeypatch.setattr("time.sleep", lambda _: store.assign("1", "bob"))  # before it is done anew
    with pytest.raises(Rejected):
        store.pair("ann", "1", next(wrong(RFC)), NOW)
    assert not store.get("1").waiting
    assert actions(store) == ["added", "assigned", "pairing-refused"]


def test_a_token_takes_its_lock_back_into_stock(store: Store):
    store.add(hotp("1", device=OTHER, owner="ann"))
    lock(store, "ann")
    assert store.unassign("1").throttle.attempts == 10
    with pytest.raises(Locked):
        store.verify("1", OTHER.code(0), NOW)


def test_a_token_is_not_programmed_anew_with_the_secret_it_has(store: Store):
    store.add(totp("1"))
    store.verify("1", RFC.code(HERE), NOW)
    with pytest.raises(WouldReopen):
        store.reprogram(totp("1"))
    with pytest.raises(Rejected):
        store.verify("1", RFC.code(HERE), NOW)


@pytest.mark.filterwarnings("ignore::otp_core.store.StoreWarning")
def test_who_opened_a_clear_store_writes_nothing_into_it_once_it_is_encrypted(place: Place):
    with place.open(keys=[]) as before, place.open() as now:
        before.add(hotp("1", owner="ann"))
        now.rotate_keys()
        with pytest.raises(WrongStoreKey):
            before.add(hotp("2", device=OTHER, owner="ann"))
        assert now.login("ann", RFC.code(0), NOW).serial == "1"


@pytest.mark.filterwarnings("ignore::otp_core.store.StoreWarning")
def test_who_opened_a_store_before_it_was_encrypted_trusts_no_clear_cell_afterwards(place: Place):
    place.open(keys=[]).close()
    with place.open() as before, place.open() as now:
        before.add(hotp("1"))
        now.rotate_keys()
        Database(place.where).ask("UPDATE otp_token SET secret = :clear", clear=b"clear:" + b"known to all, 20 byt")
        with pytest.raises(WrongStoreKey):
            before.verify("1", RFC.code(0), NOW)


@pytest.mark.parametrize("drift", [-3, 0, 9])
def test_a_used_token_whose_file_lost_its_drift_opens_no_code(store: Store, drift: int):
    here = store.reset_clock(store.add(totp("1")).serial, what_if=True).next.to_dict()["last_accepted"] or 0
    assert isinstance(here, int)
    shown = RFC.code(here + drift + 1)
    store.reprogram(totp("1", device=OTHER))
    (seed,) = store.export(["1"])
    known = NewToken.from_seed(seed, used=True)
    store.add(NewToken("2", "totp-6", RFC.key, state=known.state))
    for step in range(drift + 3):
        with pytest.raises(OtpError):
            store.verify("2", shown, (here + step) * 30)
    assert isinstance(known.state, TotpState)
    assert known.state.drift == 0


@pytest.mark.parametrize("now", [-1, float("nan"), float("inf"), NOW * 1000, 2**63, 1e300])
def test_what_is_no_time_is_a_value_error(store: Store, now: float):
    store.add(hotp("1"))
    with pytest.raises(ValueError, match=r"a number from 0|seconds"):
        store.verify("1", RFC.code(0), now)
    assert store.get("1").throttle.attempts == 0


@pytest.mark.parametrize("now", [True, Decimal(NOW), Fraction(NOW), str(NOW)])
def test_what_no_verdict_takes_for_a_time_is_none_to_a_store(store: Store, now: Any):
    store.add(hotp("1"))
    with pytest.raises(TypeError):
        store.verify("1", RFC.code(0), now)
    assert store.get("1").throttle.attempts == 0


def test_an_address_that_cannot_be_read_is_not_repeated():
    with pytest.raises(ValueError, match="is like") as refused:
        Store.open("postgresql://user:sesame@host:sesame/db", keys=[KEY])
    assert "sesame" not in str(refused.value)
