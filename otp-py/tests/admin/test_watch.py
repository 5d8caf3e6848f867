"""History, health and drift."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from fleet import RFC
from shell import ACTOR, Ended

if TYPE_CHECKING:
    from shell import Shell


def test_the_audit_trail_tells_who_did_what_and_no_code(shell: Shell) -> None:
    shell.otp("pair", "alice", "1001", RFC.code(7), LOGNAME="mallory", USER="mallory")
    told = shell.otp("audit", "--owner", "alice", "--json")
    (event,) = told.told
    assert (event["actor"], event["action"], event["serial"]) == (ACTOR, "paired", "1001"), (
        "not who the environment says"
    )
    assert RFC.code(7) not in told.out
    assert len(shell.otp("audit", "--limit", "2").rows) == 2
    assert shell.otp("audit", "--after", "9" * 20) == shell.otp("list", "--owner", "\udcff") == Ended(0, "")
    assert len(shell.otp("audit", "--serial", "1001", "--after", str(event["number"] - 1)).rows) == 1


def test_a_doctor_finds_everything_well(shell: Shell) -> None:
    well = shell.otp("doctor")
    assert (well.code, {row[1] for row in well.rows}) == (0, {"yes"})


def test_a_doctor_finds_loose_permissions(shell: Shell) -> None:
    (shell.folder / "tokens.db").chmod(0o644)
    ill = shell.otp("doctor", "--json")
    assert ill.code == 1
    assert [each["name"] for each in ill.told if not each["well"]] == ["permissions"]
    assert "chmod 600" in ill.out
    (shell.folder / "keys").chmod(0o640)
    both = {each["name"]: each["text"] for each in shell.otp("doctor", "--json").told}["permissions"]
    assert both == f"{ill.told[3]['text']}; others may read the keys of the store: chmod 600 {shell.folder}/keys"
    (shell.folder / "tokens.db").chmod(0o600)
    assert [each["name"] for each in shell.otp("doctor", "--json").told if not each["well"]] == ["permissions"]
    with_keys = shell.otp("doctor", "--json", OTP_STORE_KEYS=(shell.folder / "keys").read_text().strip())
    assert with_keys.code == 0, "the file is not read"


def test_stats_count_the_fleet_and_draw_it(shell: Shell) -> None:
    (told,) = shell.otp("stats", "--json").told
    assert (told["tokens"], told["kinds"]["totp-6"], told["drift"]) == (5, 2, {"0": 1, "3": 1})
    piped = shell.otp("stats", "--svg", "stats.svg")
    assert ["drift +3", "1"] in piped.rows
    drawing = ET.parse(shell.folder / "stats.svg")  # noqa: S314, drawn by ourselves
    assert drawing.getroot().tag.endswith("svg")
    assert "otp-admin" in "".join(drawing.getroot().itertext())


def test_lists_come_in_pages(shell: Shell) -> None:
    assert [row[0] for row in shell.otp("list", "--limit", "2").rows] == ["1001", "1002"]
    assert [row[0] for row in shell.otp("list", "--after", "1002", "--limit", "2").rows] == ["2001", "2002"]
