"""Codes that are judged: logins and lookups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fleet import OTHER, RFC, otp
from otp_core.store import NewToken

if TYPE_CHECKING:
    from shell import Shell


def test_a_good_code_is_accepted_once(shell: Shell) -> None:
    first = shell.otp("verify", "1001", RFC.code(3))
    assert (first.code, first.out, first.err) == (0, "accepted: 1001, counter 0 → 4\n", "")
    again = shell.otp("verify", "1001", RFC.code(3))
    assert (again.code, again.out, again.err) == (1, "", "otp-admin: refused: no match in the window\n")


def test_an_owner_logs_in_with_any_of_their_tokens(shell: Shell) -> None:
    assert shell.otp("verify", "--by-owner", "bob", OTHER.code(2)).out == "accepted: 1002 (bob), counter 2 → 3\n"
    assert shell.otp("verify", "--by-owner", "nobody", OTHER.code(3)).code == 1


def test_a_yubikey_logs_in(shell: Shell) -> None:
    accepted = shell.otp("verify", "3001", otp(1), "--json")
    assert (accepted.code, accepted.told[0]["result"]) == (0, "accepted")


def test_what_if_spends_nothing_and_counts_nothing(shell: Shell) -> None:
    would = shell.otp("verify", "1001", RFC.code(0), "--what-if", "--json")
    assert would.told[0]["stored"] is False
    assert shell.otp("verify", "1001", "000000", "--what-if").code == 1
    with shell.store() as store:
        token = store.get("1001")
        assert (token.state.to_dict(), token.throttle.attempts) == ({"counter": 0}, 0)
    assert shell.otp("verify", "1001", RFC.code(0), "--what-if").out == "would be accepted: 1001, counter 0 → 1\n"
    assert shell.otp("verify", "1001", RFC.code(0)).code == 0


def test_a_code_comes_by_prompt_or_standard_input(shell: Shell) -> None:
    assert shell.otp("verify", "1001", stdin=f"{RFC.code(0)}\n").code == 0
    assert shell.otp("verify", "1001", "-", stdin=RFC.code(1)).code == 0
    asked = shell.dialogue("verify", "1001", answers=[("Code: ", f"{RFC.code(2)[:3]} {RFC.code(2)[3:]}")])
    assert (asked.code, "accepted: 1001" in asked.out) == (0, True)


def test_guesses_lock_and_an_administrator_unlocks(shell: Shell) -> None:
    with shell.store() as store:
        while store.get("1001").throttle.locked(2**40) is None and store.get("1001").throttle.attempts < 10:
            with pytest.raises(Exception, match="rejected"):
                store.verify("1001", "000000")
    locked = shell.otp("verify", "1001", RFC.code(0))
    assert (locked.code, locked.err.startswith("otp-admin: locked")) == (3, True)
    told = shell.otp("verify", "1001", RFC.code(0), "--json")
    assert (told.code, told.told[0]["result"]) == (3, "locked")
    assert shell.otp("unlock", "1001").out == "unlocked: 1001\n"
    assert shell.otp("verify", "1001", RFC.code(0)).code == 0


def test_a_lookup_names_the_token_and_spends_nothing(shell: Shell) -> None:
    codes = OTHER.codes(4, 2)
    assert shell.otp("lookup", *codes).out == shell.otp("lookup", stdin="\n".join(codes)).out == "found: 1002 (bob)\n"
    answers = [("Code 1: ", codes[0]), ("Code 2: ", codes[1]), ("Code 3 (Enter if there is none): ", "")]
    asked = shell.dialogue("lookup", "--json", answers=answers)
    assert '"serial": "1002"' in asked.out
    assert shell.otp("lookup", "000000", "000000").code == 1
    with shell.store() as store:
        store.add(NewToken("twin", "hotp-6", OTHER.key))
    assert "several tokens show these codes" in shell.otp("lookup", *codes).err
    (told,) = shell.otp("lookup", *codes, "--json").told
    assert (told["result"], told["detail"]) == ("refused", "ambiguous")
    assert shell.otp("verify", "1002", codes[0]).code == 0
