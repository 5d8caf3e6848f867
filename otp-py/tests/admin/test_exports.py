"""Seed files on their way out."""

from __future__ import annotations

from stat import S_IMODE
from typing import TYPE_CHECKING

import pytest
from fleet import OTHER, RFC
from otp_core import seeds
from otp_core.store import NewToken

if TYPE_CHECKING:
    from shell import Shell

HOTP = ("export", "1001", "1002", "--to", "pskc")


def test_a_file_of_secrets_is_its_owners_alone(shell: Shell) -> None:
    assert shell.otp(*HOTP, "--output", "out.xml").code == 0
    written = shell.folder / "out.xml"
    assert S_IMODE(written.stat().st_mode) == 0o600
    assert [(seed.secret, seed.counter) for seed in seeds.read(written.read_bytes()).tokens] == [
        (RFC.key, 0),
        (OTHER.key, 2),
    ]
    before = written.read_bytes()
    again = shell.otp(*HOTP, "--output", "out.xml")
    assert (again.code, again.err) == (2, "otp-admin: there is a file at out.xml already\n")
    assert written.read_bytes() == before
    with shell.store() as store:
        assert [event.serial for event in store.audit() if event.action == "exported"] == ["1001", "1002"]


def test_secrets_go_into_a_pipe_and_never_onto_a_terminal(shell: Shell) -> None:
    piped = shell.otp("export", "1001", "--to", "duo-hotp")
    assert (piped.code, RFC.key.hex() in piped.out) == (0, True)
    for words in (HOTP, ("convert", shell.file("in.csv", piped.out), "--to", "pskc", "--format", "duo-hotp")):
        shown = shell.dialogue(*words)
        assert (shown.code, "secrets are not shown on a terminal" in shown.out) == (2, True)
        assert "KeyContainer" not in shown.out


def test_a_dash_is_standard_output(shell: Shell) -> None:
    piped = shell.otp("export", "1001", "--to", "duo-hotp", "--output", "-")
    assert (piped.code, piped.out, piped.err) == (0, f"1001,{RFC.key.hex()},0\n", "")
    assert not (shell.folder / "-").exists()
    shown = shell.dialogue(*HOTP, "-o", "-")
    assert (shown.code, "secrets are not shown on a terminal" in shown.out) == (2, True)


def test_a_file_of_the_shell_that_others_may_read_is_warned_of(shell: Shell) -> None:
    loose = shell.sh("umask 022; otp-admin export 1001 --to duo-hotp >out.csv")
    assert (loose.code, loose.err.count("\n")) == (0, 1)
    assert loose.err.startswith("otp-admin: warning: others may read the file that these secrets go to")
    assert (shell.folder / "out.csv").read_text() == f"1001,{RFC.key.hex()},0\n"
    for line in (">own.csv", "| cat >piped.csv", ">/dev/null"):
        own = shell.sh(f"umask 077; otp-admin export 1001 --to duo-hotp {line}")
        assert (own.code, own.err) == (0, ""), line


def test_a_new_file_is_encrypted_with_a_password(shell: Shell) -> None:
    answers = [("Password: ", "correct horse"), ("confirmation: ", "correct horse")]
    asked = shell.dialogue(*HOTP, "--password", "--output", "out.xml", answers=answers)
    assert asked.code == 0, asked
    written = (shell.folder / "out.xml").read_bytes()
    assert [seed.secret for seed in seeds.read(written, password=b"correct horse").tokens] == [RFC.key, OTHER.key]


@pytest.mark.parametrize("serial", ["2001", "3001"])
def test_what_would_reopen_spent_codes_is_refused(shell: Shell, serial: str) -> None:
    with shell.store() as store:
        if serial == "2001":
            store.reset_clock(serial)
        else:
            from fleet import otp  # noqa: PLC0415

            store.verify(serial, otp(1))
    refused = shell.otp("export", serial, "--to", "pskc", "--output", "out.xml")
    assert (refused.code, refused.err.count("\n"), "codes are spent" in refused.err) == (1, 1, True)
    assert not (shell.folder / "out.xml").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1001 2002 9 --to pskc", 1),
        ("1001 --to nonsense", 2),
        ("1001 --to pskc --key-file short", 2),
        ("1001 --to otpauth --key-file long", 2),
        ("1001 --to pskc --output nowhere/out", 2),
        ("1001 --to pskc --password --output out", 2),
    ],
)
def test_an_export_that_is_refused_has_no_entry_and_leaves_no_file(shell: Shell, words: str, code: int) -> None:
    shell.file("short", "3132")
    shell.file("long", "31" * 16)
    if "--output" not in words:
        words += " --output out"
    refused = shell.otp("export", *words.split())
    assert (refused.code, refused.out, refused.err.count("\n")) == (code, "", 1), refused
    assert not (shell.folder / "out").exists()
    with shell.store() as store:
        assert "exported" not in [event.action for event in store.audit()]


