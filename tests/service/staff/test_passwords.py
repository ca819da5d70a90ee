"""What many use is refused; who does not exist takes as long to refuse as who does; nothing is hashed at a start."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import process_time

import pytest
from argon2 import PasswordHasher

from bot.service.staff import passwords
from bot.service.staff.passwords import ESTIMATED, LONGEST_PASSWORD, fits, made_up, why_weak
from tests.make import OFFICE

HASHER = PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1)


@pytest.fixture(autouse=True)
def hasher(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", HASHER)
    monkeypatch.setattr(passwords, "NOBODY", made_up(HASHER))


def test_the_made_up_hash_has_the_form_and_the_costs_of_a_real_one():
    real = HASHER.hash("a password").split("$")
    made = made_up(HASHER).split("$")
    assert made[:4] == real[:4]
    assert [len(part) for part in made] == [len(part) for part in real]
    assert not HASHER.check_needs_rehash(made_up(HASHER))


@pytest.mark.parametrize("password", ["", "a password that nobody has", "\0" * 32])
def test_it_fits_no_password(password):
    assert not fits("", password)
    assert not fits(made_up(HASHER), password)


def test_who_does_not_exist_takes_as_long_as_who_does():
    kept = HASHER.hash("the right one")
    spans = {name: min(_seconds(one) for _ in range(7)) for name, one in (("known", kept), ("nobody", ""))}
    assert spans["nobody"] == pytest.approx(spans["known"], rel=0.5)


def test_twin_a_hash_that_is_no_hash_would_be_refused_at_once(monkeypatch):
    monkeypatch.setattr(passwords, "NOBODY", "none")
    kept = HASHER.hash("the right one")
    assert min(_seconds("") for _ in range(7)) < min(_seconds(kept) for _ in range(7)) / 2


def _seconds(kept: str) -> float:
    before = process_time()
    assert not fits(kept, "a wrong one")
    return process_time() - before


def test_nothing_is_hashed_at_import():
    code = (
        "import argon2, argon2.low_level\n"
        "def never(*_, **__): raise SystemExit('hashed')\n"
        "argon2.low_level.hash_secret = argon2.PasswordHasher.hash = never\n"
        "import bot.service.staff.passwords\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0


COMMON = (
    *("manchesterunited", "michaeljackson1", "iloveyoubabygirl", "thisismypassword", "ＭａｎchesterUnited"),
    *("manchester united", "i love you baby girl", "ハローワーク八幡20261128"),
)
UNCOMMON = ("green tortoise umbrella", "purple heron lantern 83", "correct horse battery staple", "aB3$kX9!vQ2#pL7")


@pytest.mark.parametrize("password", COMMON)
def test_what_lists_of_breached_passwords_names_and_words_make_up_is_refused(password):
    assert why_weak(password, OFFICE, "佐藤 花子") == "password_common"


@pytest.mark.parametrize("password", COMMON)
def test_twin_without_the_estimate_it_would_be_taken(password, monkeypatch):
    monkeypatch.setattr(passwords, "STRONG", 0)
    monkeypatch.setattr(passwords, "STRONG_WITHOUT_SPACES", 0)
    assert why_weak(password, OFFICE, "佐藤 花子") == ""


@pytest.mark.parametrize("password", [*UNCOMMON, "すいかと青い自転車で海まで行く"])
def test_words_that_do_not_belong_together_are_taken(password):
    assert why_weak(password, OFFICE, "佐藤 花子") == ""


def test_the_longest_password_is_estimated_by_its_beginning():
    assert why_weak("green tortoise umbrella".ljust(ESTIMATED) + "ﷺ" * (128 - ESTIMATED), OFFICE, "佐藤") == ""


@pytest.fixture
def threads_that_take_turns_often():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("threads_that_take_turns_often")
def test_who_sets_a_password_does_not_see_what_another_at_the_same_moment_counts_as_known():
    names = ["vkwjxq", "佐藤"] * 20
    with ThreadPoolExecutor(4) as several:
        found = list(several.map(lambda name: why_weak("vkwjxqunitedmanchester", OFFICE, name), names))
    assert found == ["password_common", ""] * 20


def test_a_password_of_many_signs_that_stand_for_letters_is_looked_at_in_a_moment():
    """Each such sign multiplied the readings that the estimate tries: 4 s of CPU for one password, now a tenth."""
    began = process_time()
    assert why_weak(('"4@8({[<36901!|75$+2%zq"*9' * 5)[:LONGEST_PASSWORD], OFFICE, "佐藤") == ""
    assert why_weak(("4@({[<zqaeiost" * 10)[:LONGEST_PASSWORD], OFFICE, "佐藤") in ("", "password_common")
    assert process_time() - began < 1.5


def test_a_common_password_with_some_signs_for_letters_is_still_refused():
    assert why_weak("m@nche$terun1ted", OFFICE, "佐藤") == "password_common"
