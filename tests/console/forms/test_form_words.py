"""What the forms of the console say of what was typed is in our words, whichever check found it."""

import re
from importlib import import_module
from typing import Any

import pytest

from bot.console.forms.form_words import Form
from tests.console.office import ConsoleOffice
from tests.folders import ROOT
from tests.make import WORDS

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def every_form() -> list[type[Form]]:
    """Give all forms of the console."""
    for path in (ROOT / "bot/console").rglob("*.py"):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found, waiting = [], [Form]
    while waiting:
        waiting += (subclasses := waiting.pop().__subclasses__())
        found += subclasses
    return found


def errors(office: ConsoleOffice, kind: type[Form], typed: dict[str, Any]) -> dict[str, list[str]]:
    with office.app.test_request_context("/staff/", method="POST", data=typed):
        form = kind(meta={"csrf": False})
        form.validate()
        return {name: [str(one) for one in told] for name, told in form.errors.items()}


@pytest.mark.parametrize("kind", every_form(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("typed", ["", " ", "x" * 1_000, "?"])
def test_no_check_speaks_english(office: ConsoleOffice, kind: type[Form], typed: str):
    told = errors(office, kind, dict.fromkeys(dir(kind), typed))
    assert all(JAPANESE.search(one) for lines in told.values() for one in lines), told


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("SignIn", {"name": " ", "password": "p", "code": "1"}, {"name": ["console.form.needed"]}),
        ("Twice", {"password": "a", "repeated": "b"}, {"repeated": ["console.form.not_same"]}),
        ("Account", {"name": "佐藤", "role": "emperor"}, {"role": ["console.form.needed"]}),
        ("Search", {"tail": "12a4"}, {"tail": ["console.search.bad_tail"]}),
        ("Search", {"tail": "１２－３ ４"}, {}),
        ("DayHours", {"places": "x"}, {"places": ["console.schedule.hours.bad_count"]}),
        ("DayHours", {"places": "２"}, {}),
        ("Erasing", {"how": "letter"}, {"sure": ["console.erasure.not_sure"]}),
        ("Erasing", {"how": "letter", "sure": "y"}, {}),
    ],
)
def test_each_check_says_its_own_words(office: ConsoleOffice, name: str, typed: dict[str, str], said: dict[str, Any]):
    (kind,) = [one for one in every_form() if one.__name__ == name]
    assert errors(office, kind, typed) == {field: [WORDS(key) for key in keys] for field, keys in said.items()}


def test_what_is_too_long_is_told_with_its_bound(office: ConsoleOffice):
    (kind,) = [one for one in every_form() if one.__name__ == "SignIn"]
    told = errors(office, kind, {"name": "あ" * 41, "password": "p", "code": "1"})
    assert told == {"name": [WORDS("console.form.too_long", {"count": "40"})]}
