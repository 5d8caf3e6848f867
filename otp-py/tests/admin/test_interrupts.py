"""Ctrl-C in the middle of an import."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pexpect
from fleet import RFC
from otp_core.store.inventory import PAGE
from shell import plain

if TYPE_CHECKING:
    from shell import Shell

MANY = 20_000


def test_an_interrupted_import_leaves_the_store_whole(empty: Shell) -> None:
    empty.store().close()
    seeds = empty.file("seeds.csv", "".join(f"{number:05},{RFC.key.hex()},0\n" for number in range(MANY)))
    words = ("import", seeds, "--format", "duo-hotp")
    child = empty.terminal(*words)
    with empty.store() as store:
        while not next(store.tokens(limit=1), None):
            assert child.isalive()
            time.sleep(0.01)
        child.sendintr()
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 130
        assert "interrupted: what was done before is whole" in plain(str(child.before))
        came = store.stats().tokens
    assert came % PAGE == 0
    assert 0 < came < MANY, "it was in the middle"
    assert empty.otp("doctor").code == 0
    rest = empty.otp(*words)
    assert rest.out.startswith(f"{MANY - came} tokens added")
    with empty.store() as store:
        assert store.stats().tokens == MANY
