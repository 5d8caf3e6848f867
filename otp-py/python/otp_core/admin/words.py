"""Options that several commands share, with their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from otp_core import _names

Where: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="OTP_STORE",
        metavar="PATH|URL",
        help="The store: a file of SQLite, or postgresql://user@host/database.",
        show_default="store.db in your settings' folder",
    ),
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Results as JSON, one object a line.")]
WhatIf: TypeAlias = Annotated[bool, typer.Option("--what-if", help="Say what would happen, and write nothing.")]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")]
Serial: TypeAlias = Annotated[str, typer.Argument(metavar="SERIAL", help="The serial of the token.")]
Profile: TypeAlias = Annotated[
    _names.Profile, typer.Option("--profile", help="Whose rules the tokens follow: look-ahead, resync, locks.")
]
Codes: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CODE]...",
        help="Codes, the oldest first. Others on this machine see arguments: leave them out to be asked, or write - and"
        " give them on standard input, one a line.",
        show_default=False,
    ),
]
Code: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        metavar="[CODE]",
        help="The code or OTP. Others on this machine see arguments: leave it out to be asked, or write - and give it"
        " on standard input.",
        show_default=False,
    ),
]
KeyFile: TypeAlias = Annotated[
    Path | None, typer.Option("--key-file", metavar="FILE", help="A file with the AES key in hexadecimal digits.")
]
PasswordFile: TypeAlias = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help="A file with the password in its first line.")
]
AskPassword: TypeAlias = Annotated[bool, typer.Option("--password", help="Ask for the password of the file.")]
Out: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="A new file, with the mode 0600; - for standard output.",
        show_default="a pipe",
    ),
]
