"""Seed files: what administrators of tokens are sent, read and written.

>>> from otp_core import seeds
>>> imported = seeds.read(b"1234567,3132333435363738393031323334353637383930,0", format="duo-hotp")
>>> [(token.serial, token.kind, token.counter) for token in imported.tokens]
[('1234567', 'hotp-6', 0)]

``read`` takes PSKC (RFC 6030, plain, with a key or a password), the CSV of Duo, PingID, Microsoft Entra, privacyIDEA
and Thales, Yubico's logs, otpauth and otpauth-migration links, and finds out which it is. ``write`` converts, and tells
what a format cannot carry.
"""

from otp_core._errors import UnreadableFile
from otp_core._native import Import, Loss, Problem, Seed, Written, formats
from otp_core._native import read_seeds as read
from otp_core._native import write_seeds as write

__all__ = ["Import", "Loss", "Problem", "Seed", "UnreadableFile", "Written", "formats", "read", "write"]
