"""What is done with codes: pairing, logins, resyncs, lookup, locks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from model import Device

if TYPE_CHECKING:
    from conftest import Admin

D1 = Device(b"12345678901234567890")
D2 = Device(b"12345678901234567891")
PING = Device(b"12345678901234567892")
CLOCK = Device(b"12345678901234567893")
OTP = "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh"


def test_a_code_in_step_pairs_and_is_spent(stocked: Admin):
    done = stocked.does("pair", "ann", "12345678", PING.code(0))
    assert done.out == "paired: 12345678 (ann), counter 0 → 1\n"
    assert stocked.run("verify", "12345678", PING.code(0)).exit_code == 1
    assert stocked.does("verify", "--owner", "ann", PING.code(1)).out == "accepted: 12345678 (ann), counter 1 → 2\n"


def test_a_token_out_of_step_is_paired_by_one_more_code(stocked: Admin):
    asked = stocked.run("pair", "ann", "token 12345678", PING.code(50))
    assert (asked.exit_code, asked.out) == (1, "")
    assert asked.err == "otp-admin: one more code of 12345678: the next that it shows\n"
    done = stocked.does("pair", "ann", "token 12345678", "--json", PING.code(51))
    assert done.json == [
        {
            "result": "paired",
            "serial": "12345678",
            "owner": "ann",
            "moved": "counter 0 → 52",
            "previous": {"counter": 0},
            "next": {"counter": 52},
            "stored": True,
        }
    ]


def test_on_a_terminal_the_next_code_is_asked_for(stocked: Admin):
    answers = (("Code: ", PING.code(50)), ("one more code", PING.code(51)))
    done = stocked.on_terminal("pair", "ann", "12345678", answers=answers)
    assert done.exit_code == 0
    assert "paired: 12345678 (ann), counter 0 → 52" in done.out


def test_a_login_is_what_if_or_counts(stocked: Admin):
    would = stocked.does("verify", "d1", D1.code(2), "--what-if")
    assert would.out == "would be accepted: d1, counter 2 → 3\n"
    assert stocked.does("verify", "d1", "-", given=f"{D1.code(2)}\n").out == "accepted: d1, counter 2 → 3\n"
    assert stocked.run("verify", "d1", D1.code(2)).err == "otp-admin: refused: no match in the window\n"
    (refused,) = stocked.run("verify", "d1", D1.code(2), "--json").json
    assert refused == {"result": "refused", "detail": "no-match", "message": "refused: no match in the window"}


def test_a_code_of_a_clock_and_an_otp_log_in(stocked: Admin):
    code = CLOCK.code(int(time.time()) // 30)
    assert "accepted: t1, last accepted none → " in stocked.does("verify", "t1", code).out
    assert stocked.run("verify", "t1", code).err == "otp-admin: refused: spent before\n"
    assert stocked.does("verify", "dteffuje", OTP).out == "accepted: dteffuje, usage 0 → 19, session use 0 → 17\n"


def test_resync_says_what_if_and_then_does_it(stocked: Admin):
    codes = D1.codes(42, 3)
    would = stocked.does("resync", "d1", *codes, "--what-if")
    assert would.out == "would be resynced: d1, counter 2 → 45\n"
    assert stocked.does("show", "d1", "--json").json[0]["state"] == {"counter": 2}
    assert stocked.does("resync", "d1", *codes).out == "resynced: d1, counter 2 → 45\n"
    assert stocked.does("show", "d1", "--json").json[0]["state"] == {"counter": 45}


def test_resync_asks_first(stocked: Admin):
    codes = D1.codes(42, 3)
    no = stocked.on_terminal("resync", "d1", *codes, "--confirm", answers=(("[y/N]: ", "n"),))
    assert no.exit_code == 1
    assert "would be resynced: d1, counter 2 → 45. Go on? [y/N]: " in no.out
    assert stocked.does("show", "d1", "--json").json[0]["state"] == {"counter": 2}
    yes = stocked.on_terminal("resync", "d1", *codes, "--confirm", answers=(("[y/N]: ", "y"),))
    assert yes.exit_code == 0
    assert stocked.does("show", "d1", "--json").json[0]["state"] == {"counter": 45}


def test_resync_asks_for_the_codes(stocked: Admin):
    first, second, third = D1.codes(42, 3)
    answers = (
        ("Code 1: ", f"{first[:3]} {first[3:]}"),
        ("Code 2: ", second),
        ("Code 3 (Enter if there is none): ", third),
    )
    done = stocked.on_terminal("resync", "d1", answers=answers)
    assert (done.exit_code, "resynced: d1, counter 2 → 45" in done.out) == (0, True)


def test_resync_takes_one_code_at_a_time(stocked: Admin):
    first = stocked.run("resync", "12345678", PING.code(70), "--step")
    assert (first.exit_code, first.err) == (1, "otp-admin: one more code of 12345678: the next that it shows\n")
    second = stocked.does("resync", "12345678", PING.code(71), "--step")
    assert second.out == "resynced: 12345678, counter 0 → 72\n"


@pytest.mark.parametrize(
    ("serial", "codes", "said"),
    [
        ("t1", CLOCK.codes(5, 3), "refused: the token's profile knows no such resync for its kind"),
        ("dteffuje", [OTP] * 3, "refused: a YubiKey needs no resync, nothing drifts in it"),
        ("d1", ["000000", "111111", "222222"], "refused: no match in the window"),
    ],
)
def test_what_duo_does_not_resync_is_refused(stocked: Admin, serial: str, codes: list[str], said: str):
    done = stocked.run("resync", serial, *codes)
    assert (done.exit_code, done.out, done.err) == (1, "", f"otp-admin: {said}\n")


def test_a_token_is_found_by_its_codes(stocked: Admin):
    stocked.does("assign", "d2", "bob")
    assert stocked.does("lookup", *D2.codes(7, 2)).out == "found: d2 (bob)\n"
    assert stocked.does("lookup", "-", given="\n".join(D2.codes(7, 2))).out == "found: d2 (bob)\n"
    assert stocked.run("lookup", "123456", "654321").err == "otp-admin: refused: no match in the window\n"


def test_a_locked_token_says_so_and_is_unlocked(stocked: Admin):
    for _ in range(10):
        last = stocked.run("verify", "d2", "000000")
    assert last.exit_code == 1
    locked = stocked.run("verify", "d2", D2.code(0), "--json")
    assert locked.exit_code == 3
    assert locked.json[0]["result"] == "locked"
    assert 0 < locked.json[0]["retry_after"] <= 60
    assert stocked.does("unlock", "d2").out == "unlocked: d2\n"
    assert stocked.does("verify", "d2", D2.code(0)).out == "accepted: d2, counter 0 → 1\n"
