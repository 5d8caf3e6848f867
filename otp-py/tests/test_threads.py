"""Threads: one code is accepted once, one attempt is spent once, and searches let others work."""

from __future__ import annotations

import sys
import time
from threading import Barrier, Lock, Thread
from typing import TYPE_CHECKING, Any

import pytest
from model import Device
from otp_core import Attempt, Hotp, HotpState, Rejected, Throttle, Token, Totp, TotpState, YubiKeyState, lookup
from strategies import RFC_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RFC = Device(RFC_KEY)
NOW = 1_700_000_010
THREADS = 8


def at_once(work: Callable[[], object]) -> list[object]:
    """What a call gives in eight threads that start together; exceptions are results too."""
    barrier, results = Barrier(THREADS), list[object]()

    def run() -> None:
        barrier.wait()
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001
            results.append(error)

    threads = [Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == THREADS
    return results


class Store(dict[str, Any]):
    """A table whose rows are written by compare-and-swap."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = Lock()

    def swap(self, key: str, previous: object, following: object) -> bool:
        """Writes where the previous value still stands."""
        with self.lock:
            if self.get(key) != previous:
                return False
            self[key] = following
            return True


def test_one_code_is_one_login():
    token, store = Token("hotp-6", RFC_KEY), Store()
    store["row"] = HotpState()
    for counter in range(300):
        code = RFC.code(counter)

        def login(code: str = code) -> bool:
            accepted = token.verify(store["row"], code, NOW, attempt=Attempt.unthrottled())
            return store.swap("row", accepted.previous, accepted.next)

        results = at_once(login)
        assert results.count(True) == 1
        assert all(result is False or isinstance(result, Rejected) for result in results if result is not True)
        assert store["row"] == HotpState(counter + 1)


def test_one_clock_code_is_one_login_and_one_resync():
    token, store = Totp(RFC_KEY), Store()
    store["row"] = TotpState()
    for step in range(1000, 1300, 3):

        def login(step: int = step) -> bool:
            accepted = token.verify(store["row"], RFC.code(step), step * 30)
            return store.swap("row", accepted.previous, accepted.next)

        def resync(step: int = step) -> bool:
            resynced = token.resync(store["row"], RFC.codes(step + 1, 2), (step + 2) * 30)
            return store.swap("row", resynced.previous, resynced.next)

        assert at_once(login).count(True) == 1
        assert at_once(resync).count(True) == 1


def test_an_attempt_is_spent_once():
    token = Token("hotp-6", RFC_KEY)
    for _ in range(300):
        attempt = Throttle().begin(NOW)
        results = at_once(lambda attempt=attempt: token.verify(HotpState(), RFC.code(0), NOW, attempt=attempt))
        accepted = [result for result in results if not isinstance(result, Exception)]
        assert [one.next for one in accepted] == [HotpState(1)]
        assert sum(isinstance(result, ValueError) and "spent" in str(result) for result in results) == THREADS - 1


@pytest.fixture
def bystander() -> Iterator[Callable[[], int]]:
    """Counts what another thread does, which has the interpreter only when this one lets go of it."""
    count, done = 0, False

    def work() -> None:
        nonlocal count
        while not done:
            count += 1
            time.sleep(0)

    thread, before = Thread(target=work), sys.getswitchinterval()
    thread.start()
    sys.setswitchinterval(3600)
    yield lambda: count
    done = True
    sys.setswitchinterval(before)
    thread.join()


WIDE = Hotp(RFC_KEY, digits=8, resync_window=10_000)
WIDE_TOKEN = Token("hotp-8", RFC_KEY, resync_window=10_000)
WIDE_CLOCK = Totp(RFC_KEY, digits=8, step=1, resync_window=5000)
FAR = Device(RFC_KEY, digits=8).codes(10_000, 2)
FLEET = [(Token("hotp-8", bytes([place % 251]) * 20), HotpState(place)) for place in range(4000)]
SEARCHES = {
    "Hotp.resync": lambda: WIDE.resync(HotpState(), FAR),
    "Totp.resync": lambda: WIDE_CLOCK.resync(TotpState(), FAR, 10_000),
    "Token.resync": lambda: WIDE_TOKEN.resync(HotpState(), FAR, NOW, attempt=Attempt.unthrottled()),
    "lookup": lambda: lookup([*FLEET, (WIDE_TOKEN, HotpState(9000))], FAR, NOW),
}


@pytest.mark.parametrize("search", SEARCHES.values(), ids=SEARCHES)
def test_a_wide_search_lets_others_work(search: Callable[[], object], bystander: Callable[[], int]):
    start = bystander()
    for _ in range(2000):
        assert search() is not None
        if bystander() > start + 5:
            return
    pytest.fail("nobody else could work")


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="there is no lock to hold")
def test_the_bystander_stands_still_while_the_interpreter_is_held(bystander: Callable[[], int]):
    """The control: without it the test above would prove nothing."""
    token, state, code = Hotp(RFC_KEY), HotpState(), RFC.code(10)
    start = bystander()
    for _ in range(20_000):
        token.verify(state, code)
    assert bystander() == start


def test_values_are_read_by_many_at_once():
    token = Token("yubikey", bytes(16), private_id=bytes(6))
    for shared in (token, YubiKeyState(1, 2), Throttle(), WIDE):
        assert len(set(map(repr, at_once(lambda shared=shared: repr(shared))))) == 1
    assert set(map(repr, at_once(lambda: WIDE.resync(HotpState(), FAR).next))) == {"HotpState(counter=10002)"}
