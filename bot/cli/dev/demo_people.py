"""Fictitious people for a playground: plausible names, numbers, telephones and addresses, and none of them real."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.booking.model import Answer
from bot.dialogue.reading import Retry, Value, read_email, read_name, read_number, read_telephone

FAMILY = (
    *("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"),
    *("吉田", "山田", "佐々木", "山口", "松本", "井上", "木村", "林", "清水", "斎藤"),
)
GIVEN = (
    *("一郎", "花子", "健太", "美咲", "翔", "由美", "大輔", "彩", "直樹", "恵子"),
    *("拓也", "真由美", "誠", "陽子", "亮", "智子", "隆", "久美子", "学", "裕子"),
)
PURPOSES = ("consultation", "consultation", "documents", "interview")
OFFICES = ("13010", "27010", "40130")
MOST_NUMBERS = 100_000_000
READERS: Mapping[str, Callable[[str], Value | Retry]] = {
    "name": read_name,
    "number": read_number,
    "telephone": read_telephone,
    "email": read_email,
}


@dataclass(frozen=True)
class Person:
    """Somebody who books: his LINE user, and what he answers."""

    user: str
    answers: Mapping[str, Answer]


def person(place: int, chance: random.Random) -> Person:
    """Make the person of a place; each has a LINE user and a job-seeker number that no other has."""
    given = {
        "name": f"{chance.choice(FAMILY)} {chance.choice(GIVEN)}",
        "number": f"{OFFICES[place % len(OFFICES)]}-{place % MOST_NUMBERS:08}",
        "telephone": f"090-{chance.randrange(1000, 10_000)}-{chance.randrange(10_000):04}",
        "email": f"seeker{place}@example.com",
        "purpose": chance.choice(PURPOSES),
        "support": "none",
    }
    return Person(f"U{place:032x}", {name: _answer(name, value) for name, value in given.items()})


def _answer(name: str, value: str) -> Answer:
    """Read what is typed as the chat does: a person is known again by the key of his number."""
    read = READERS[name](value) if name in READERS else Value(value, value)
    if not isinstance(read, Value):
        raise TypeError(name)  # the words above are not plausible any more
    return Answer(read.value, read.key, read.mark)
