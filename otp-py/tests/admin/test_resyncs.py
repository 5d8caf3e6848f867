"""Tokens that are brought back into step, one at a time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from fleet import OTHER, RFC
from pocket import CAROLS
from shell import plain

if TYPE_CHECKING:
    from shell import Shell

DUO = ("resync", "1002")
MOVED = "resynced: 1002 (bob), counter 2 → 45\n"


def counter(shell: Shell, serial: str) -> int:
    """Where a HOTP token stands."""
    with shell.store() as store:
        return int(store.get(serial).state.to_dict()["counter"])


def test_three_codes_resync_a_token_of_duo(shell: Shell) -> None:
    assert shell.otp(*DUO, *OTHER.codes(42, 3)).out == MOVED
    assert shell.otp(*DUO, *OTHER.codes(42, 3)).code == 1, "the codes are spent"
    two = shell.otp(*DUO, *OTHER.codes(60, 2))
    assert (two.code, two.err) == (2, "otp-admin: a resync of 1002 takes 3 codes, not 2\n")


def test_two_codes_resync_a_token_of_pingone(shell: Shell) -> None:
    assert shell.otp("resync", "1001", stdin="\n".join(RFC.codes(42, 2))).out == "resynced: 1001, counter 0 → 44\n"


def test_what_if_tells_and_writes_nothing(shell: Shell) -> None:
    would = shell.otp(*DUO, *OTHER.codes(42, 3), "--what-if")
    assert (would.code, would.out) == (0, f"would be {MOVED}")
    refused = shell.otp(*DUO, *OTHER.codes(90_000, 3), "--what-if")
    assert refused.code == 1
    with shell.store() as store:
        assert (store.get("1002").version, store.get("1002").throttle.attempts) == (0, 0)
    assert counter(shell, "1002") == 2


@pytest.mark.parametrize(("answer", "code", "after"), [("y", 0, 45), ("n", 1, 2), ("", 1, 2), ("\x03", 130, 2)])
def test_confirm_asks_first(shell: Shell, answer: str, code: int, after: int) -> None:
    asked = shell.dialogue(*DUO, *OTHER.codes(42, 3), "--confirm", answers=[("[y/N]: ", answer)])
    assert "would be resynced: 1002 (bob), counter 2 → 45. Go on?" in plain(asked.out)
    assert asked.code == code, asked
    assert counter(shell, "1002") == after
    assert ("nothing was changed" in asked.out) == (code == 1)


def test_confirm_needs_somebody_to_ask(shell: Shell) -> None:
    asked = shell.otp(*DUO, *OTHER.codes(42, 3), "--confirm")
    assert (asked.code, asked.err) == (2, "otp-admin: there is no terminal to ask on: leave out --confirm\n")
    assert counter(shell, "1002") == 2


def test_a_resync_goes_code_by_code_in_two_commands(shell: Shell) -> None:
    first = shell.otp("resync", "1001", RFC.code(42), "--step")
    assert (first.code, first.err) == (1, "otp-admin: one more code of 1001: the next that it shows\n")
    assert shell.otp("resync", "1001", RFC.code(43), "--step").out == "resynced: 1001, counter 0 → 44\n"
    assert shell.otp("resync", "1001", *RFC.codes(50, 2), "--step").code == 2
    assert shell.otp(*DUO, OTHER.code(42), "--step").code == 1, "Duo knows none"


def test_a_resync_goes_code_by_code_at_a_terminal(shell: Shell) -> None:
    answers = [("Code: ", RFC.code(42)), ("Code: ", RFC.code(43))]
    assert "counter 0 → 44" in plain(shell.dialogue("resync", "1001", "--step", answers=answers).out)


def test_duo_refuses_totp_and_says_that_yubikeys_need_none(shell: Shell) -> None:
    totp = shell.otp("resync", "2001", *CAROLS.codes(int(time.time()) // 30 + 5, 3))
    assert (totp.code, totp.err) == (1, "otp-admin: refused: the token's profile knows no such resync for its kind\n")
    yubikey = shell.otp("resync", "3001", *RFC.codes(1, 3), "--json")
    assert (yubikey.code, yubikey.told[0]["result"]) == (1, "resync-not-needed")
