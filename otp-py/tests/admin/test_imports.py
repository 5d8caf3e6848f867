"""Seed files on their way in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fleet import OTHER, RFC
from shell import plain

if TYPE_CHECKING:
    from shell import Ended, Shell

SAMPLES = Path(__file__).resolve().parents[3] / "otp-seeds" / "tests" / "samples"
KEY = "12345678901234567890123456789012"
PASSWORD = "qwerty"


def sample(shell: Shell, name: str, *words: str, stdin: str = "") -> Ended:
    """Takes a sample in."""
    return shell.otp("import", str(SAMPLES / name), *words, stdin=stdin)


@pytest.fixture
def store(empty: Shell) -> Shell:
    """A store without tokens."""
    empty.store().close()
    return empty


@pytest.mark.parametrize(
    ("name", "words", "code", "counts"),
    [
        ("duo-hotp.csv", ["--format", "duo-hotp", "--profile", "duo"], 0, {"hotp-6": 3}),
        ("duo-yubikey.csv", [], 0, {"yubikey": 2}),
        ("feitian.xml", ["--profile", "pingone"], 0, {"hotp-6": 1, "totp-6": 1}),
        ("entra.csv", [], 0, {"totp-6": 2}),
        ("otpauth.txt", [], 1, {"hotp-6": 2, "totp-6": 2, "totp-8": 1}),
        ("yubico.csv", [], 1, {"hotp-6": 2, "yubikey": 2}),
    ],
)
def test_a_sample_comes_in(store: Shell, name: str, words: list[str], code: int, counts: dict[str, int]) -> None:
    came = sample(store, name, *words, "--json")
    assert came.code == code, came
    with store.store() as opened:
        assert opened.stats().kinds == counts
    (told,) = came.told
    assert (told["result"], told["added"], told["stored"]) == ("imported", sum(counts.values()), True)
    assert told["kinds"] == counts
    assert bool(told["not_added"]) == bool(code)


def test_what_if_writes_nothing(store: Shell) -> None:
    would = sample(store, "feitian.xml", "--what-if")
    assert (would.code, would.out) == (0, "2 tokens would be added, read as pskc\n")
    assert store.otp("list").out == store.otp("audit").out == ""


def test_what_cannot_come_in_is_told_and_keeps_nothing_else_out(store: Shell) -> None:
    seeds = store.file("seeds.csv", f"1,{RFC.key.hex()},0\n2,nonsense,0\n3,{RFC.key.hex()},0\n1,{OTHER.key.hex()},0\n")
    came = store.otp("import", seeds, "--format", "duo-hotp")
    assert came.code == 1
    assert came.out.splitlines()[0] == "2 tokens added, read as duo-hotp"
    assert [row[0] for row in came.rows[1:]] == ["1", "line 2"], "each is told once"
    assert came.err.startswith("otp-admin: line 4: another token of this file has the same serial number")
    assert [row[0] for row in store.otp("list").rows] == ["1", "3"]
    again = store.otp("import", seeds, "--format", "duo-hotp")
    assert [row[0] for row in again.rows[1:]] == ["1", "3", "1", "line 2"]
    assert "0 tokens added" in again.out
    assert "a token with this serial is in the store" in again.out


@pytest.mark.parametrize("what_if", [[], ["--what-if"]])
def test_all_or_nothing_is_nothing_where_one_line_is_bad_and_tells_of_each(store: Shell, what_if: list[str]) -> None:
    seeds = store.file("seeds.csv", f"1,{RFC.key.hex()},0\n2,nonsense,0\n3,nonsense,0\n")
    words = ("import", seeds, "--format", "duo-hotp", "--all-or-nothing", *what_if)
    came = store.otp(*words)
    assert (came.code, came.out.startswith("0 tokens "), came.err) == (1, True, "")
    assert [row[0] for row in came.rows[1:]] == ["line 2", "line 3"]
    (told,) = store.otp(*words, "--json").told
    assert (told["added"], told["stored"], len(told["not_added"])) == (0, False, 2)
    assert store.otp("list").out == ""


def test_all_or_nothing_is_nothing_where_one_token_is_of_no_kind(store: Shell) -> None:
    secret = "GEZDGNBVGY3TQOJQ" * 2
    links = "".join(f"otpauth://totp/ann{digits}?secret={secret}&digits={digits}\n" for digits in (6, 7))
    (told,) = store.otp("import", "-", "--all-or-nothing", "--json", stdin=links).told
    assert (told["added"], told["stored"], [each["serial"] for each in told["not_added"]]) == (0, False, ["ann7"])
    assert store.otp("list").out == ""


def test_all_or_nothing_is_nothing_where_one_serial_is_there(store: Shell) -> None:
    assert store.otp("import", "-", "--format", "duo-hotp", stdin=f"2,{RFC.key.hex()},0\n").code == 0
    seeds = store.file("seeds.csv", f"1,{RFC.key.hex()},0\n2,{RFC.key.hex()},0\n")
    came = store.otp("import", seeds, "--format", "duo-hotp", "--all-or-nothing")
    assert (came.code, came.out.splitlines()[0]) == (1, "0 tokens added, read as duo-hotp")
    assert [row[0] for row in store.otp("list").rows] == ["2"]


def test_programs_are_told_line_key_and_serial_by_their_names(store: Shell) -> None:
    rows = f"1,{RFC.key.hex()},0\n2,nonsense,0\n1,{RFC.key.hex()},0\n"
    (told,) = store.otp("import", "-", "--format", "duo-hotp", "--json", stdin=rows).told
    names = [tuple(each[name] for name in ("line", "key_id", "serial")) for each in told["not_added"]]
    assert names == [(None, None, "1"), (2, None, None)]
    (remark,) = told["remarks"]
    assert (remark["line"], remark["key_id"], remark["serial"]) == (3, None, None)
    key = '<KeyPackage><Key Id="K" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"/></KeyPackage>'
    pskc = f'<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">{key}</KeyContainer>'
    (told,) = store.otp("import", "-", "--json", stdin=pskc).told
    (lost,) = told["not_added"]
    assert (lost["line"], lost["key_id"], lost["serial"]) == (1, "K", None)
    assert store.otp("import", "-", stdin=pskc).rows[1][0] == "K"


OWNED = f"""upn,serial number,secret key,time interval,manufacturer,model
ann@example.com,1,{"GEZDGNBVGY3TQOJQ" * 2},30,Contoso,HW
,2,{"GEZDGNBVGY3TQOJQ" * 2},30,Contoso,HW
cat@example.com,3,{"GEZDGNBVGY3TQOJQ" * 2},30,Contoso,HW
"""


def test_how_many_tokens_the_file_gives_to_people_is_told(store: Shell) -> None:
    store.otp("import", "-", stdin="".join(OWNED.splitlines(keepends=True)[:2]))
    would = store.otp("import", "-", "--what-if", stdin=OWNED)
    told = "2 tokens would be added, read as entra, and 1 of them would be given to people that the file names"
    assert would.out.splitlines()[0] == told
    (came,) = store.otp("import", "-", "--json", stdin=OWNED).told
    assert (came["added"], came["assigned"]) == (2, 1)
    assert [row[1] for row in store.otp("list").rows] == ["ann@example.com", "-", "cat@example.com"]


def test_without_owners_every_token_of_a_file_is_in_stock(store: Shell) -> None:
    came = store.otp("import", "-", "--no-owners", stdin=OWNED)
    assert (came.code, came.out) == (0, "3 tokens added, read as entra\n")
    assert [row[1] for row in store.otp("list").rows] == ["-", "-", "-"]
    (again,) = store.otp("import", "-", "--no-owners", "--json", stdin=OWNED.replace(",30,", ",60,")).told
    assert (again["added"], again["assigned"]) == (0, 0)


def test_what_is_only_remarked_on_is_added(store: Shell) -> None:
    links = f"otpauth://hotp/ann?secret={'GEZDGNBVGY3TQOJQ' * 2}\n"
    (told,) = store.otp("import", "-", "--what-if", "--json", stdin=links).told
    assert (told["added"], told["not_added"], [each["line"] for each in told["remarks"]]) == (1, [], [1])
    assert "no counter" in told["remarks"][0]["remark"]
    came = store.otp("import", "-", stdin=links)
    assert (came.code, came.out) == (0, "1 token added, read as otpauth\n")
    assert came.err.startswith("otp-admin: line 1: there is no counter; 0 was assumed")


def test_a_key_that_types_its_public_id_before_a_code_is_remarked_on(store: Shell) -> None:
    keys = f"1,ccccifhg,0,{RFC.key.hex()},000000000000,,\n2,,0,{OTHER.key.hex()},000000000000,,\n"
    (told,) = store.otp("import", "-", "--format", "yubico-csv", "--json", stdin=keys).told
    remarks = [(each["serial"], each["remark"]) for each in told["remarks"] if "public id before" in each["remark"]]
    assert (told["added"], [serial for serial, _ in remarks]) == (2, ["1"])
    assert store.otp("verify", "1", f"ccccifhg{RFC.code(0)}").code == 2
    assert store.otp("verify", "1", RFC.code(0)).code == 0


def test_a_key_opens_an_encrypted_file(store: Shell) -> None:
    key = store.file("aes", f"{KEY}\n")
    refused = sample(store, "rfc6030-figure6.xml")
    assert (refused.code, refused.err.count("\n"), refused.out) == (1, 1, "")
    assert sample(store, "rfc6030-figure6.xml", "--key-file", key).code == 0


def test_a_password_opens_an_encrypted_file(store: Shell) -> None:
    figure = str(SAMPLES / "rfc6030-figure7.xml")
    asked = store.dialogue("import", figure, "--password", answers=[("Password: ", PASSWORD)])
    assert (asked.code, PASSWORD in asked.out) == (0, False)
    assert "1 token added, read as pskc" in plain(asked.out)
    wrong = sample(store, "rfc6030-figure7.xml", "--password-file", store.file("wrong", "asdfgh\n"))
    assert (wrong.code, wrong.err.count("\n"), "asdfgh" in wrong.err) == (1, 1, False)
    right = sample(store, "rfc6030-figure7.xml", "--password-file", store.file("right", f"{PASSWORD}\r\n"))
    assert "is in the store" in right.out


def test_a_password_or_key_that_windows_saved_is_read_or_refused_with_the_remedy(store: Shell) -> None:
    marked = store.file("marked", f"{PASSWORD}\r\n".encode("utf-8-sig"))
    assert sample(store, "rfc6030-figure7.xml", "--password-file", marked).code == 0
    key = store.file("key", f"{KEY}\r\n".encode("utf-8-sig"))
    assert sample(store, "rfc6030-figure6.xml", "--key-file", key, "--what-if").code == 1, "is in the store"
    for words in (["rfc6030-figure7.xml", "--password-file"], ["rfc6030-figure6.xml", "--key-file"]):
        refused = sample(store, *words, store.file("wide", f"{PASSWORD}\r\n".encode("utf-16")))
        assert (refused.code, refused.err) == (
            2,
            "otp-admin: this is UTF-16: save it as UTF-8, in PowerShell with -Encoding utf8\n",
        )


def test_a_password_is_not_asked_for_without_a_terminal(store: Shell) -> None:
    asked = sample(store, "rfc6030-figure7.xml", "--password", stdin=f"{PASSWORD}\n")
    assert (asked.code, asked.err.count("\n")) == (2, 1)


def test_short_secrets_and_seven_digits_come_in_only_where_they_may(store: Shell) -> None:
    short = store.file("short.csv", "1,31323334353637383930,0\n")
    came = store.otp("import", short, "--format", "duo-hotp")
    assert (came.rows[1][0], "too short" in came.rows[1][1], "RFC 4226" in came.err) == ("1", True, True)
    assert store.otp("import", short, "--format", "duo-hotp", "--allow-short-secrets").code == 0
    seven = store.otp("import", "-", stdin=f"otpauth://totp/ann?secret={'GEZDGNBVGY3TQOJQ' * 2}&digits=7\n")
    assert (seven.code, "no kind of token has 7 digits" in seven.out) == (1, True)


def test_a_bar_shows_on_a_terminal_how_far_it_is(store: Shell) -> None:
    many = store.file("many.csv", "".join(f"{number},{RFC.key.hex()},0\n" for number in range(3000)))
    came = store.dialogue("import", many, "--format", "duo-hotp")
    assert "taking in" in came.out
    assert "3000 tokens added" in plain(came.out)
