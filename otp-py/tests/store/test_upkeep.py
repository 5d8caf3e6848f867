"""What administrators do: each act happens wholly, is told in the audit trail, and opens no spent code by accident."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
from fleet import HERE, NOW, OTHER, RFC, actions, hotp, otp, totp, wrong, yubikey
from otp_core import ConfigError, HotpState, Rejected, TotpState, WrongKind
from otp_core.store import AlreadyAssigned, DuplicateSerial, NewToken, NoSuchToken, OneMoreCode, RetiredToken

if TYPE_CHECKING:
    from fleet import Database, Place
    from otp_core.store import Store


def test_a_token_goes_to_its_owner_and_back_into_stock_and_its_spent_codes_stay_spent(store: Store):
    store.add(hotp())
    assert store.assign("1", "ann").owner == "ann"
    for owner in ("ann", "bob"):
        with pytest.raises(AlreadyAssigned):
            store.assign("1", owner)
    store.login("ann", RFC.code(0), NOW)
    back = store.unassign("1")
    assert (back.owner, back.state) == (None, HotpState(1))
    store.assign("1", "bob")
    with pytest.raises(Rejected):
        store.login("bob", RFC.code(0), NOW)
    assert actions(store) == ["added", "assigned", "accepted", "unassigned", "assigned", "refused"]
    assert actions(store, owner="ann") == ["assigned", "accepted", "unassigned"]


def test_a_code_that_was_kept_for_one_owner_does_not_help_the_next(store: Store):
    store.add(hotp(profile="pingone"))
    with pytest.raises(OneMoreCode):
        store.resync_step("1", RFC.code(700), NOW)
    store.assign("1", "ann")
    assert not store.get("1").waiting
    with pytest.raises(OneMoreCode):
        store.resync_step("1", RFC.code(701), NOW)


def test_versions_move_with_state_secret_and_owner_and_never_with_an_attempt(store: Store):
    store.add(hotp(profile="pingone"))
    versions = [store.get("1").version]
    with pytest.raises(Rejected):
        store.verify("1", next(wrong(RFC)), NOW)
    with pytest.raises(OneMoreCode):
        store.resync_step("1", RFC.code(700), NOW)
    store.unlock("1")
    assert store.get("1").version == versions[0]
    for act in (
        lambda: store.verify("1", RFC.code(0), NOW),
        lambda: store.assign("1", "ann"),
        lambda: store.resync("1", RFC.codes(5, 2), NOW),
        lambda: store.reprogram(hotp(device=OTHER)),
        lambda: store.unassign("1"),
        lambda: store.retire("1"),
    ):
        act()
        versions.append(store.get("1").version)
    assert versions == list(range(versions[0], versions[0] + 7))


def test_a_lost_token_is_replaced_in_one_act(store: Store):
    store.add(hotp("1", owner="ann"))
    store.add(hotp("2", device=OTHER))
    store.add(hotp("3", owner="bob"))
    for by, refusal in (("3", AlreadyAssigned), ("4", NoSuchToken), ("1", RetiredToken)):
        with pytest.raises(refusal):
            store.replace("1", by)
        assert store.get("1").retired is None
    with pytest.raises(NoSuchToken):
        store.replace("2", "3")
    new = store.replace("1", "2")
    assert (new.serial, new.owner) == ("2", "ann")
    assert store.login("ann", OTHER.code(0), NOW).serial == "2"
    with pytest.raises(RetiredToken):
        store.verify("1", RFC.code(0), NOW)
    assert [event.facts for event in store.audit(serial="2") if event.action == "replaced"] == [{"old": "1"}]


def test_a_retired_token_has_no_secret_and_its_serial_is_never_used_again(store: Store, database: Database):
    store.add(hotp(owner="ann"))
    retired = store.retire("1")
    assert retired.retired is not None
    assert (retired.owner, retired.waiting) == (None, False)
    ((secret,),) = database.ask("SELECT secret FROM otp_token")
    assert not secret
    with pytest.raises(DuplicateSerial):
        store.add(hotp())
    for act in (
        store.retire,
        store.unlock,
        store.unassign,
        store.reset_clock,
        lambda serial: store.assign(serial, "ann"),
    ):
        with pytest.raises(RetiredToken):
            act("1")
    assert [token.serial for token in store.tokens(retired=True)] == ["1"]
    assert list(store.tokens()) == []


def test_a_token_programmed_anew_keeps_its_owner_alone(store: Store):
    store.add(hotp(owner="ann", profile="pingone"))
    with pytest.raises(OneMoreCode):
        store.resync_step("1", RFC.code(700), NOW)
    new = store.reprogram(totp(device=OTHER, owner="bob"))
    assert (new.owner, new.kind, new.profile, new.state, new.waiting) == ("ann", "totp-6", "rfc", TotpState(), False)
    assert store.login("ann", OTHER.code(HERE), NOW).stored
    with pytest.raises(NoSuchToken):
        store.reprogram(hotp("2"))
    with pytest.raises(ConfigError):
        store.reprogram(NewToken("1", "hotp-6", b"short"))


def test_a_clock_is_reset_after_the_servers_was_wrong(store: Store):
    store.add(totp("1"))
    store.add(hotp("2"))
    ahead = 10**6
    store.verify("1", RFC.code(HERE + ahead), NOW + 30 * ahead)
    with pytest.raises(Rejected):
        store.verify("1", RFC.code(HERE + 1), NOW + 30)
    what_if = store.reset_clock("1", NOW, what_if=True)
    assert (what_if.stored, store.get("1").state) == (False, TotpState(HERE + ahead))
    reset = store.reset_clock("1", NOW)
    assert reset.next == TotpState(HERE) == store.get("1").state
    with pytest.raises(Rejected):
        store.verify("1", RFC.code(HERE), NOW)
    assert store.verify("1", RFC.code(HERE + 1), NOW + 30).stored
    assert actions(store, serial="1").count("clock-reset") == 1
    with pytest.raises(WrongKind):
        store.reset_clock("2", NOW)


def test_who_did_what_and_when(place: Place):
    with place.open(actor="helpdesk") as store:
        store.add(yubikey("2"))
        store.add(hotp(owner="ann"))
        store.verify("1", RFC.code(2), NOW)
    with place.open() as store:
        with pytest.raises(Rejected):
            store.verify("2", otp(0), NOW + 5)
        events = list(store.audit())
        assert [event.actor for event in events] == ["helpdesk"] * 3 + ["server"]
        assert [event.number for event in events] == sorted({event.number for event in events})
        assert (events[2].at, events[2].owner, events[2].facts) == (NOW, "ann", {"moved": "counter 0 → 3"})
        assert (events[3].at, events[3].owner, events[3].facts) == (NOW + 5, None, {"detail": "replayed"})
        assert list(store.audit(after=events[1].number, limit=1)) == events[2:3]
        assert list(store.audit(owner="ann")) == events[1:3]
        assert list(store.audit(serial="2")) == [events[0], events[3]]
        assert list(store.audit(limit=0)) == []
    with pytest.raises(ValueError, match="actor"):
        place.open(actor="")


def test_the_audit_trail_repeats_no_code_and_no_secret(store: Store, database: Database):
    store.add(hotp(profile="pingone"))
    typed = [RFC.code(0), next(wrong(RFC)), *RFC.codes(700, 2)]
    store.verify("1", typed[0], NOW)
    with pytest.raises(Rejected):
        store.verify("1", typed[1], NOW)
    with pytest.raises(OneMoreCode):
        store.resync_step("1", typed[2], NOW)
    store.resync_step("1", typed[3], NOW)
    written = repr(database.ask("SELECT action, serial, owner, facts FROM otp_event"))
    for hidden in (*typed, RFC.key.decode(), RFC.key.hex()):
        assert hidden not in written


def test_times_that_name_no_instant_are_refused(store: Store):
    store.add(totp())
    aware = datetime.fromtimestamp(NOW, timezone.utc)
    with pytest.raises(ValueError, match="naive"):
        store.verify("1", RFC.code(HERE), aware.replace(tzinfo=None))
    assert store.verify("1", RFC.code(HERE), aware).stored
