"""While a question is open, what is negated, asked about or quoted answers nothing, ends nothing and does nothing."""

from dataclasses import replace
from functools import cache

import pytest

from bot.booking.model import State
from bot.dialogue.events.at_question import AtQuestion
from bot.dialogue.events.in_other_words.yes_or_no import yes
from bot.dialogue.flows import FLOWS
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.questions.kinds import Filled, Finish, Seen
from bot.dialogue.understanding import Intention, Meaning
from tests.dialogue.talks import QUESTIONS, at
from tests.make import ROOM, booking
from tests.talk import Talk
from tests.understanding.tables import rows_of

DEEDS = ("申し込み", "同意", "予約", "キャンセル", "予約の取り消し", "日時の変更", "キャンセル待ち", "欠席", "遅刻")
TURNED = (
    *("{}しません", "{}はしないでください", "{}しなくていいです", "{}するつもりはありません", "まだ{}はしません"),
    *("{}できますか", "{}したらどうなりますか", "{}するか迷っています", "{}してもいいですか", "{}って何ですか"),
    *("「{}する」と書いてあります", "友達が{}したらしいです", "{}すると言われました"),
)
WRAPPED = ("{}", "すみません、{}", "{}。よろしくお願いいたします", "ありがとうございます！{}", "{}😊")
CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
LAST = {
    "change": lambda: Talk(booking=CONFIRMED).says("変更", "12/10 14:30"),
    "cancel": lambda: Talk(booking=CONFIRMED).says("キャンセル").taps("答えたくない"),
    "wait": lambda: Talk(booking=None).says("キャンセル待ち", "1", "1"),
}


@cache
def opened(place: str) -> Talk:
    return LAST[place]() if place in LAST else at(place)


def after(place: str, text: str) -> tuple[Talk, Talk]:
    """Type a text where a question is open; give the talk before and after."""
    before = opened(place)
    talk = Talk(now=before.now, conversation=before.conversation, booking=before.booking, words=before.words)
    talk.events = list(before.events)
    return before, talk.says(text)


def variants() -> list[str]:
    every = [(deed, turned) for deed in DEEDS for turned in TURNED]
    return [WRAPPED[place % len(WRAPPED)].format(turned.format(deed)) for place, (deed, turned) in enumerate(every)]


def refuses(place: str, text: str) -> bool:
    """Say whether a text refuses the terms, or to cancel or move, which ends the flow as its button does."""
    if place in ("change", "cancel") and any(word in text for word in ("キャンセル", "取り消し", "変更")):
        return any(word in text for word in ("しません", "しないで", "しなくて", "つもりはありません"))
    return place == "consent" and ("同意しません" in text or "同意するつもりはありません" in text)


@pytest.mark.parametrize("place", [*QUESTIONS, "review", *LAST])
def test_what_is_not_meant_as_said_answers_nothing_and_does_nothing(place):
    wrong = []
    for text in variants():
        before, talk = after(place, text)
        here, there = talk.conversation, before.conversation
        is_same = (here.answers, here.id) == (there.answers, there.id)
        if talk.effects or not (is_same or refuses(place, text)):
            wrong.append((text, [*here.answers], talk.effects))
    assert wrong == []


@pytest.mark.parametrize(("place", "text"), [("review", "申し込みしません"), ("eligible", "全部は当てはまりません")])
def test_twin_who_looks_only_at_the_word_would_take_it_for_a_yes(place, text):
    talk = opened(place)
    seen, flow = Seen(talk.conversation, Incoming(Sort.TEXT, "e", talk.now, text=text), talk.facts()), FLOWS["book"]
    question = flow.open_question(talk.conversation)
    taken = yes(AtQuestion(text, flow, question, seen, Meaning(Intention.YES)))
    assert isinstance(taken, Finish) or (isinstance(taken, Filled) and place in taken.answers)
    assert after(place, text)[1].effects == []
    assert place not in after(place, text)[1].conversation.answers


@pytest.mark.parametrize("place", [*QUESTIONS, "review"])
def test_no_phrase_of_the_tables_breaks_a_question(place):
    names = ("phrases.tsv", "held_back.tsv", "held_back_later.tsv", "held_back_last.tsv")
    rows = [row for name in names for row in rows_of(name)]
    for row in rows[[*QUESTIONS, "review"].index(place) :: 9]:
        assert after(place, row.text)[1].messages
