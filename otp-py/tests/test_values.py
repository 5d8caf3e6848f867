"""States, throttles, trails and policies are values: equal, hashed, shown, stored and read back."""

from __future__ import annotations

import copy
import operator
import pickle
from contextlib import suppress
from typing import TYPE_CHECKING

import otp_core
import pytest
from hypothesis import given
from hypothesis import strategies as st
from model import MOST, Device
from otp_core import (
    Hotp,
    HotpState,
    Locked,
    MalformedRecord,
    OtpError,
    Rejected,
    Throttle,
    ThrottlePolicy,
    TotpState,
    Trail,
    YubiKeyState,
    state_from_bytes,
)
from strategies import RFC_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

u64 = st.one_of(st.integers(0, 3), st.integers(MOST - 3, MOST), st.integers(0, MOST))
states = st.one_of(
    st.builds(HotpState, u64),
    st.builds(TotpState, st.one_of(st.none(), u64), st.integers(-(2**31), 2**31 - 1)),
    st.builds(YubiKeyState, st.integers(0, 0x7FFF), st.integers(0, 255)),
)
throttles = st.builds(
    lambda stopped, attempts, until: Throttle.from_bytes(
        bytes([1, stopped, 0, 0]) + attempts.to_bytes(4, "big") + (0 if stopped else until).to_bytes(8, "big")
    ),
    st.booleans(),
    st.integers(0, 2**32 - 1),
    u64,
)


@st.composite
def trails(draw: st.DrawFn) -> Trail:
    trail = Trail()
    for digits, number, now in draw(st.lists(st.tuples(st.integers(6, 8), st.integers(0, 999_999), u64), max_size=5)):
        trail = trail.push(str(number).zfill(digits), now)
    return trail


policies = st.builds(ThrottlePolicy, limit=st.integers(0, 2**32 - 1), stop=st.integers(0, 2**32 - 1))
records = st.one_of(states, throttles, trails())


@given(record=records)
def test_a_record_is_read_back_from_its_bytes(record):
    data = record.to_bytes()
    assert len(data) == {Throttle: 16, Trail: 52}.get(type(record), 24)
    assert type(record).from_bytes(data) == record
    assert type(record).from_bytes(data).to_bytes() == data
    if len(data) == 24:
        assert state_from_bytes(data) == record
        assert type(state_from_bytes(data)) is type(record)


@given(record=records)
def test_a_record_survives_every_pickle_and_copy(record):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(record, protocol))  # noqa: S301
        assert (type(again), again, hash(again)) == (type(record), record, hash(record))
    assert copy.copy(record) == record == copy.deepcopy(record)


@given(record=records, data=st.data())
def test_one_changed_byte_is_another_record_or_none(record, data):
    good = record.to_bytes()
    place, byte = data.draw(st.integers(0, len(good) - 1)), data.draw(st.integers(0, 255))
    changed = good[:place] + bytes([byte]) + good[place + 1 :]
    try:
        read = type(record).from_bytes(changed)
    except MalformedRecord:
        assert changed != good
    else:
        assert read.to_bytes() == changed
        assert (read == record) == (changed == good)


@given(data=st.one_of(st.binary(max_size=60), st.binary(min_size=24, max_size=24), st.binary(min_size=16, max_size=16)))
def test_what_is_read_was_written(data):
    for read in (state_from_bytes, Throttle.from_bytes, Trail.from_bytes):
        with suppress(MalformedRecord):
            assert read(data).to_bytes() == data


@given(one=st.one_of(records, policies), other=st.one_of(records, policies))
def test_equal_values_are_equal_everywhere(one, other):
    def content(value: object) -> tuple[type, object]:
        return type(value), repr(value) if isinstance(value, ThrottlePolicy) else value.to_bytes()

    assert (one == other) is (content(one) == content(other))
    assert (one != other) is not (one == other)
    assert len({one, other}) == 2 - (one == other)
    assert one not in (None, 0, "", repr(one))


@given(state=states)
def test_the_fields_of_a_state_make_it_anew(state):
    fields = state.to_dict()
    assert type(state)(**fields) == state
    assert fields == {name: getattr(state, name) for name in fields}
    names = {name: getattr(otp_core, name) for name in otp_core.__all__}
    assert eval(repr(state), names) == state  # noqa: S307


def test_a_report_has_public_fields_alone():
    assert HotpState(3).to_dict() == {"counter": 3}
    assert TotpState().to_dict() == {"last_accepted": None, "drift": 0}
    assert YubiKeyState(1, 2).to_dict() == {"usage": 1, "session_use": 2}
    assert Throttle().to_dict() == {"attempts": 0, "locked_until": None, "stopped": False}
    assert Trail().push("755224", 7).to_dict() == {"times": [7]}
    assert repr(Trail().push("755224", 7)) == "<Trail of 1>"
    assert repr(Throttle().begin(7).throttle) == "<Throttle attempts=1>"


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize(
    "value", [HotpState(), TotpState(), YubiKeyState(), Throttle(), Trail(), ThrottlePolicy()], ids=repr
)
def test_values_have_no_order(value: object, compare: Callable[[object, object], bool]):
    with pytest.raises(TypeError):
        compare(value, value)


def test_states_of_different_families_differ():
    fresh = [HotpState(), TotpState(), YubiKeyState()]
    assert len(set(fresh)) == 3
    assert all((one == other) == (one is other) for one in fresh for other in fresh)


def test_verdicts_are_values():
    token, device = Hotp(RFC_KEY), Device(RFC_KEY)
    accepted = token.verify(HotpState(), device.code(0))
    assert accepted == token.verify(HotpState(), device.code(0))
    assert hash(accepted) == hash(token.verify(HotpState(), device.code(0)))
    assert accepted != token.verify(HotpState(), device.code(1))
    assert repr(accepted) == "<Accepted previous=HotpState(counter=0) next=HotpState(counter=1)>"
    assert accepted.timestamp is None
    resynced = token.resync(HotpState(), device.codes(0, 2))
    assert accepted != resynced
    assert not hasattr(resynced, "timestamp")
    assert repr(resynced) == "<Resynced previous=HotpState(counter=0) next=HotpState(counter=2)>"


def test_a_policy_shows_its_numbers():
    policy = ThrottlePolicy(limit=3, first_lock=4, longest_lock=5, stop=6)
    assert repr(policy) == "ThrottlePolicy(limit=3, first_lock=4, longest_lock=5, stop=6)"
    assert (policy.limit, policy.first_lock, policy.longest_lock, policy.stop) == (3, 4, 5, 6)


@pytest.mark.parametrize(
    "error",
    [Rejected("replayed"), Locked(60), Locked(None)]
    + [getattr(otp_core, name)("why") for name in otp_core.__all__
       if isinstance(getattr(otp_core, name), type) and issubclass(getattr(otp_core, name), Exception)
       and name not in ("Rejected", "Locked")],
    ids=repr,
)  # fmt: skip
def test_an_exception_survives_a_pickle_with_all_it_says(error: Exception):
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for again in (pickle.loads(pickle.dumps(error, protocol)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301
            assert type(again) is type(error)
            assert (str(again), again.args, vars(again)) == (str(error), error.args, vars(error))
    assert isinstance(error, OtpError) is not isinstance(error, ValueError)
    assert type(error).__module__ == "otp_core"


def test_a_refusal_is_one_word_and_its_detail_is_beside_it():
    with pytest.raises(Rejected) as refusal:
        Hotp(RFC_KEY).verify(HotpState(1), "755224")
    assert (str(refusal.value), refusal.value.detail) == ("rejected", "no-match")
    assert "no-match" not in repr(refusal.value)
