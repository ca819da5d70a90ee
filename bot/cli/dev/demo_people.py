"""Fictitious people for a playground: plausible names, numbers, telephones and addresses, and none of them real."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from bot.booking.model import Answer

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
        "telephone": f"090-{chance.randrange(10_000):04}-{chance.randrange(10_000):04}",
        "email": f"seeker{place}@example.com",
        "purpose": chance.choice(PURPOSES),
        "support": "none",
    }
    return Person(f"U{place:032x}", {name: Answer(value, value) for name, value in given.items()})
