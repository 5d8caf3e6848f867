"""What the installed package says of what it is built from, and keeps to itself of where that was done."""

from __future__ import annotations

import json
import os
import re
from importlib import metadata
from pathlib import Path

import otp_core

LOCK = Path(__file__).parents[2] / "Cargo.lock"


def test_the_package_lists_the_crates_in_it_with_versions_and_licences():
    [path] = [path for path in metadata.files("otp-core") if path.match("*.dist-info/sboms/*.json")]
    bill = json.loads(path.read_text("utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    listed = {(part["name"], part["version"]) for part in bill["components"]}
    assert {name for name, _ in listed} >= {"otp-core", "otp-seeds", "sha1", "sha2", "aes", "subtle", "zeroize", "pyo3"}
    assert listed <= set(re.findall(r'name = "(.+)"\nversion = "(.+)"', LOCK.read_text("utf-8")))
    assert all(part["purl"].startswith("pkg:cargo/") and part["licenses"] for part in bill["components"])


def test_the_native_module_does_not_say_where_it_was_built():
    native = Path(otp_core._native.__file__).read_bytes()  # noqa: SLF001 the file is what is looked at
    downloads = Path(os.environ.get("CARGO_HOME", "~/.cargo")).expanduser()
    for place in (downloads, LOCK.parent):
        assert os.fsencode(place) not in native
