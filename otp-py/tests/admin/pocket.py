"""The tokens that everybody has in their pocket."""

from __future__ import annotations

from fleet import OTHER, RFC, YUBIKEY
from model import Device
from otp_core import HotpState, TotpState
from otp_core.store import NewToken

CAROLS = Device(b"a clock of twenty by")
DAVES = Device(b"another clock of 20b")
TOKENS = (
    NewToken("1001", "hotp-6", RFC.key, "pingone"),
    NewToken("1002", "hotp-6", OTHER.key, "duo", "bob", state=HotpState(2)),
    NewToken("2001", "totp-6", CAROLS.key, "duo", "carol"),
    NewToken("2002", "totp-6", DAVES.key, "rfc", "dave", state=TotpState(None, 3)),
    NewToken("3001", "yubikey", YUBIKEY.key, private_id=YUBIKEY.private_id),
)
