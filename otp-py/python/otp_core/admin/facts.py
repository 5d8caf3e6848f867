"""What is in a store, as people and programs are shown it."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from otp_core.admin.screen import cell

if TYPE_CHECKING:
    from otp_core.store import Event, Login, Pairing, Resync, StoredToken


def moved(result: str, move: Login | Resync | Pairing) -> dict[str, Any]:
    """A verdict."""
    return {
        "result": result,
        "serial": move.serial,
        "owner": move.owner,
        "moved": str(move),
        "previous": move.previous.to_dict(),
        "next": move.next.to_dict(),
        "stored": move.stored,
    }


def sentence(result: str, move: Login | Resync | Pairing) -> str:
    """The same for people."""
    would = "" if move.stored else "would be "
    return f"{would}{result}: {named(move)}, {move}"


def named(told: Login | Resync | Pairing | StoredToken) -> str:
    """A token by its serial, and whose it is."""
    return told.serial if told.owner is None else f"{told.serial} ({told.owner})"


def token(stored: StoredToken, now: int) -> dict[str, Any]:
    """A token with all its fields."""
    locked = stored.throttle.locked(now)
    return {
        "serial": stored.serial,
        "owner": stored.owner,
        "kind": stored.kind,
        "profile": stored.profile,
        "state": stored.state.to_dict(),
        "attempts": stored.throttle.attempts,
        "locked": locked is not None,
        "waiting_codes": stored.waiting,
        "version": stored.version,
        "settings": {
            name: value if isinstance(value, int | str) else str(value)
            for name, value in stored.settings.given().items()
        },
        "about": stored.about.given(),
        "added": time(stored.added),
        "retired": None if stored.retired is None else time(stored.retired),
    }


def event(told: Event) -> dict[str, Any]:
    """A line of the audit trail."""
    return {
        "number": told.number,
        "at": time(told.at),
        "actor": told.actor,
        "action": told.action,
        "serial": told.serial,
        "owner": told.owner,
        "facts": told.facts,
    }


def time(seconds: int) -> str:
    """A moment in UTC, as RFC 3339 writes it."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat().replace("+00:00", "Z")


def counted(number: int, noun: str) -> str:
    """A number of things, as in 1 token and 2 tokens."""
    return f"{cell(number)} {noun}{'' if number == 1 else 's'}"
