"""What is in a store: tokens that come in, are listed, looked up and taken out as seeds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, true

from otp_core import ConfigError, HotpState, Rejected, Throttle, TotpState, YubiKeyState, lookup, state_from_bytes
from otp_core.seeds import Seed
from otp_core.store import audit, rows
from otp_core.store.errors import DuplicateSerial, WouldReopen
from otp_core.store.outcomes import Import, RefusedToken
from otp_core.store.records import check_name, is_name
from otp_core.store.schema import events, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from otp_core import Token
    from otp_core.store.database import Database
    from otp_core.store.records import NewToken, State, StoredToken

#: How many tokens are read or written at a time; a statement of SQLite before 3.32 has at most 999 variables.
PAGE = 900


def add(db: Database, token: NewToken) -> StoredToken:
    """As Store.add."""
    row = _row(db, token, audit.seconds(None))

    def act(connection: Connection) -> StoredToken:
        if _insert(db, connection, _Page({0: row}, [])):
            raise DuplicateSerial(token.serial)
        return rows.show(rows.find(connection, token.serial))

    return db.write(act)


def import_many(db: Database, given: Iterable[NewToken], *, all_or_nothing: bool, what_if: bool) -> Import:
    """As Store.import_many."""
    pages = _pages(db, given)

    def take(connection: Connection, page: _Page) -> list[RefusedToken]:
        return page.refused + _insert(db, connection, page, what_if=what_if)

    transact = db.read if what_if else db.write
    if all_or_nothing:
        whole = list(pages)

        def act(connection: Connection) -> None:
            for page in whole:
                if refused := take(connection, page):
                    raise _Stop(min(refused, key=lambda each: each.place))

        try:
            transact(act)
        except _Stop as stop:
            return Import(0, (stop.refused,), stored=False)
        return Import(sum(len(page.rows) for page in whole), (), stored=not what_if)
    added, refused = 0, list[RefusedToken]()
    for page in pages:
        left_out = transact(lambda connection, page=page: take(connection, page))  # type: ignore[misc]
        added += len(page.rows) + len(page.refused) - len(left_out)
        refused += sorted(left_out, key=lambda each: each.place)
    return Import(added, tuple(refused), stored=not what_if)


def listed(db: Database, owner: str | None, after: str, limit: int | None, *, retired: bool) -> Iterator[StoredToken]:
    """As Store.tokens."""
    if owner is not None and not is_name(owner):
        return  # no database has to read what nobody is called
    if after:
        check_name("serial", after)
    whose = true() if owner is None else tokens.c.owner == owner
    state = tokens.c.retired.is_not(None) if retired else tokens.c.retired.is_(None)
    while limit is None or limit > 0:
        page = PAGE if limit is None else min(PAGE, limit)
        statement = rows.query(whose, state, tokens.c.serial > after).limit(page)
        records = db.fetch(statement)
        yield from (rows.show(record) for record in records)
        if len(records) < page:
            return
        after, limit = records[-1]["serial"], None if limit is None else limit - page


def export(db: Database, serials: Iterable[str], *, reopen: bool) -> Iterator[Seed]:
    """As Store.export."""
    now, wanted = audit.seconds(None), list(dict.fromkeys(serials))

    def see(connection: Connection, serial: str) -> tuple[Seed, str | None]:
        record = rows.find(connection, serial)
        stored, (secret, private_id) = rows.in_use(record), rows.read_secret(record, db.vault)
        if _reopens(stored.state) and not reopen:
            message = f"{serial} has been used, and no seed file can tell which of its codes are spent"
            raise WouldReopen(message)
        try:
            return _seed(stored, secret, private_id), stored.owner
        except ValueError as error:
            message = f"no seed file can describe {serial}: {error}"
            raise ConfigError(message) from None

    def give(connection: Connection, serial: str) -> Seed:
        seed, owner = see(connection, serial)
        audit.tell(db, connection, now, "exported", (serial, owner))
        return seed

    # One that is refused ends the export before any entry says that a secret went out.
    for serial in wanted:
        db.read(lambda connection, serial=serial: see(connection, serial))  # type: ignore[misc]
    for serial in wanted:
        yield db.write(lambda connection, serial=serial: give(connection, serial))  # type: ignore[misc]


def look_up(db: Database, codes: Sequence[str], now: int) -> StoredToken:
    """As Store.lookup."""
    with suppress(Rejected):
        lookup([], codes, now)  # what cannot be read is not asked of any token
    looked_at = (tokens.c.serial, tokens.c.kind, tokens.c.profile, tokens.c.settings, tokens.c.secret, tokens.c.state)
    statement = select(*looked_at).where(tokens.c.retired.is_(None), tokens.c.kind != "yubikey")

    def ask(connection: Connection) -> tuple[list[str], list[tuple[Token, State]]]:
        with connection.execute(statement.execution_options(yield_per=PAGE)) as records:
            made = [
                (str(record["serial"]), (rows.judge(record, db.vault), state_from_bytes(record["state"])))
                for record in records.mappings()
            ]
        return [serial for serial, _ in made], [each for _, each in made]

    serials, candidates = db.read(ask)
    try:
        serial = serials[lookup(candidates, codes, now)]
    except Rejected as refused:
        detail = refused.detail
        db.write(lambda connection: audit.tell(db, connection, now, "looked-up", (None, None), detail=detail))
        raise

    def tell(connection: Connection) -> StoredToken:
        stored = rows.show(rows.find(connection, serial))
        audit.tell(db, connection, now, "looked-up", (serial, stored.owner))
        return stored

    return db.write(tell)


@dataclass(frozen=True)
class _Page:
    """Tokens on their way in, by their places, and those that cannot come in."""

    rows: dict[int, dict[str, Any]] = field(repr=False)
    refused: list[RefusedToken]


class _Stop(Exception):
    """An import of all or nothing met a token that cannot come in."""

    def __init__(self, refused: RefusedToken) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def _pages(db: Database, given: Iterable[NewToken]) -> Iterator[_Page]:
    """Reads and seals a page of tokens at a time."""
    now, seen = audit.seconds(None), set[str]()
    numbered = enumerate(given)
    while some := list(islice(numbered, PAGE)):
        page = _Page({}, [])
        for place, token in some:
            if token.serial in seen:
                page.refused.append(RefusedToken(place, token.serial, "the serial came before in this import"))
            elif isinstance(row := _row_or_reason(db, token, now), str):
                page.refused.append(RefusedToken(place, token.serial, row))
            else:
                page.rows[place] = row
                seen.add(token.serial)
        yield page


def _row_or_reason(db: Database, token: NewToken, now: int) -> dict[str, Any] | str:
    try:
        return _row(db, token, now)
    except (ConfigError, TypeError, ValueError) as error:
        return str(error)


def _row(db: Database, token: NewToken, now: int) -> dict[str, Any]:
    """A token as it is written. Raises ConfigError, TypeError or ValueError for what is none."""
    cells = rows.cells(token, token.checked(), db.vault)
    fresh = Throttle().to_bytes()
    return {"serial": token.serial, "owner": token.owner, "throttle": fresh, "version": 0, "added": now, **cells}


def _insert(db: Database, connection: Connection, page: _Page, *, what_if: bool = False) -> list[RefusedToken]:
    """Writes a page, but for those whose serial is there; gives these back."""
    serials = [row["serial"] for row in page.rows.values()]
    there = set(connection.execute(select(tokens.c.serial).where(tokens.c.serial.in_(serials))).scalars())
    new = [row for row in page.rows.values() if row["serial"] not in there]
    if new and not what_if:
        rows.enrol(connection, *{row["owner"] for row in new if row["owner"] is not None})
        connection.execute(insert(tokens), new)
        lines = [audit.line(db, row["added"], "added", (row["serial"], row["owner"])) for row in new]
        connection.execute(insert(events), lines)
    return [
        RefusedToken(place, row["serial"], "a token with this serial is in the store")
        for place, row in page.rows.items()
        if row["serial"] in there
    ]


def _reopens(state: State) -> bool:
    """Whether codes are spent that a fresh state would take. Counters go with the seed, steps and sessions do not."""
    used_clock = isinstance(state, TotpState) and state.last_accepted is not None
    return used_clock or (isinstance(state, YubiKeyState) and state != YubiKeyState())


def _seed(stored: StoredToken, secret: bytes, private_id: bytes | None) -> Seed:
    """A token as seed files have it, where it stands now. Raises ValueError for what none can describe."""
    about = stored.about
    told: dict[str, Any] = {"owner": stored.owner, **about.given()}
    if isinstance(stored.state, YubiKeyState):
        return Seed("yubikey", stored.serial, secret, private_id=private_id, **told)
    told |= {"algorithm": stored.settings.algorithm or "sha1", "digits": 8 if stored.kind.endswith("8") else 6}
    if isinstance(stored.state, HotpState):
        return Seed("hotp", stored.serial, secret, counter=stored.state.counter, **told)
    if stored.settings.t0:
        message = "its steps count from a time of their own"
        raise ValueError(message)
    return Seed("totp", stored.serial, secret, step=stored.settings.step or 30, drift=stored.state.drift, **told)
