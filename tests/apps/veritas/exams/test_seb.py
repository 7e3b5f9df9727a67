"""Safe Exam Browser: the key follows from the settings alone, and the header from key and address."""

import hashlib
import plistlib

import pytest

from assay.apps.veritas.exams import seb
from assay.apps.veritas.exams.seb import SebNeeded, SebPolicy

URL = "https://exams.example.org/veritas/exams/1"


def test_the_key_is_the_digest_of_sorted_settings_without_white_space() -> None:
    values = {
        "startURL": "https://x/é?a=b&c",
        "allowQuit": True,
        "AllowWLAN": False,
        "originatorVersion": "ignored",
        "empty": {},
        "list": [{"b": 1, "A": "two words"}],
    }
    plain = (
        '{"allowQuit":true,"AllowWLAN":false,"list":[{"A":"two words","b":1}],"startURL":"https://x/é?a=b&c"}'
    )
    assert seb.config_key(values) == hashlib.sha256(plain.encode()).hexdigest()


PROPERTY_LIST = """<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
  <key>startURL</key><string>https://example.org/exam?a=1&amp;b=2</string>
  <key>originatorVersion</key><string>SEB_OSX_2.1.4_1234</string>
  <key>URLFilterRules</key><array><dict>
    <key>regex</key><true/><key>expression</key><string>example\\.org/.*"x"</string><key>Action</key><integer>1</integer>
    <key>options</key><dict/>
  </dict></array>
  <key>allowWlan</key><false/>
  <key>enableF10</key><false/>
  <key>enableF2</key><true/>
  <key>allowedDisplaysMaxNumber</key><integer>1</integer>
  <key>allowDownUploads</key><false/>
  <key>embeddedCertificates</key><array/>
  <key>proxies</key><dict/>
  <key>zoom</key><real>1.5</real>
  <key>examKeySalt</key><data>AAEC/w==</data>
  <key>validUntil</key><date>2026-11-21T08:30:00Z</date>
  <key>title</key><string>Prüfung</string>
</dict></plist>
"""
"""Settings of every type, for the rules under "Summary Config Key Generation" at
safeexambrowser.org/developer/seb-config-key.html. That page gives no key for its example. The tests of
Moodle's quizaccess_seb give one for 202 settings saved by Safe Exam Browser 2.1.4
(unencrypted_mac_001.seb), which are not ours to ship; `config_key` makes the same of them,
4fa9af8ec8759eb7c680752ef4ee5eaf1a860628608fccae2715d519849f9292."""
SEB_JSON = (
    # Keys without regard to case, also inside arrays: "allowDown..." before "allowed...", "F10" before "F2";
    # no originatorVersion, no empty dictionary, but empty arrays; nothing escaped; UTF-8.
    '{"allowDownUploads":false,"allowedDisplaysMaxNumber":1,"allowWlan":false,"embeddedCertificates":[],'
    '"enableF10":false,"enableF2":true,"examKeySalt":"AAEC/w==","startURL":"https://example.org/exam?a=1&b=2",'
    '"title":"Prüfung","URLFilterRules":[{"Action":1,"expression":"example\\.org/.*"x"","regex":true}],'
    '"validUntil":"2026-11-21T08:30:00Z","zoom":1.5}'
)


def test_the_key_follows_the_published_rules_for_every_type_of_setting() -> None:
    wanted = hashlib.sha256(SEB_JSON.encode()).hexdigest()
    assert seb.config_key(plistlib.loads(PROPERTY_LIST.encode())) == wanted
    assert wanted == "1fa9349b7df6f9de17f8200c2fea09e38442fdde718d8ffefa305e5bbff599cb"


def test_the_file_holds_the_settings_the_key_was_made_from() -> None:
    stored = seb.document(SebPolicy(demanded=True, quit_password="secret"), URL)
    inside = plistlib.loads(seb.file(stored))
    assert inside["startURL"] == URL
    assert inside["sendBrowserExamKey"] is True
    assert inside["hashedQuitPassword"] == hashlib.sha256(b"secret").hexdigest()
    assert seb.config_key(inside) == stored["config_key"]
    assert "secret" not in str(stored)


def test_an_empty_password_keeps_the_one_there_is() -> None:
    first = seb.document(SebPolicy(quit_password="secret"), URL)
    second = seb.document(SebPolicy(), URL, quit_digest=first["quit_digest"])
    assert second["config_key"] == first["config_key"]


def test_a_request_of_the_right_browser_passes() -> None:
    stored = seb.document(SebPolicy(demanded=True), URL)
    header = hashlib.sha256((URL + stored["config_key"]).encode()).hexdigest()
    seb.check(stored, URL + "#part", header.upper())
    assert seb.request_hash(URL, stored["config_key"]) == header


@pytest.mark.parametrize("header", [None, "", "0" * 64, "é"])
def test_another_browser_is_sent_to_the_settings_file(header: str | None) -> None:
    stored = seb.document(SebPolicy(demanded=True), URL)
    with pytest.raises(SebNeeded):
        seb.check(stored, URL, header)


def test_the_header_of_another_address_does_not_pass() -> None:
    stored = seb.document(SebPolicy(demanded=True), URL)
    with pytest.raises(SebNeeded):
        seb.check(stored, URL + "/2", seb.request_hash(URL, stored["config_key"]))


def test_where_it_is_not_demanded_nothing_is_checked() -> None:
    seb.check(seb.document(SebPolicy(), URL), URL, None)
    seb.check({}, URL, None)
