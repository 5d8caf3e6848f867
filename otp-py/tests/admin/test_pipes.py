"""Many resyncs out of a pipe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fleet import OTHER, RFC
from otp_core.store import NewToken

if TYPE_CHECKING:
    from shell import Shell

A, B, C = OTHER.codes(42, 3)


@pytest.fixture
def fleet(shell: Shell) -> Shell:
    """One more token of Duo's."""
    with shell.store() as store:
        store.add(NewToken("1003", "hotp-6", RFC.key, "duo", "erin"))
    return shell


def test_json_lines_have_a_result_each_and_bad_ones_stop_nothing(fleet: Shell) -> None:
    lines = [
        json.dumps({"TokenId": "1002", "Code1": A, "Code2": B, "Code3": C}),
        "",
        "{nonsense",
        "[" * 100_000,
        json.dumps({"tokenid": "1003", "CODE1": 755224}),
        json.dumps({"TokenId": "1003", "tokenid": "1002"}),
        json.dumps({"TokenId": "1003", "Code4": A}),
        json.dumps({"TokenId": "9", "Code1": A, "Code2": B, "Code3": C}),
        json.dumps({"TOKENID": "1003", "code1": RFC.code(7), "code2": RFC.code(8), "code3": RFC.code(9)}),
    ]
    done = fleet.otp("resync", "--from", "-", stdin="\n".join(lines))
    told = [(each["line"], each["result"], each.get("moved")) for each in done.told]
    assert told == [
        (1, "resynced", "counter 2 → 45"),
        *((number, "usage", None) for number in range(3, 8)),
        (8, "no-such-token", None),
        (9, "resynced", "counter 0 → 10"),
    ]
    assert (done.code, done.err) == (2, ""), "the exit code of the first that failed"
    assert A not in done.out


def test_rows_of_csv_are_read_by_the_names_of_their_columns(fleet: Shell) -> None:
    rows = [
        "code2,TOKENID,Code1,code3",
        f"{B},1002,{A},{C}",
        f'{B},"1003,{A},{C}',
        f"{B},9,{A},{C}",
        f"{B},1003,{A},{C},{C}",
        f"{RFC.code(8)},1003,{RFC.code(7)[:3]} {RFC.code(7)[3:]},{RFC.code(9)}",
    ]
    file = fleet.file("resyncs.csv", "\ufeff" + "\r\n".join(rows) + "\r\n")
    done = fleet.otp("resync", "--from", file)
    assert [(each["line"], each["result"]) for each in done.told] == [
        (2, "resynced"),
        (3, "usage"),
        (4, "no-such-token"),
        (5, "usage"),
        (6, "resynced"),
    ]
    assert done.code == 2


def test_what_if_writes_nothing(fleet: Shell) -> None:
    line = f'{{"TokenId":"1002","Code1":"{A}","Code2":"{B}","Code3":"{C}"}}'
    (told,) = fleet.otp("resync", "--from", "-", "--what-if", stdin=line).told
    assert (told["moved"], told["stored"]) == ("counter 2 → 45", False)
    with fleet.store() as store:
        assert store.get("1002").version == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (b"", "there is nothing in it"),
        (b"\r\n", "there is nothing in it"),
        (b"serial,code\n1,2\n", "the first line of CSV names the columns"),
        (b"\xfc{", "no text in UTF-8"),
        ("TokenId,Code1\n".encode("utf-16"), "save it as UTF-8"),
        ("{}".encode("utf-16-le"), "save it as UTF-8"),
        (b'[{"TokenId": "1002"}]', "a JSON array: give its objects alone, one a line"),
        (b"[\n{},\n{}\n]", "a JSON array: give its objects alone, one a line"),
    ],
)
def test_what_holds_no_resyncs_is_told_in_one_line(fleet: Shell, given: bytes, told: str) -> None:
    done = fleet.otp("resync", "--from", "-", stdin=given)
    assert (done.code, done.out, done.err.count("\n"), told in done.err) == (2, "", 1, True), done


def test_a_table_without_rows_asks_for_nothing(fleet: Shell) -> None:
    done = fleet.otp("resync", "--from", "-", stdin="TokenId,Code1\n")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_pipe_has_nobody_to_ask(fleet: Shell) -> None:
    for words in (["1002"], ["--step"], ["--confirm"]):
        assert fleet.otp("resync", *words, "--from", "-").code == 2
