"""A store and its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from otp_core.admin import session
from otp_core.admin.facts import counted
from otp_core.admin.private import new_file
from otp_core.admin.screen import Screen
from otp_core.admin.words import AsJson, Where
from otp_core.store import new_key


def init(where: Where = None, as_json: AsJson = False) -> None:
    """Make an empty store. First name a file with a key in OTP_STORE_KEYS_FILE: see new-key."""
    path = session.make(where)
    Screen(as_json=as_json).tell({"result": "made", "store": path}, f"made a store at {path}")


def make_key(
    path: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A new file, with the mode 0600.")] = None,
) -> None:
    """Make a key that encrypts the secrets of a store, and print it or write it to a file.

    A store finds it where OTP_STORE_KEYS_FILE names the file. Keep it apart from the store and from its backups.
    """
    line = f"{new_key()}\n"
    if path is None:
        typer.echo(line, nl=False)
        return
    with new_file(path) as file:
        file.write(line.encode())


def rotate_keys(where: Where = None, as_json: AsJson = False) -> None:
    """Encrypt every secret anew under the newest key, while logins go on.

    The newest key is the first of OTP_STORE_KEYS, or the first line of the file that OTP_STORE_KEYS_FILE names. Every
    server must know it beforehand. The older ones may be thrown away afterwards. A store without encryption is
    encrypted by this.
    """
    with session.opened(where) as store:
        done = store.rotate_keys()
    Screen(as_json=as_json).tell({"result": "keys-rotated", "tokens": done}, f"encrypted {counted(done, 'token')} anew")
