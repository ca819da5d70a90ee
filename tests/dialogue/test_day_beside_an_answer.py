"""A day that is changed in one text with the answer to another question: neither of them is lost."""

import pytest

from tests.dialogue.talks import at, value

FIRST = "12月4日の10時半がいいです"
KEPT, SEVENTH = "2026-12-04T10:30:00+09:00", "2026-12-07T10:30:00+09:00"
MAIL = "taro@example.com"


def asked(question: str):
    """Give a talk at a question, in which a day was told before it is asked for."""
    return at(question).says(FIRST)


@pytest.mark.parametrize(
    ("said", "start"),
    [
        (f"あ、日にちは7日に変えたいです。メールは{MAIL}", SEVENTH),
        (f"{MAIL}です。日時は12月8日の14時に変更してください", "2026-12-08T14:00:00+09:00"),
        (f"メールは{MAIL}で日にちは7日に変更", SEVENTH),
        (f"メールは{MAIL}です日にちは7日に変えたいです", SEVENTH),
        (f"{MAIL} 12/7の11時に変更で", "2026-12-07T11:00:00+09:00"),
        (f"7日に変えたいです。時間は11時で。メールは{MAIL}", "2026-12-07T11:00:00+09:00"),
        (f"4日は無理になりました。メールは{MAIL}", ""),
        (f"7日に面接があります。メールは{MAIL}", KEPT),
    ],
)
def test_the_day_and_the_answer_are_both_taken(said, start):
    talk = asked("email").says(said)
    assert value(talk, "email") == MAIL
    assert value(talk, "time") == start


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        ("number", "わかりません。日にちは7日に変えてください", ""),
        ("telephone", "090-1234-5678です。やっぱり7日でお願いします", "090-1234-5678"),
        ("email", "持っていません。あと、日にちを7日に変えられますか", ""),
        ("purpose", "職業相談で、日にちは7日に変えてください", "consultation"),
        ("support", "必要ないです。やっぱり7日にしてください", "none"),
    ],
)
def test_it_is_so_at_each_question(question, said, answer):
    talk = asked(question).says(said)
    assert value(talk, "time") == SEVENTH
    assert value(talk, question) == answer
    assert question in talk.conversation.answers
    assert "12月7日（月）10:30" in "".join(talk.bot)


@pytest.mark.parametrize(
    "said", ["12月4日は行けなくなりました", "4日の10時半は無理になりました", "金曜はだめになりました"]
)
def test_what_is_ruled_out_does_not_stay(said):
    talk = asked("email").says(said)
    assert value(talk, "time") == ""
    assert "希望日時は、このあとうかがいます。" in talk.bot[-2]


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("4日は都合が悪くなったので、7日の11時でお願いします", "2026-12-07T11:00:00+09:00"),
        ("4日はだめなので7日で", SEVENTH),
    ],
)
def test_another_takes_the_place_of_what_is_ruled_out(said, start):
    assert value(asked("email").says(said), "time") == start


@pytest.mark.parametrize("said", ["7日に変えたいです。やっぱりいいです", "8日は行けません", "7日は空いてますか"])
def test_what_is_taken_back_or_another_day_leaves_it(said):
    assert value(asked("email").says(said), "time") == KEPT
