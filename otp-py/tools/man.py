"""Writes the page otp-admin(1) to standard output, from what the commands themselves say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer
from otp_core.admin.run import COMMANDS, app

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = r""".\" SPDX-License-Identifier: MIT OR Apache-2.0
.Dd November 26, 2026
.Dt OTP-ADMIN 1
.Os
.Sh NAME
.Nm otp-admin
.Nd look after the tokens of one-time codes
.Sh SYNOPSIS
.Nm
.Ar COMMAND
.Op Fl -help
.Op Ar ARGUMENT ...
.Nm
.Fl -version | -install-completion | -show-completion
.Sh DESCRIPTION
.Nm
keeps tokens in a store: it takes them in from the files that vendors send, gives them to people, judges codes, brings
tokens back into step, and has a line in its audit trail for each of these.
All commands but STORELESS open the store that
.Ev OTP_STORE
or
.Fl -store
names.
.Pp
On a terminal, lists are tables.
In a pipe they are lines with tabs, and with
.Fl -json
one object a line.
Other users of a machine see the arguments of a command: codes that are left out, or given as
.Dq - ,
are asked for or read from standard input.
.Pp
What most commands have in common:
.Bl -tag -width Ds
.It Fl -store Ar PATH|URL
The store: the path of a file of SQLite, or
.Ar postgresql://user@host/database .
It takes precedence over
.Ev OTP_STORE .
Without either it is
.Pa store.db
in the folder of the user's settings.
.It Fl -json
Results as JSON, one object a line.
.El
.Pp
What there is without a command:
.Bl -tag -width Ds
.It Fl -version
Print the version.
.It Fl -install-completion
Have the shell that this is typed in complete commands and options by the Tab key.
.It Fl -show-completion
Print what a shell needs for that.
.El
"""
#: Described once, for all commands.
COMMON = {"help", "where", "as_json"}
TAIL = r""".Sh ENVIRONMENT
.Bl -tag -width Ds
.It Ev OTP_STORE
The store: the path of a file of SQLite, or
.Ar postgresql://user@host/database .
.It Ev OTP_STORE_KEYS_FILE
The path of a file with the keys that encrypt secrets, one on each line, the newest first.
.It Ev OTP_STORE_KEYS
The keys themselves, with commas between them.
.It Ev NO_COLOR
No colours, whatever it is set to.
.El
.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
Accepted, or done.
.It 1
Refused; one more code is wanted; some tokens of a file were not taken in, or it has none; or the store could not be
asked, of which
.Fl -json
tells the two apart.
.It 2
The command was used wrongly.
.It 3
The token is locked, and no code was looked at.
.It 4
A file was written, and some tokens were left out of it, because its format cannot carry them.
.It 130
Interrupted.
What was done before is whole.
.It 141
Whoever read the results went away before the end.
.El
.Sh EXAMPLES
A store, a file of tokens, and one of them for ann:
.Bd -literal -offset indent
$ export OTP_STORE=tokens.db OTP_STORE_KEYS_FILE=keys
$ otp-admin new-key keys
$ otp-admin init
$ otp-admin import tokens.csv --format duo-hotp --profile duo
$ otp-admin pair ann 1234567
.Ed
.Pp
Where would three codes bring a token, and then bring it there:
.Bd -literal -offset indent
$ otp-admin resync 1234567 435478 303194 000152 --what-if
$ otp-admin resync 1234567 435478 303194 000152
.Ed
.Sh SEE ALSO
.Xr oathtool 1
.Rs
.%R RFC 4226
.%T HOTP: An HMAC-Based One-Time Password Algorithm
.Re
.Rs
.%R RFC 6238
.%T TOTP: Time-Based One-Time Password Algorithm
.Re
"""


def page() -> Iterator[str]:
    """The lines of the page."""
    commands: Any = typer.main.get_command(app)
    *some, last = (name for name, each in commands.commands.items() if all(of.name != "where" for of in each.params))
    yield from HEAD.replace("STORELESS", escaped(f"{', '.join(some)} and {last}")).splitlines()
    yield ".Sh COMMANDS"
    for heading, group in COMMANDS.items():
        yield f".Ss {heading}"
        for place, name in enumerate(group):
            yield from [".Pp"] if place else []
            yield from section(name, commands.commands[name])
    yield from TAIL.splitlines()


def section(name: str, command: Any) -> Iterator[str]:
    """What a command does, with its arguments and options."""
    own = [each for each in command.params if each.name not in COMMON]
    arguments = [each for each in own if each.param_type_name == "argument"]
    options = [each for each in own if each.param_type_name == "option"]
    yield " ".join([f".Sy otp-admin {name}", *(f"Ar {value(each)}" for each in arguments)])
    for paragraph in command.help.split("\n\n"):
        yield ".Pp"
        yield from sentences(paragraph)
    if not own:
        return
    yield ".Bl -tag -width Ds"
    for each in (*arguments, *options):
        flags = " , ".join(f"Fl {flag[1:]}" for flag in each.opts)
        metavar = "" if getattr(each, "is_flag", False) else f" Ar {value(each)}"
        yield f".It Ar {value(each)}" if each in arguments else f".It {flags}{metavar}"
        yield from sentences(each.help or "")
        if isinstance(each.show_default, str):
            yield f"The default: {escaped(each.show_default)}."
    yield ".El"


def value(parameter: Any) -> str:
    """What stands for the value of a parameter."""
    words = getattr(parameter.bare_type, "__args__", ())
    return escaped(str(parameter.metavar or "|".join(words) or parameter.opts[0].lstrip("-").upper()))


def sentences(text: str) -> Iterator[str]:
    """Each on a line of its own, as the language of the page wants it."""
    for sentence in escaped(" ".join(text.split())).replace(". ", ".\n").splitlines():
        # A line that begins with a dot or a quote would be a command.
        yield rf"\&{sentence}" if sentence[0] in ".'" else sentence


def escaped(text: str) -> str:
    """A text in the language of the page."""
    return text.replace("\\", r"\e").replace("-", r"\-")


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()) + "\n")
