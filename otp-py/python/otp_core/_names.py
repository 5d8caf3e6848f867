"""The words that settings are written in. ``typing.get_args`` lists the words of each."""

from typing import Literal

Algorithm = Literal["sha1", "sha256", "sha512"]
Detail = Literal["no-match", "replayed", "behind-last-accepted", "ambiguous"]
Profile = Literal["rfc", "duo", "pingone"]
TokenKind = Literal["hotp-6", "hotp-8", "totp-6", "totp-8", "duo-d100", "yubikey"]
