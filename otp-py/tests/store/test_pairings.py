"""Pairing: a person who has a token in hand makes it his."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fleet import HERE, NOW, RFC, actions, hotp, otp, totp, wrong, yubikey
from otp_core import HotpState, Locked, MalformedCode, MalformedSerial, Rejected, YubiKeyState
from otp_core.store import AlreadyAssigned, NoSuchToken, OneMoreCode, RetiredToken

if TYPE_CHECKING:
    from fleet import Database
    from otp_core.store import Store


def test_a_code_in_step_pairs_at_once_and_is_spent(store: Store):
    store.add(hotp())
    pairing = store.pair("ann", "1", RFC.code(4), NOW)
    assert (pairing.serial, pairing.owner, str(pairing)) == ("1", "ann", "counter 0 → 5")
    assert store.get("1").owner == "ann"
    with pytest.raises(Rejected):
        store.login("ann", RFC.code(4), NOW)
    assert store.login("ann", RFC.code(5), NOW).serial == "1"
    assert actions(store, owner="ann")[0] == "paired"


def test_what_a_vpn_client_sends_as_one_text(store: Store):
    store.add(hotp("12345678", profile="pingone"))
    assert store.pair("ann", "token 12345678", RFC.code(0), NOW).serial == "12345678"
    for text in ("token ", "token 1 2", "token  12345678"):
        with pytest.raises(MalformedSerial):
            store.pair("bob", text, RFC.code(1), NOW)


@pytest.mark.parametrize("profile", ["rfc", "pingone"])
def test_any_refused_first_code_asks_for_one_more_and_the_second_pairs(store: Store, profile: str):
    store.add(hotp("1", profile))
    with pytest.raises(OneMoreCode):
        store.pair("ann", "1", RFC.code(800), NOW)
    assert (store.get("1").owner, store.get("1").waiting) == (None, True)
    assert store.pair("ann", "1", RFC.code(801), NOW + 60).next == HotpState(802)
    assert store.get("1").throttle.attempts == 0
    assert actions(store) == ["added", "kept-code", "paired"]
    assert store.login("ann", RFC.code(802), NOW + 61).serial == "1"


def test_the_trail_says_who_tried_to_pair(store: Store):
    store.add(hotp("1", "pingone"))
    for person, refusal in (("ann", OneMoreCode), ("mallory", Rejected)):
        with pytest.raises(refusal):
            store.pair(person, "1", next(wrong(RFC)), NOW)
    assert [(event.action, event.owner) for event in store.audit()] == [
        ("added", None),
        ("kept-code", "ann"),
        ("pairing-refused", "mallory"),
    ]
    assert store.get("1").owner is None


def test_a_second_code_that_does_not_fit_is_refused_and_is_the_next_first(store: Store):
    store.add(hotp(profile="pingone"))
    with pytest.raises(OneMoreCode):
        store.pair("ann", "1", next(wrong(RFC)), NOW)
    with pytest.raises(Rejected):
        store.pair("ann", "1", RFC.code(800), NOW)
    assert store.pair("ann", "1", RFC.code(801), NOW).next == HotpState(802)


def test_where_no_two_codes_resync_a_pairing_is_one_code(store: Store, database: Database):
    store.add(hotp("1", "duo"))
    store.add(yubikey("2"))
    for serial, code in (("1", RFC.code(800)), ("1", RFC.code(801)), ("2", otp(0, 0))):
        with pytest.raises(Rejected):
            store.pair("ann", serial, code, NOW)
    assert [store.get(serial).waiting for serial in "12"] == [False, False]
    assert database.ask("SELECT name FROM otp_owner") == []
    assert store.pair("ann", "2", otp(3), NOW).next == YubiKeyState(3, 0)


def test_pairing_is_counted_against_the_token_and_obeys_its_lock(store: Store):
    store.add(totp(profile="pingone"))
    codes = wrong(RFC, *range(HERE - 3000, HERE + 3000))
    with pytest.raises(OneMoreCode):
        store.pair("eve", "1", next(codes), NOW)
    for _ in range(9):
        with pytest.raises(Rejected):
            store.pair("eve", "1", next(codes), NOW)
    for code in RFC.codes(HERE, 2):
        with pytest.raises(Locked):
            store.pair("ann", "1", code, NOW)
    assert store.pair("ann", "1", RFC.code(HERE + 2), NOW + 60).owner == "ann"


def test_the_pair_that_brings_the_lock_pairs_nothing(store: Store):
    store.add(hotp(profile="pingone"))
    codes = wrong(RFC)
    for place in range(8):
        with pytest.raises(Rejected if place else OneMoreCode):
            store.pair("eve", "1", next(codes), NOW)
    for code in RFC.codes(800, 2):
        with pytest.raises(Rejected):
            store.pair("ann", "1", code, NOW)
    assert store.get("1").owner is None


def test_what_cannot_be_paired(store: Store, database: Database):
    store.add(hotp("1", owner="bob"))
    store.add(hotp("2"))
    store.retire("2")
    store.add(hotp("3"))
    tried = [
        ("ann", "1", RFC.code(0), AlreadyAssigned),
        ("bob", "1", RFC.code(0), AlreadyAssigned),
        ("ann", "2", RFC.code(0), RetiredToken),
        ("ann", "4", RFC.code(0), NoSuchToken),
        ("ann", "3", "12345", MalformedCode),
        ("", "3", RFC.code(0), ValueError),
        ("a\nb", "3", RFC.code(0), ValueError),
    ]
    for owner, serial, code, refusal in tried:
        with pytest.raises(refusal):
            store.pair(owner, serial, code, NOW)
    assert store.get("3").throttle.attempts == 0
    assert database.ask("SELECT name FROM otp_owner") == [("bob",)]


def test_attempts_at_a_person_outlive_the_token_that_he_lets_go(store: Store):
    store.add(hotp("1", owner="ann"))
    store.add(hotp("2"))
    codes = wrong(RFC)
    for _ in range(10):
        with pytest.raises(Rejected):
            store.login("ann", next(codes), NOW)
    store.unassign("1")
    assert store.pair("ann", "2", RFC.code(0), NOW).owner == "ann"
    with pytest.raises(Locked):
        store.login("ann", RFC.code(1), NOW)
