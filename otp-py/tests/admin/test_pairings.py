"""Tokens that people are given for a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fleet import RFC
from shell import plain

if TYPE_CHECKING:
    from shell import Shell


def test_a_code_in_step_pairs_at_once(shell: Shell) -> None:
    paired = shell.otp("pair", "alice", "1001", RFC.code(0))
    assert (paired.code, paired.out) == (0, "paired: 1001 (alice), counter 0 → 1\n")
    assert shell.otp("verify", "1001", RFC.code(0)).code == 1, "the code is spent"
    taken = shell.otp("pair", "ann", "1001", RFC.code(1))
    assert (taken.code, taken.err) == (1, "otp-admin: the token has an owner: 1001\n")


def test_the_text_of_a_vpn_client_pairs(shell: Shell) -> None:
    assert shell.otp("pair", "alice", "token 1001", stdin=RFC.code(0)).code == 0


def test_a_token_out_of_step_is_asked_for_one_more_code(shell: Shell) -> None:
    first = shell.otp("pair", "alice", "1001", RFC.code(42), "--json")
    assert (first.code, first.told[0]["result"]) == (1, "one-more-code")
    second = shell.otp("pair", "alice", "1001", RFC.code(43))
    assert second.out == "paired: 1001 (alice), counter 0 → 44\n"


def test_whoever_sits_at_a_terminal_is_asked_for_the_next_code(shell: Shell) -> None:
    answers = [("Code: ", RFC.code(42)), ("the next that it shows", ""), ("Code: ", RFC.code(43))]
    paired = shell.dialogue("pair", "alice", "1001", answers=[answers[0], (answers[2][0], answers[2][1])])
    assert paired.code == 0, paired
    assert answers[1][0] in paired.out
    assert "counter 0 → 44" in plain(paired.out)


def test_two_codes_that_do_not_follow_each_other_pair_nothing(shell: Shell) -> None:
    shell.otp("pair", "alice", "1001", RFC.code(42))
    assert shell.otp("pair", "alice", "1001", RFC.code(50)).code == 1
    with shell.store() as store:
        assert store.get("1001").owner is None
