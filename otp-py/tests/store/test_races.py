"""Servers and threads on one database, asked at once."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from fleet import NOW, OTHER, RFC, actions, hotp, wrong
from model import Device
from otp_core import HotpState, Rejected, ThrottlePolicy
from otp_core.store import NewToken, Settings
from servers import said, servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fleet import Place
    from otp_core.store import Store
    from servers import Server

SERVERS, CODES = 8, 200
LIMIT = 10


def accepted(answers: Sequence[str]) -> int:
    """How many of them let somebody in; the others must be refusals."""
    moved = [answer for answer in answers if answer.startswith("counter ")]
    assert {*answers} - {*moved} <= {"Rejected", "Locked", "Conflict"}
    return len(moved)


def acceptances(started: Sequence[Server], codes: Sequence[str]) -> Iterator[int]:
    """How many servers accept each code, given to all of them at once."""
    for code in codes:
        for server in started:
            server.ask("1", code)
        yield accepted([server.answer() for server in started])


def at_once(asks: Sequence[Callable[[], object]]) -> list[str]:
    """What calls say in threads that start together."""
    barrier, answers = Barrier(len(asks)), list[str]()

    def run(ask: Callable[[], object]) -> None:
        barrier.wait()
        answers.append(said(ask))

    threads = [Thread(target=run, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_eight_servers_accept_two_hundred_codes_once_each(place: Place, store: Store):
    store.add(hotp(owner="ann"))
    with servers(place, SERVERS) as started:
        assert list(acceptances(started, RFC.codes(0, CODES))) == [1] * CODES
    assert (store.get("1").state, store.get("1").version) == (HotpState(CODES), CODES)
    assert actions(store).count("accepted") == CODES


def test_servers_that_write_without_comparing_accept_codes_twice(place: Place, store: Store):
    store.add(hotp(owner="ann"))
    with servers(place, SERVERS, racy=True) as started:
        assert any(several > 1 for several in acceptances(started, RFC.codes(0, CODES)))


def test_guesses_at_once_never_exceed_the_limit(place: Place, store: Store):
    store.add(hotp("1", owner="ann"))
    store.add(hotp("2", device=OTHER, owner="ann"))
    codes = wrong(RFC)
    with servers(place, SERVERS) as started:
        for number in range(5 * SERVERS):
            started[number % SERVERS].ask("12"[number // SERVERS % 2], next(codes))
        answers = [server.answer() for server in started for _ in range(5)]
    assert sorted(answers) == ["Locked"] * (5 * SERVERS - LIMIT) + ["Rejected"] * LIMIT
    assert store.get("1").throttle.attempts == LIMIT


def test_a_strangers_guesses_do_not_cancel_an_honest_login(place: Place, store: Store):
    device = Device(RFC.key, digits=8)
    many = Settings(throttle=ThrottlePolicy(limit=9000, stop=9001))
    store.add(NewToken("1", "hotp-8", device.key, owner="ann", settings=many))
    with servers(place, 5) as (honest, *strangers):
        for stranger in strangers:
            for _ in range(400):
                stranger.ask("1", "00000000")
        for counter in range(40):
            honest.ask("1", device.code(counter))
            assert honest.answer() == f"counter {counter} → {counter + 1}"
        for stranger in strangers:
            assert stranger.answer() == "Rejected", "they guessed meanwhile"
    assert store.get("1").state == HotpState(40)


def test_what_a_killed_server_accepted_stays_spent(place: Place, store: Store):
    """A thousand logins of servers that are killed again and again, in the middle of one."""
    store.add(hotp(owner="ann"))
    reported, kills = 0, 0
    while reported < 1000:
        begins = store.get("1").state.counter
        with servers(place, 1) as (server,):
            codes = RFC.codes(begins, 150)
            for code in codes:  # it need not wait for us, so the signal comes wherever it is
                server.ask("1", code)
            before = [server.answer() for _ in range(60 + 7 * kills % 31)]
            server.process.kill()
            said_in_all = before + list(server.left())
        kills += 1
        assert accepted(said_in_all) == len(said_in_all) < len(codes), "killed in the middle"
        reported += len(said_in_all)
        stands = store.get("1").state.counter
        # One that was written need not have been told; none that was told is not written.
        assert begins + len(said_in_all) <= stands <= begins + len(said_in_all) + 1
        for code in codes[stands - begins - 2 : stands - begins]:
            with pytest.raises(Rejected):
                store.verify("1", code, NOW)
    assert kills > 10
    assert actions(store).count("accepted") == stands


def test_eight_threads_on_one_store_accept_a_code_once(store: Store):
    store.add(hotp(owner="ann"))
    for code in RFC.codes(0, 20):
        assert accepted(at_once([lambda code=code: store.login("ann", code, NOW)] * SERVERS)) == 1


def test_pairings_at_once_make_one_owner(store: Store):
    for serial in map(str, range(20)):
        store.add(hotp(serial))
        asks = [lambda owner=owner, serial=serial: store.pair(owner, serial, RFC.code(0), NOW).owner for owner in "ab"]
        answers = at_once(asks)
        assert {*answers} & {"AlreadyAssigned", "Rejected", "OneMoreCode"}
        assert [answer for answer in answers if answer in "ab"] == [store.get(serial).owner]


def test_imports_at_once_take_every_token_in_once(place: Place):
    with place.open(timeout=60) as store:
        asks = [lambda: store.import_many(hotp(f"{number:04}", owner="ann") for number in range(1500)).added] * 3
        assert sum(map(int, at_once(asks))) == 1500
        assert len(list(store.tokens(owner="ann"))) == 1500
