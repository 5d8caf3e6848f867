"""What a store refuses for reasons of its own; verdicts on codes are otp_core's exceptions.

To the person at the door all of them are one word: rejected. Their messages are for administrators, and repeat neither
a code nor a secret.
"""

from __future__ import annotations


class StoreError(Exception):
    """The base of what a store refuses. Nothing was accepted, and nothing half-written is left."""


class NoSuchToken(StoreError):
    """No token has this serial, or the owner has none."""


class DuplicateSerial(StoreError):
    """A token with this serial is there already. Those that were retired keep theirs."""


class StoreExists(StoreError):
    """Where a new store was to be made there is one, or some other file."""


class AlreadyAssigned(StoreError):
    """The token has an owner."""


class RetiredToken(StoreError):
    """The token was retired: its secret is erased."""


class OneMoreCode(StoreError):
    """The code was kept, and the next one of the same token is asked for: nothing is paired or resynced yet.

    It comes for every first code that does not finish the flow, whether or not it fits the token.
    """


class Conflict(StoreError):
    """Others changed the same token again and again while this request was decided: nothing was accepted."""


class WouldReopen(StoreError):
    """Codes of the token are spent, no seed file can say so, and where the file goes they would be good again."""


class SchemaTooNew(StoreError):
    """The store was written by a later version of this package, which must be installed to open it."""


class WrongStoreKey(StoreError):
    """The keys do not open what the store holds, or there are none and it is encrypted."""


class Unavailable(StoreError):
    """The database did not take the request: it is busy, full, read-only, damaged or away. The message says which.

    Where a server of databases went away in the middle of a commit, the code may be spent: the next one will do.
    """


class StoreWarning(UserWarning):
    """Something about a store that its administrator should mend, with the way to mend it."""
