"""Talks that have come to some point."""

from dataclasses import replace

from bot.booking.model import State
from bot.booking.schedule.opening import bookable_starts
from bot.dialogue.incoming import Sort
from tests.make import OFFICE, WEDNESDAY, booking, tokyo
from tests.talk import FIRST_BOOKING, Talk

ONE = "オンライン相談を希望します。山田太郎、求職番号13010-12345678、090-1234-5678、taro@example.com、12/3の14時で"


def packed() -> Talk:
    """A talk in an office where every place is taken."""
    return Talk(taken=dict.fromkeys(bookable_starts(OFFICE, WEDNESDAY), OFFICE.places))


def at_the_day() -> Talk:
    """A talk that has come to the question for a day, with nothing free."""
    talk = packed().sends(Sort.FOLLOW).taps("予約する", "はい、すべて", "同意する").says(*FIRST_BOOKING)
    return talk.taps("職業相談", "必要ない")


def waiting() -> Talk:
    """A talk with somebody on the list for the afternoons of next week."""
    return at_the_day().taps("キャンセル待ちにする").says("来週の午後ならいつでも").taps("キャンセル待ちに入る")


BEFORE = replace(booking(state=State.ATTENDED, start=tokyo("2026-11-20 10:00")), id="b0", number="000000")


def known(**changes) -> Talk:
    return Talk(known=replace(BEFORE, **changes))


QUESTIONS = ("eligible", "consent", "name", "number", "telephone", "email", "purpose", "support", "day", "time")


def at(question: str, talk: Talk | None = None) -> Talk:
    """Give a talk in which a question is open."""
    talk = (talk or Talk()).sends(Sort.FOLLOW).taps("予約する")
    for name in (*QUESTIONS, "review"):
        if name == question:
            return talk
        _answer(talk, name)
    raise ValueError(question)


def _answer(talk: Talk, name: str) -> None:
    taps = {"eligible": "はい、すべて", "consent": "同意する", "purpose": "職業相談", "support": "必要ない"}
    taps |= {"day": "12月3日（木）", "time": "14:00"}
    typed = dict(zip(("name", "number", "telephone", "email"), FIRST_BOOKING, strict=True))
    _ = talk.taps(taps[name]) if name in taps else talk.says(typed[name])


def value(talk: Talk, name: str) -> str:
    answer = talk.conversation.answers.get(name)
    return answer.value if answer else ""


def last(talk: Talk, count: int = 3) -> str:
    return "\n".join(talk.bot[-count:])
