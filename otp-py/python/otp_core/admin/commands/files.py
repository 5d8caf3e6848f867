"""Seed files: what comes in, what goes out, and one format made of another."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal, cast

import typer
from rich.console import Console
from rich.progress import track

from otp_core import _names, seeds
from otp_core.admin import asked, session
from otp_core.admin.facts import counted
from otp_core.admin.failures import DONE, LEFT_OUT, REFUSED, UsageError
from otp_core.admin.private import new_file, others_may_read
from otp_core.admin.screen import Screen, say
from otp_core.admin.words import AsJson, AskPassword, KeyFile, Out, PasswordFile, Profile, WhatIf, Where
from otp_core.store import Import, NewToken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Input = Annotated[Path, typer.Argument(metavar="FILE", help="A seed file, or - for standard input.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help=f"{', '.join(seeds.formats())}.", show_default="found out by content"),
]
To = Annotated[str, typer.Option("--to", metavar="FORMAT", help="The format to write; the help of import lists them.")]
Digits = Annotated[int | None, typer.Option(min=6, max=8, help="How many digits codes have, where the file is silent.")]
Hash = Annotated[_names.Algorithm | None, typer.Option(help="The hash, where the file is silent.")]
Step = Annotated[int | None, typer.Option(min=1, help="Seconds of a time step, where the file is silent.")]
Short = Annotated[
    bool, typer.Option("--allow-short-secrets", help="Take secrets of 80 to 127 bits, too (RFC 4226 R6).")
]

Uncommon = Annotated[
    bool,
    typer.Option(
        "--uncommon", help="In otpauth, write links too that many apps ignore: not of SHA-1, six digits and 30 seconds."
    ),
]

#: Fewer tokens are there before a bar is seen.
MANY = 1000
#: Of a YubiKey that speaks HOTP.
TYPES_ITS_ID = "it types its public id before each code, and the code alone is taken: cut the id off"


def take_in(
    path: Input,
    where: Where = None,
    profile: Profile = "rfc",
    format_: Format = None,
    key_file: KeyFile = None,
    password_file: PasswordFile = None,
    password: AskPassword = False,
    digits: Digits = None,
    algorithm: Hash = None,
    step: Step = None,
    allow_short_secrets: Short = False,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Take nothing where one token cannot be taken.")
    ] = False,
    used: Annotated[
        bool,
        typer.Option(
            "--used", help="Another server let people in with them: spend their codes up to ten steps from now."
        ),
    ] = False,
    no_owners: Annotated[
        bool, typer.Option("--no-owners", help="Leave every token in stock, whoever the file gives it to.")
    ] = False,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """Take the tokens of a seed file in: PSKC, the CSV of vendors, otpauth links.

    Where the file names people, they get its tokens, and how many do is told: it is the file that chooses them, and the
    MAC of an encrypted PSKC covers its secrets, not its UserId (RFC 6030, Section 6.1.1). See --no-owners.

    Exits with 1 where a token could not be taken in, and says which and why; the others are in. What there is to say of
    those goes to standard error, or with --json into remarks. A file without any token is refused. Interrupted, it can
    be repeated: tokens that are in the store already stay as they are.
    """
    secret = asked.password(password_file, ask=password)
    read = _read(path, format_, asked.key(key_file), secret, digits, algorithm, step)
    usable, unusable = [seed for seed in read.tokens if seed.kind], [seed for seed in read.tokens if not seed.kind]
    lost = [each for each in read.problems if each.lost]
    tokens = (
        NewToken.from_seed(seed, profile, allow_short_secret=allow_short_secrets, used=used)
        for seed in _with_progress(usable)
    )
    if no_owners:
        tokens = (replace(token, owner=None) for token in tokens)

    screen = Screen(as_json=as_json)
    with session.opened(where, for_secrets=True) as store:
        came = Import(0, (), stored=False)
        if not (all_or_nothing and (unusable or lost)):
            came = store.import_many(tokens, all_or_nothing=all_or_nothing, what_if=what_if)
    left_out = [{**_named(each.serial), "reason": f"no kind of token has {each.digits} digits"} for each in unusable]
    left_out += [{**_named(each.serial), "reason": each.reason} for each in came.refused]
    left_out += [{**_named(of=each), "reason": _said(each)} for each in lost]
    remarks = [{**_named(of=each), "remark": _said(each)} for each in read.problems if not each.lost]
    seeds_in = _that_came(usable, came)
    typing = [seed.serial for seed in seeds_in if seed.public_id is not None and seed.type != "yubikey"]
    remarks += [{**_named(serial), "remark": TYPES_ITS_ID} for serial in typing]
    kinds = Counter(str(seed.kind) for seed in seeds_in)
    assigned = 0 if no_owners else sum(seed.owner is not None for seed in seeds_in)
    if as_json:
        counts = {"added": came.added, "assigned": assigned, "kinds": kinds}
        facts = {"stored": came.stored, "format": read.format, "not_added": left_out, "remarks": remarks}
        screen.tell({"result": "imported", **counts, **facts}, "")
    else:
        would = "" if came.stored or not what_if else "would be "
        given = f", and {assigned} of them {would}given to people that the file names" if assigned else ""
        screen.tell({}, f"{counted(came.added, 'token')} {would}added, read as {read.format}{given}")
        if screen.draws:
            screen.rows(("kind", "tokens"), ({"kind": kind, "tokens": tokens} for kind, tokens in kinds.items()))
        screen.rows(("token", "reason"), ({"token": _which(each), "reason": each["reason"]} for each in left_out))
        for each in remarks:
            say(f"{_which(each)}: {each['remark']}")
    raise typer.Exit(REFUSED if unusable or came.refused or lost else DONE)


def convert(
    path: Input,
    to: To,
    output: Out = None,
    format_: Format = None,
    key_file: KeyFile = None,
    password_file: PasswordFile = None,
    password: AskPassword = False,
    new_key_file: Annotated[
        Path | None, typer.Option("--new-key-file", metavar="FILE", help="A key to encrypt the new file with.")
    ] = None,
    new_password_file: Annotated[
        Path | None,
        typer.Option(
            "--new-password-file",
            metavar="FILE",
            help="A file whose first line is a password to encrypt the new file with.",
        ),
    ] = None,
    new_password: Annotated[
        bool, typer.Option("--new-password", help="Ask for a password to encrypt the new file with.")
    ] = False,
    digits: Digits = None,
    algorithm: Hash = None,
    step: Step = None,
    uncommon: Uncommon = False,
) -> None:
    """Make a seed file of another format of one. What the new format cannot carry is said. No store is needed.

    Exits with 1 where a token could not be read, and otherwise with 4 where the new format has no place for a token;
    the others are in the new file. A file without any token is refused.

    The new file holds secrets: without --output it goes into a pipe, never onto a terminal.
    """
    with _out(output) as file:
        secret = asked.password(password_file, ask=password)
        read = _read(path, format_, asked.key(key_file), secret, digits, algorithm, step)
        for problem in read.problems:
            say(f"{_which(_named(of=problem))}: {_said(problem)}")
        new_secret = asked.password(new_password_file, ask=new_password, new=True)
        new_key = asked.key(new_key_file)
        written = seeds.write(read.tokens, to, key=new_key, password=new_secret, uncommon=uncommon)
        exit_code = _give(written, file)
    raise typer.Exit(REFUSED if any(each.lost for each in read.problems) else exit_code)


def export(
    to: To,
    serials: Annotated[list[str] | None, typer.Argument(metavar="[SERIAL]...", help="Which tokens.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All tokens in use.")] = False,
    reopen: Annotated[
        bool, typer.Option("--reopen", help="Those, too, whose spent codes would be good again: import with --used.")
    ] = False,
    output: Out = None,
    where: Where = None,
    key_file: KeyFile = None,
    password_file: PasswordFile = None,
    password: AskPassword = False,
    uncommon: Uncommon = False,
) -> None:
    """Write tokens with their secrets to a seed file, where they stand now.

    Each is written into the audit trail. No seed file can say which codes of TOTP tokens and YubiKeys are spent: such a
    token is refused once it was used, unless --reopen says that whoever reads the file knows.

    Exits with 4 where the format has no place for a token; the others are in the file.
    """
    if bool(serials) == everything:
        message = "name serials, or say --all"
        raise UsageError(message)
    # Secrets never leave without their entries, and what is refused has none. So all that may refuse comes first: the
    # file is made, format, key and password are tried without tokens, and the store reads each token before it writes
    # the first entry. What fails after that leaves entries that are right: the secrets were out of the store, as those
    # are that the format has no place for.
    with session.opened(where) as store, _out(output) as file:
        key, secret = asked.key(key_file), asked.password(password_file, ask=password, new=True)
        seeds.write([], to, key=key, password=secret)
        wanted = serials or [token.serial for token in store.tokens()]
        if not wanted:
            message = "the store has no token"
            raise UsageError(message)
        out = list(store.export(wanted, reopen=reopen))
        written = seeds.write(out, to, key=key, password=secret, uncommon=uncommon)
        exit_code = _give(written, file)
    raise typer.Exit(exit_code)


def _read(
    path: Path,
    format_: str | None,
    key: bytes | None,
    password: bytes | None,
    digits: int | None,
    algorithm: _names.Algorithm | None,
    step: int | None,
) -> seeds.Import:
    """Reads a seed file. One that has no token in it is the wrong one, or has lost them: that is no success."""
    length = cast("Literal[6, 7, 8] | None", digits)
    read = seeds.read(
        asked.read(path),
        format=format_,
        key=key,
        password=password,
        digits=length,
        algorithm=algorithm,
        step=step,
    )
    if not read.tokens and not any(each.lost for each in read.problems):
        message = f"there is no token in the file, which was read as {read.format}"
        raise seeds.UnreadableFile(message)
    return read


def _with_progress(tokens: Sequence[seeds.Seed]) -> Iterator[seeds.Seed]:
    """A bar on standard error, where that is a terminal and there is something to wait for."""
    bar = Console(stderr=True)
    hidden = len(tokens) < MANY or not bar.is_terminal
    yield from track(tokens, "taking in", console=bar, transient=True, disable=hidden)


def _that_came(given: Sequence[seeds.Seed], came: Import) -> list[seeds.Seed]:
    """The seeds of those tokens that came in."""
    out = {each.place for each in came.refused}
    return [seed for place, seed in enumerate(given) if place not in out] if came.added else []


def _named(serial: str | None = None, *, of: seeds.Problem | None = None) -> dict[str, Any]:
    """Which token of a file, for programs: None for what is not known."""
    return {"line": of and of.line, "key_id": of and of.key_id, "serial": serial}


def _which(named: Mapping[str, Any]) -> str:
    """The same for people."""
    return named["serial"] or named["key_id"] or f"line {named['line']}"


def _said(problem: seeds.Problem) -> str:
    return f"{problem.message}; {problem.remedy}"


def _out(output: Path | None) -> AbstractContextManager[BinaryIO]:
    """Where secrets go: a new file or a pipe."""
    if output is not None and str(output) != asked.STDIN:
        return new_file(output)
    if sys.stdout.isatty():
        message = "secrets are not shown on a terminal: name a file with --output"
        raise UsageError(message)
    if others_may_read(sys.stdout.buffer):
        say("warning: others may read the file that these secrets go to: chmod 600, or name a new one with --output")
    return nullcontext(sys.stdout.buffer)


def _give(written: seeds.Written, file: BinaryIO) -> int:
    """Writes the file, and gives the exit code."""
    for loss in written.losses:
        say(f"{loss.serial}: {loss.message}")
    file.write(written.data)
    file.flush()
    return LEFT_OUT if any(loss.whole for loss in written.losses) else DONE