def test_of_a_file_that_cannot_be_written_nothing_is_left(shell: Shell) -> None:
    seeds_file = shell.file("in.csv", f"1,{RFC.key.hex()},0\n")
    failed = shell.sh(f"ulimit -f 0; otp-admin convert {seeds_file} --format duo-hotp --to pskc --output out")
    assert (failed.code, failed.err) == (1, "otp-admin: File too large\n")
    assert not (shell.folder / "out").exists()


def test_all_is_all(shell: Shell) -> None:
    everything = shell.otp("export", "--all", "--to", "pskc")
    assert len(seeds.read(everything.out.encode()).tokens) == 5
    assert shell.otp("export", "--all", "1001", "--to", "pskc").code == shell.otp("export", "--to", "pskc").code == 2


def test_a_file_becomes_one_of_another_format_without_a_store(empty: Shell) -> None:
    links = f"otpauth://totp/ann?secret={'GEZDGNBVGY3TQOJQ' * 2}&period=60\n"
    made = empty.otp("convert", "-", "--to", "pskc", "--output", "out.xml", stdin=links)
    assert (made.code, made.out) == (0, "")
    (seed,) = seeds.read((empty.folder / "out.xml").read_bytes()).tokens
    assert (seed.type, seed.secret, seed.step) == ("totp", RFC.key, 60)
    refused = empty.otp("convert", "-", "--to", "nonsense", stdin=links)
    assert (refused.code, refused.err.count("\n")) == (2, 1)


def test_what_a_file_is_silent_about_is_said_to_convert(empty: Shell) -> None:
    words = ("convert", "-", "--format", "duo-totp", "--to", "pskc", "--digits", "8", "--step", "60")
    made = empty.otp(*words, "--algorithm", "sha256", stdin=f"1,{RFC.key.hex()}\n")
    (seed,) = seeds.read(made.out.encode()).tokens
    assert (seed.digits, seed.step, seed.algorithm) == (8, 60, "sha256")


def test_uncommon_links_are_written_where_they_are_asked_for(shell: Shell) -> None:
    with shell.store() as store:
        store.add(NewToken("eight", "totp-8", RFC.key))
    assert shell.otp("export", "eight", "--to", "otpauth").code == 4
    exported = shell.otp("export", "eight", "--to", "otpauth", "--uncommon")
    assert (exported.code, "digits=8" in exported.out) == (0, True)
    assert shell.otp("convert", "-", "--to", "otpauth", stdin=exported.out).code == 4
    converted = shell.otp("convert", "-", "--to", "otpauth", "--uncommon", stdin=exported.out)
    assert (converted.code, converted.out) == (0, exported.out)


def test_a_file_is_encrypted_anew_without_a_terminal(empty: Shell) -> None:
    links = f"otpauth://totp/ann?secret={'GEZDGNBVGY3TQOJQ' * 2}\n"
    password = empty.file("password", "correct horse\n")
    made = empty.otp("convert", "-", "--to", "pskc", "--new-password-file", password, "-o", "out.xml", stdin=links)
    assert (made.code, made.out, made.err) == (0, "", "")
    written = (empty.folder / "out.xml").read_bytes()
    assert [seed.secret for seed in seeds.read(written, password=b"correct horse").tokens] == [RFC.key]
    asked = empty.otp("convert", "-", "--to", "pskc", "--new-password", "-o", "other.xml", stdin=links)
    assert (asked.code, asked.err.count("\n"), (empty.folder / "other.xml").exists()) == (2, 1, False)


def test_what_a_format_cannot_carry_is_told(empty: Shell) -> None:
    links = f"otpauth://hotp/ACME:ann?secret={'GEZDGNBVGY3TQOJQ' * 2}&counter=7&issuer=ACME\n"
    lost = empty.otp("convert", "-", "--to", "ping-hotp", stdin=links)
    assert (lost.code, lost.err) == (0, "otp-admin: ann: the maker was left out, which the format cannot carry\n")


def test_tokens_that_a_format_cannot_carry_are_named_and_the_others_written(shell: Shell) -> None:
    left_out = "otp-admin: 2002: the token was left out, because the format cannot carry this type or hash function\n"
    exported = shell.otp("export", "1001", "2002", "--to", "duo-hotp")
    assert (exported.code, exported.out, exported.err) == (4, f"1001,{RFC.key.hex()},0\n", left_out)
    whole = shell.file("whole.xml", shell.otp("export", "1001", "2002", "--to", "pskc").out)
    converted = shell.otp("convert", whole, "--to", "duo-hotp", "--output", "some.csv")
    assert (converted.code, left_out in converted.err) == (4, True)
    assert (shell.folder / "some.csv").read_text() == exported.out
    unread = shell.file("both.csv", f"{exported.out}2,nonsense,0\n")
    assert shell.otp("convert", unread, "--format", "duo-hotp", "--to", "duo-totp").code == 1
