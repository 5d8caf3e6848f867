"""The door that every request goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from otp_core.store import audit, flows, inventory, rotation, rows, upkeep, watch
from otp_core.store.database import Database

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from types import TracebackType

    from typing_extensions import Self

    from otp_core.seeds import Seed
    from otp_core.store.outcomes import Event, Finding, Import, Login, Pairing, Resync, Stats
    from otp_core.store.records import NewToken, StoredToken

    Time: TypeAlias = float | datetime


class Store:
    """Tokens in a database that several threads, processes and servers share.

    One store serves all threads of a process. It survives a fork, if no other thread is in the middle of a request.
    Every method is one request: it has happened wholly when it returns, and when it raises nothing has, but for the
    attempt that a refusal counts and the code that it may keep. Attempts are counted in a transaction of their own
    before a code is judged, and an acceptance is written where the version that it was decided on still stands. One
    that lost that race is decided anew, once, on what is there then.

    * now: Unix seconds or an aware datetime; left out, it is the system clock, which should be a server's, not a
      visitor's. Servers that share a database need clocks that agree to the second: a lock ends when the server that
      is asked says so, and a code that was kept by a server ahead is void to one behind.
    * what_if: the same decision, nothing counted and nothing written. It is for administrators: to others it would be
      a place to guess without limit.

    Every method raises Unavailable where the database does not take the request, WrongStoreKey where a secret cannot be
    decrypted, and NoSuchToken for a serial that is not there. Everything but reading is written into the audit trail,
    refused logins included, but for attempts at a locked token, which are not counted either.
    """

    def __init__(self, database: Database) -> None:
        """A store is opened by Store.open."""
        self._db = database

    @classmethod
    def open(
        cls,
        where: str | os.PathLike[str],
        *,
        keys: Sequence[str] | None = None,
        actor: str = "server",
        timeout: float = 10.0,
        new: bool = False,
    ) -> Store:
        """Opens a store, and makes it where there is none.

        * where: a path, for a file of SQLite with the mode 0600; or a URL: postgresql://user@host/database, and any
          other dialect of SQLAlchemy that speaks its protocol.
        * keys: the newest first, as new_key() makes them. None takes them from the environment: OTP_STORE_KEYS, with
          commas between them, or OTP_STORE_KEYS_FILE, the path of a file with one on each line. Without any the secrets
          lie in the clear, which a StoreWarning says once.
        * actor: who acts, for the audit trail.
        * timeout: how many seconds to wait for a database that is busy; twice as many for one that does not answer.
        * new: make it, and raise StoreExists where there is one; of those who do so at once one makes it.

        An older schema is upgraded. Raises SchemaTooNew, WrongStoreKey, and ValueError for keys that are none.
        """
        return cls(Database(where, keys, actor, timeout, new=new))

    def close(self) -> None:
        """Gives the connections back. A store is a context manager that does so."""
        self._db.engine.dispose()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes."""
        self.close()

    # What is there.

    def add(self, token: NewToken) -> StoredToken:
        """Takes a token in. Raises DuplicateSerial, and ConfigError, TypeError or ValueError for what is no token."""
        return inventory.add(self._db, token)

    def import_many(self, tokens: Iterable[NewToken], *, all_or_nothing: bool = False, what_if: bool = False) -> Import:
        """Takes many tokens in, 900 in a transaction, so that logins go on meanwhile.

        What cannot be taken in is told in the report, with the reason, and does not keep out the others. With
        all_or_nothing it is one transaction, which the first that cannot be taken in ends: the report then has added 0
        and that one. Interrupted, it leaves whole transactions behind, and can simply be repeated. The tokens are
        walked once, so a progress bar may wrap them. The report holds each that was refused.
        """
        return inventory.import_many(self._db, tokens, all_or_nothing=all_or_nothing, what_if=what_if)

    def get(self, serial: str) -> StoredToken:
        """The token with this serial, without its secret; retired ones, too."""
        return self._db.read(lambda connection: rows.show(rows.find(connection, serial)))

    def tokens(
        self, *, owner: str | None = None, retired: bool = False, after: str = "", limit: int | None = None
    ) -> Iterator[StoredToken]:
        """The tokens by serial: all, or those of an owner; those in use, or the retired.

        They are read 900 at a time, each as it was at that moment. For pages, begin after the last serial.
        Raises ValueError where that is none.
        """
        return inventory.listed(self._db, owner, after, limit, retired=retired)

    def export(self, serials: Iterable[str], *, reopen: bool = False) -> Iterator[Seed]:
        """The tokens with their secrets and where they stand, for seeds.write; one that is named twice comes once.

        All are looked at first, so that one that is refused ends it before the first is given; then each is written
        into the audit trail before it is given. A seed carries the counter of a HOTP token and the
        drift of a TOTP token, but not which of its codes are spent, nor a YubiKey's counters: where the seeds go, codes
        that were spent here would be good again. Such tokens raise WouldReopen, unless reopen says that this is known;
        then take them in with NewToken.from_seed(seed, used=True), and have each YubiKey log in once. Raises
        RetiredToken, and ConfigError for what no seed file can describe.
        """
        return inventory.export(self._db, serials, reopen=reopen)

    # What people with tokens do.

    def verify(self, serial: str, code: str, now: Time | None = None, *, what_if: bool = False) -> Login:
        """Judges a code or OTP of one token.

        Raises as Token does: Rejected, BeforeT0, and, without an attempt, MalformedCode and WrongLength; Locked, the
        same for right and wrong codes; RetiredToken; Conflict. Under a profile with an automatic resync (Duo) the codes
        of refused logins are kept, and the last of them may bring the token back into step: that login stays refused.
        """
        return flows.verify(self._db, serial, code, audit.seconds(now), what_if=what_if)

    def login(self, owner: str, code: str, now: Time | None = None, *, what_if: bool = False) -> Login:
        """Judges a code or OTP of any of an owner's tokens; one call is one attempt of the owner's.

        Raises as verify. A code that fits two of the tokens is refused, ambiguous. A guess tries every token, so its
        odds grow with their number: few people need more than two.
        """
        return flows.login(self._db, owner, code, audit.seconds(now), what_if=what_if)

    def resync(self, serial: str, codes: Sequence[str], now: Time | None = None, *, what_if: bool = False) -> Resync:
        """Finds where a token is from two or three successive codes, the oldest first.

        One call is one attempt, and success clears the count; a lock is obeyed. Raises as verify, and
        ResyncNotSupported, ResyncNotNeeded and WrongCount without an attempt.
        """
        return flows.resync(self._db, serial, codes, audit.seconds(now), what_if=what_if)

    def resync_step(self, serial: str, code: str, now: Time | None = None) -> Resync:
        """Takes one code of a resync in two requests (PingOne): call it with the first, then with the next.

        Raises OneMoreCode where no other code came within the five minutes before. A pair that does not fit raises
        Rejected, costs one attempt and leaves its second code as the next first. Otherwise as resync;
        ResyncNotSupported where the profile does not know it.
        """
        return flows.resync_step(self._db, serial, code, audit.seconds(now))

    def pair(self, owner: str, serial: str, code: str, now: Time | None = None) -> Pairing:
        """Makes a token without an owner the property of a person who has it in hand.

        serial may be the text that people type into the one field of a VPN client, "token 12345678". A code in step
        pairs at once. Where the profile knows resyncs of two codes, any refused first one raises OneMoreCode, and the
        next finishes. Raises AlreadyAssigned, MalformedSerial, and as verify.
        """
        return flows.pair(self._db, owner, serial, code, audit.seconds(now))

    def lookup(self, codes: Sequence[str], now: Time | None = None) -> StoredToken:
        """The one token in use that made two or three successive codes: for a token without a label, never a login.

        Reads every token, unless the codes cannot be read. Raises as otp_core.lookup: Rejected, "no-match" or
        "ambiguous"; ConfigError where there are so many tokens that made-up codes might fit one.
        """
        return inventory.look_up(self._db, codes, audit.seconds(now))

    # What administrators do. Each raises RetiredToken, and Conflict where the token changed in the same moment.

    def assign(self, serial: str, owner: str) -> StoredToken:
        """Gives a token to an owner. Raises AlreadyAssigned, for another owner and for the same."""
        return upkeep.assign(self._db, serial, owner)

    def unassign(self, serial: str) -> StoredToken:
        """Takes a token back into stock; it keeps its state and its owner's attempts, so no code or lock opens."""
        return upkeep.unassign(self._db, serial)

    def replace(self, serial: str, by: str) -> StoredToken:
        """Retires a token, lost or broken, and gives its owner another one from stock, in one transaction.

        Returns the new one. Raises AlreadyAssigned if that has an owner, NoSuchToken if the first has none.
        """
        return upkeep.replace(self._db, serial, by)

    def reprogram(self, token: NewToken) -> StoredToken:
        """Takes a new secret, kind and settings for the serial of a token that was programmed anew.

        It keeps its owner (the new one's is not looked at), begins with the new one's state, and forgets its trail.
        Raises WouldReopen for the secret that it has.
        """
        return upkeep.reprogram(self._db, token)

    def retire(self, serial: str) -> StoredToken:
        """Takes a token out of use for good: its secret is erased, its owner let go, its serial and history kept."""
        return upkeep.retire(self._db, serial)

    def unlock(self, serial: str) -> StoredToken:
        """Clears the count of attempts and any lock: the owner's, where the token has one, or else its own."""
        return upkeep.unlock(self._db, serial)

    def reset_clock(self, serial: str, now: Time | None = None, *, what_if: bool = False) -> Resync:
        """Sets a TOTP token anew after the server's clock was wrong; codes spent for future steps open again.

        Read TotpState.reset_clock first. Raises WrongKind for tokens without a clock.
        """
        return upkeep.reset_clock(self._db, serial, audit.seconds(now), what_if=what_if)

    # What watches over it.

    def audit(
        self, *, serial: str | None = None, owner: str | None = None, after: int = 0, limit: int | None = None
    ) -> Iterator[Event]:
        """The audit trail in the order of writing, of a token, of an owner or of all, after an event's number.

        On PostgreSQL requests that overlap may show their events after those of later numbers: who follows the trail
        reads a little back.
        """
        return audit.read(self._db, serial, owner, after, limit)

    def stats(self, now: Time | None = None) -> Stats:
        """The fleet in numbers: kinds, locks, drift. Decrypts nothing."""
        return watch.stats(self._db, audit.seconds(now))

    def doctor(self, now: Time | None = None) -> tuple[Finding, ...]:
        """Looks after clock, database, encryption, permissions, schema and drifting tokens; changes nothing.

        The clock is ill where it stands before the newest event, or apart from that of a database server.
        """
        return watch.doctor(self._db, audit.seconds(now))

    def rotate_keys(self) -> int:
        """Encrypts all secrets and trails under the newest key, and tells how many; the older keys can go then.

        First give every server the new key as its second, then as its first, so that each can read what any other
        writes. It also encrypts a store that lay in the clear. Logins go on meanwhile; interrupted, it can simply be
        repeated. Raises ValueError where there are no keys.
        """
        return rotation.rotate(self._db)
