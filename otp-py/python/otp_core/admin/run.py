"""The command line as a whole: its commands, and what becomes of their failures."""

from __future__ import annotations

import os
import sys
import warnings
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from otp_core.admin import demo
from otp_core.admin.commands import codes, files, stores, tokens, watch
from otp_core.admin.failures import DONE, INTERRUPTED, REFUSED, UNREAD, USAGE, Failure, explain
from otp_core.admin.screen import print_json, say
from otp_core.store import StoreWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

app = typer.Typer(
    name="otp-admin",
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if sys.stdout and sys.stdout.isatty() else None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 accepted or done, 1 refused, 2 wrong usage, 3 locked, 4 tokens left out of a file,"
    " 130 interrupted, 141 nobody read on.",
)

COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    "A store": {"init": stores.init, "new-key": stores.make_key, "rotate-keys": stores.rotate_keys},
    "Seed files": {"import": files.take_in, "export": files.export, "convert": files.convert},
    "Codes": {"pair": codes.pair, "verify": codes.verify, "resync": codes.resync, "lookup": codes.lookup},
    "Tokens": {
        "list": tokens.list_tokens,
        "show": tokens.show,
        "assign": tokens.assign,
        "unassign": tokens.unassign,
        "replace": tokens.replace,
        "retire": tokens.retire,
        "unlock": tokens.unlock,
        "reset-clock": tokens.reset_clock,
    },
    "Watching": {"audit": watch.audit, "doctor": watch.doctor, "stats": watch.stats, "demo": demo.demo},
}
for _panel, _commands in COMMANDS.items():
    for _name, _command in _commands.items():
        app.command(_name, rich_help_panel=_panel)(_command)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"otp-admin {version('otp-core')}")
        raise typer.Exit


@app.callback()
def _otp_admin(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Look after the tokens of one-time codes: take them in, give them out, bring them back into step.

    Every command has options of its own: otp-admin COMMAND --help.
    """


def run(arguments: Sequence[str]) -> int:
    """Runs a command line, and gives the code to exit with. A failure is one line on standard error."""
    _mend_streams()
    warnings.showwarning = _warn
    warnings.simplefilter("always", StoreWarning)
    try:
        return _told(arguments)
    except KeyboardInterrupt:
        say("interrupted: what was done before is whole, and the rest has not happened")
        return INTERRUPTED
    except BrokenPipeError:
        return UNREAD
    except OSError as error:  # standard output takes nothing, not even why
        say(error.strerror or str(error))
        return REFUSED
    finally:
        _let_go()


def _let_go() -> None:
    """What Python holds for a reader that takes no more would raise once more at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _mend_streams() -> None:
    """A stream that was closed is an empty one; and what an encoding cannot write is told all the same."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115, it stays
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace" if mode == "w" else "surrogateescape")


def _told(arguments: Sequence[str]) -> int:
    try:
        return _run(arguments)
    except BrokenPipeError:
        raise
    except Exception as error:
        if (failure := explain(error)) is None:
            raise
        return _fail(failure, as_json="--json" in arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        code: int | str | None = app(arguments or ["--help"], standalone_mode=False)
    except SystemExit as end:  # so typer ends completion, and what it makes of a pipe that closed
        if isinstance(end.__context__, BrokenPipeError):
            raise end.__context__ from None
        code = end.code
    except TyperException as error:
        return _fail(Failure(USAGE, "usage", _usage(error)), as_json="--json" in arguments)
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == INTERRUPTED:  # typer keeps a KeyboardInterrupt to itself
        raise KeyboardInterrupt
    sys.stdout.flush()
    return int(code or DONE)


def _usage(error: TyperException) -> str:
    """What typer says, but for words too many, which may be codes."""
    said = error.format_message().replace("Value error, ", "")  # how pydantic begins what types say
    return "too many arguments" if said.startswith("Got unexpected extra argument") else said


def _fail(failure: Failure, *, as_json: bool) -> int:
    if as_json:
        print_json(failure.facts_for_programs())
    else:
        say(failure.sentence)
    return failure.exit_code


def _warn(message: Warning | str, *_where: object, **_file: object) -> None:
    say(f"warning: {message}")
