"""Whole turns on texts that once held a web process for seconds, and on what grows, nests or repeats without end."""

import time as stopwatch

import pytest

from bot.dialogue.incoming import Incoming, Sort
from bot.messages.fitting import MAX_TEXT
from tests.make import WEDNESDAY
from tests.talk import FIRST_BOOKING, Talk

MOST = 2.0  # seconds of CPU for a turn, which needs some 50 ms
SIGNATURE = "090-1234-5678\n" + "- " * 34 + "\n山田太郎"
LONG = {
    "a signature": SIGNATURE,
    "dots": "あ" + "…" * 4998 + "あ",
    "tails": "です" * 2500,
    "Arabic": "ﷺ" * 5000,
    "digits": "1" * 5000,
    "kanji digits": "一" * 5000,
    "full-width digits": "１" * 5000,
    "a family": "👨‍👩‍👧‍👦" * 700,
    "marks": "e" + "\u0301\u0323" * 2500,
    "brackets": "(" * 2500 + ")" * 2500,
    "corners": "「" * 2500 + "」" * 2500,
    "right to left": "\u202e\u05d0" * 2500,
    "addresses": "a@b.jp " * 700,
    "telephones": "090-1234-5678\n" * 350,
    "times": "12/3の14時、" * 600,
    "years": "9999年12月31日 " * 400,
    "labels": "電話番号は" * 1000,
    "lines": "\n" * 5000,
    "lone surrogates": "\ud800" * 5000,
}
QUESTIONS = {
    "nothing": (),
    "name": ("予約", "1", "1"),
    "number": ("予約", "1", "1", *FIRST_BOOKING[:1]),
    "telephone": ("予約", "1", "1", *FIRST_BOOKING[:2]),
    "email": ("予約", "1", "1", *FIRST_BOOKING[:3]),
    "purpose": ("予約", "1", "1", *FIRST_BOOKING),
    "day": ("予約", "1", "1", *FIRST_BOOKING, "1", "1"),
    "time": ("予約", "1", "1", *FIRST_BOOKING, "1", "1", "12月3日"),
    "review": ("予約", "1", "1", *FIRST_BOOKING, "1", "1", "12/3の14時"),
    "waiting": ("キャンセル待ち", "1", "1", *FIRST_BOOKING, "1", "1"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_answers_every_long_text_at_once(question):
    asked = Talk().says(*QUESTIONS[question])
    for name, text in LONG.items():
        talk = Talk(now=asked.now, conversation=asked.conversation)
        before = stopwatch.process_time()
        talk.says(text)
        assert stopwatch.process_time() - before < MOST, name
        assert talk.bot, name
        assert all(len(said) <= MAX_TEXT for said in talk.bot), name


def test_a_signature_under_a_telephone_number_is_read():
    talk = Talk().says(*QUESTIONS["telephone"]).says(SIGNATURE)
    assert "メールアドレス" in talk.bot[-1]
    assert talk.conversation.answers["telephone"].value == "090-1234-5678"


def test_a_text_is_cut_before_anything_reads_it_however_it_comes():
    assert len(Incoming(Sort.TEXT, "e", WEDNESDAY, text="あ" * 5000).text) == 500
