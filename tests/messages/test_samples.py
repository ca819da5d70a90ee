"""Sample numbers and addresses that people read ring nobody, and are taken as they stand.

A fixed line's local exchange never begins with 0 or 1 (MIC's numbering plan), so 093-1… is nobody's; no mobile
number is safe. In North America 555-0100 to 0199 are kept for stories; example.com and example.jp are nobody's (RFC
2606, JPRS).
"""

import re

import pytest

from bot.dialogue.reading import Value, read_email, read_number, read_telephone
from tests.folders import ROOT
from tests.make import OFFICE

TELEPHONE = re.compile(r"(?<![0-9-])(?:\+[0-9]{1,3}[ -])?0?[0-9]{1,4}-[0-9]{2,4}-[0-9]{4}(?![0-9-])")
NUMBER = re.compile(r"(?<![0-9])[0-9]{5}-[0-9]{8}(?![0-9])")
ADDRESS = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+\.[a-z]+")
NOBODYS = re.compile(r"(?!0[5789]0)0[0-9]{1,3}-[01][0-9]{0,3}-[0-9]{4}|\+1 [0-9]{3}-555-01[0-9]{2}")
READ = [
    *(one for one in (ROOT / "messages_ja").rglob("*.toml") if "understanding" not in one.parts),
    *(ROOT / "messages_ja").rglob("*.txt"),
    *(ROOT / "bot").rglob("*.html"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / name for name in ("README.md", "bot/playground/page/sample_people.py")),
]
OWN = {OFFICE.telephone}


def samples(pattern: re.Pattern[str]) -> set[str]:
    return {found for file in READ for found in pattern.findall(file.read_text("utf-8"))}


def test_no_telephone_number_that_people_read_is_anybodys():
    found = samples(TELEPHONE) - OWN
    assert {one for one in found if not NOBODYS.fullmatch(one)} == set()
    assert "093-123-4567" in found


@pytest.mark.parametrize(
    "wrong", ["090-1234-5678", "093-622-6691", "03-5253-1111", "+82 10-1234-5678", "+1 202-456-1111"]
)
def test_a_number_of_somebody_would_be_found(wrong):
    assert TELEPHONE.fullmatch(wrong)
    assert not NOBODYS.fullmatch(wrong)


def test_no_job_seeker_number_that_people_read_is_of_an_office():
    """Its first two digits are the prefecture, the next three the office, which ends with 0 or 1."""
    assert {one[:5] for one in samples(NUMBER)} == {"12345"}
    assert "12345-67890123" in samples(NUMBER)


def test_addresses_that_people_read_are_nobodys():
    hosts = {one.partition("@")[2] for one in samples(ADDRESS)}
    assert {one for one in hosts if not re.fullmatch(r"(?:.*\.)?example(?:\.(?:com|jp|org))?", one)} <= TYPOS


TYPOS = {"gmial.com", "docomo.ne.jp"}  # typed by the sample people to show how a slip and an old form are met


def test_who_copies_a_sample_is_understood():
    assert isinstance(read_number("12345-67890123"), Value)
    assert isinstance(read_email("taro@example.com"), Value)
    assert all(isinstance(read_telephone(one), Value) for one in ("093-123-4567", "+1 202-555-0123"))
