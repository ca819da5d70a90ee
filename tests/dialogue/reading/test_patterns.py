"""No pattern can take one text in several ways without bound, whatever the text."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import bot.adapters
import bot.booking
import bot.dialogue
import bot.messages
import bot.service
from tests.backtracking import faults
from tests.dialogue.reading.readers import EVERY_READER

PACKAGES = (bot.booking, bot.dialogue, bot.messages, bot.service, bot.adapters)
TEXTS = (
    "1. 氏名：山田 太郎\n2. 電話番号は 090-1234-5678、メール taro@example.com",
    *("求職番号 13010-12345678", "12/3の14時", "2番", "12月3日", "はい、お願いします", "あ@", "山田と申します"),
)


def in_modules() -> dict[tuple[str, int], str]:
    """Give every pattern that a module holds, and its name."""
    found: dict[tuple[str, int], str] = {}
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                for pattern in _patterns(value):
                    found.setdefault((pattern.pattern, pattern.flags), f"{module.name}.{name}")
    return found


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _patterns(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _patterns(one)
    elif isinstance(getattr(value, "pattern", None), re.Pattern):  # a Word of the grammar
        yield value.pattern


def made_while_reading() -> dict[tuple[str, int], str]:
    """Give every pattern that is made when a text is read, of labels and the like."""
    re.purge()
    for text in TEXTS:
        for reader in EVERY_READER.values():
            reader(text)
    return {(pattern, int(flags)): "made while reading" for _, pattern, flags in re._cache if isinstance(pattern, str)}


def test_every_pattern_takes_a_text_in_one_way():
    patterns = in_modules() | made_while_reading()
    assert len(patterns) > 150
    found = {name: (pattern, set(faults(pattern, flags))) for (pattern, flags), name in patterns.items()}
    assert {name: fault for name, fault in found.items() if fault[1]} == {}


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<=\d)(?:\s*[-]\s*|\s*ハイフン\s*)+(?=\d)",  # 34 dashes held a process for ever
        r"(a*)*b",
        r"(?:ab|a|b)*c",
        r"\s*の?\s*x",
        r"(?:は|を)*(?:方)?(?:は|を)*x",
        r"a(?=\d*\d*x)",
        r"[ab]*+[ab]*[b]*c",
    ],
)
def test_what_takes_a_text_in_several_ways_is_found(pattern):
    assert list(faults(pattern))


@pytest.mark.parametrize(
    "pattern",
    [r"\s*+(?:の\s*+)?x", r"[a-z]*@[a-z]*", r"a*+a*b", r"(?:ab|cd)*e", r"\d{1,3}\d{1,3}", r"\s*(?:の\s*)?x"],
)
def test_what_takes_it_in_one_way_is_not(pattern):
    assert list(faults(pattern)) == []
