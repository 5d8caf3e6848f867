"""A time is Unix seconds or an aware datetime, read exactly."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from otp_core import Totp, Trail
from strategies import RFC_KEY

SECONDS = Totp(RFC_KEY, step=1)
UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

offsets = st.integers(-86_399_999_999, 86_399_999_999).map(lambda micros: timezone(timedelta(microseconds=micros)))


@given(now=st.datetimes(min_value=datetime(1970, 1, 3), max_value=datetime(9999, 12, 29), timezones=offsets))  # noqa: DTZ001
def test_a_datetime_is_its_instant_rounded_down(now: datetime):
    since = now - EPOCH
    assert SECONDS.time_step(now) == since.days * 86_400 + since.seconds


@given(now=st.floats(0, 2**64, exclude_max=True))
def test_a_float_is_rounded_down(now: float):
    assert SECONDS.time_step(now) == int(now)


@given(now=st.integers(0, 2**64 - 1))
def test_an_int_is_exact(now: int):
    assert SECONDS.time_step(now) == now


def test_the_ends_of_the_calendar():
    assert SECONDS.time_step(EPOCH) == 0
    assert SECONDS.time_step(datetime.max.replace(tzinfo=UTC)) == 253_402_300_799
    west, east = timezone(-timedelta(hours=23, minutes=59)), timezone(timedelta(hours=23, minutes=59))
    assert SECONDS.time_step(datetime.max.replace(tzinfo=west)) == 253_402_300_799 + 86_340
    for before in (EPOCH - timedelta(microseconds=1), EPOCH.replace(tzinfo=east), datetime.min.replace(tzinfo=UTC)):
        with pytest.raises(ValueError, match="before 1970"):
            SECONDS.time_step(before)
    with pytest.raises(ValueError, match="before 1970"):
        SECONDS.time_step(datetime.min.replace(tzinfo=east))


class Autumn(tzinfo):
    """A zone whose hour from two to three comes twice."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        return timedelta(hours=1 if when is not None and when.fold else 2)

    def dst(self, when: datetime | None) -> timedelta:
        return timedelta(hours=1) - timedelta(hours=when.fold if when else 0)

    def tzname(self, when: datetime | None) -> str:
        del when
        return "autumn"


def test_a_folded_hour_is_two_instants():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=Autumn())
    assert SECONDS.time_step(first.replace(fold=1)) - SECONDS.time_step(first) == 3600
    assert SECONDS.time_step(first) == int(datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp())


class Nowhere(tzinfo):
    """A zone that does not know."""

    def utcoffset(self, when: datetime | None) -> None:
        del when


def test_a_zone_without_an_offset_is_naive():
    with pytest.raises(ValueError, match="naive"):
        SECONDS.time_step(datetime(2026, 1, 1, tzinfo=Nowhere()))


def test_a_subclass_of_datetime_is_a_datetime():
    class Stamp(datetime):
        pass

    assert SECONDS.time_step(Stamp(1970, 1, 1, 0, 1, tzinfo=UTC)) == 60


def test_left_out_it_is_the_system_clock():
    before = int(time.time())
    read = SECONDS.time_step(), Trail().push("123456").to_dict()["times"][0], SECONDS.time_step(None)
    after = int(time.time())
    assert all(before <= now <= after for now in read)
