"""What becomes of tokens."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from otp_core import TotpState
from otp_core.store import NewToken
from pocket import CAROLS
from shell import plain

if TYPE_CHECKING:
    from shell import Shell


def test_a_token_goes_from_hand_to_hand(shell: Shell) -> None:
    assert shell.otp("assign", "1001", "alice").out == "assigned: 1001 (alice)\n"
    taken = shell.otp("assign", "1001", "ann")
    assert (taken.code, taken.err) == (1, "otp-admin: the token has an owner: 1001\n")
    assert shell.otp("unassign", "1001").out == "unassigned: 1001\n"
    assert [row[0] for row in shell.otp("list", "--owner", "bob").rows] == ["1002"]


def test_a_lost_token_is_replaced(shell: Shell) -> None:
    no_owner = shell.otp("replace", "1001", "3001", "--yes")
    assert (no_owner.code, no_owner.err) == (2, "otp-admin: 1001 has no owner: retire it, and assign 3001\n")
    assert shell.otp("replace", "1002", "1001", "--yes").out == "replaced: 1001 (bob)\n"
    assert [row[0] for row in shell.otp("list", "--retired").rows] == ["1002"]


@pytest.mark.parametrize(
    "words", [("retire", "1002"), ("replace", "1002", "1001"), ("reset-clock", "2001")], ids=lambda words: words[0]
)
def test_what_cannot_be_taken_back_asks_first(shell: Shell, words: tuple[str, ...]) -> None:
    nobody = shell.otp(*words)
    assert (nobody.code, nobody.err) == (2, "otp-admin: there is no terminal to ask on: say --yes\n")
    no = shell.dialogue(*words, answers=[("[y/N]: ", "n")])
    assert (no.code, "nothing was changed" in no.out) == (1, True)
    with shell.store() as store:
        assert not [event for event in store.audit() if event.action != "added"]
    assert shell.dialogue(*words, answers=[("[y/N]: ", "y")]).code == 0
    with shell.store() as store:
        assert [event for event in store.audit() if event.action != "added"]


def test_a_retired_token_is_of_no_use(shell: Shell) -> None:
    assert shell.otp("retire", "2001", "--yes").out == "retired: 2001\n"
    for words in (
        ["verify", "2001", CAROLS.code(1)],
        ["assign", "2001", "carol"],
        ["export", "2001", "--to", "pskc"],
        ["replace", "2001", "1001"],
        ["replace", "2001", "1001", "--yes"],
    ):
        refused = shell.otp(*words)
        assert (refused.code, refused.err) == (1, "otp-admin: the token is retired: 2001\n")


def test_a_clock_is_reset_after_the_servers_was_ahead(shell: Shell) -> None:
    here = int(time.time()) // 30
    with shell.store() as store:
        store.add(NewToken("2003", "totp-6", CAROLS.key, state=TotpState(here + 100_000, 0)))
    assert shell.otp("verify", "2003", CAROLS.code(here)).code == 1
    would = shell.otp("reset-clock", "2003", "--what-if")
    assert would.out.startswith("would be reset: 2003, last accepted")
    assert shell.otp("reset-clock", "2003", "--yes", "--json").told[0]["result"] == "clock-reset"
    assert shell.otp("verify", "2003", CAROLS.code(int(time.time()) // 30 + 1)).code == 0
    hotp = shell.otp("reset-clock", "1001", "--yes")
    assert (hotp.code, hotp.err.count("\n")) == (1, 1)


def test_what_stays_whole_is_not_cut_off(shell: Shell) -> None:
    owner = "a long name " * 10 + "."
    with shell.store() as store:
        store.assign("1001", owner)
    assert shell.otp("show", "1001").out.count(owner) == 1
    assert owner.replace(" ", "") in "".join(plain(shell.dialogue("show", "1001").out).split())
