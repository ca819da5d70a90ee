"""A yes counts only where it is one to the open question; anything like it is asked about."""

import pytest

from bot.dialogue.events.in_other_words.yes_or_no import ACCEPTED
from bot.dialogue.turn import Book
from bot.dialogue.understanding import Intention, Stage, understand
from bot.messages.understanding import shared_lexicon
from tests.dialogue.talks import at

QUESTIONS = ("eligible", "consent", "review")
# Heard as a yes of some kind, but to no question that holds anybody to something.
VAGUE = (
    "結構です",
    "いいですね",
    "よろしい",
    "承知しました",
    "わかりました",
    "確認しました",
    "読みました",
    "全部読みました",
)
OWN = {
    "eligible": ("全部当てはまります", "すべて該当します", "満たしています"),
    "consent": ("同意します", "同意いたします。よろしくお願いします", "はい、規約に同意します"),
    "review": ("申し込みます", "間違いありません", "これでお願いします"),
}
NO_ANSWERS = (
    *("はい？", "なるほど", "お願いがあります", "お世話になっております", "確定のご連絡をお待ちしております", "確定"),
    *("お待ちしております", "楽しみにしています", "申し込む？", "同意する？", "はい、すべて？", "そうですか"),
)
PLAIN = ("はい", "OKです", "ええ、そうです", "うん", "はい、よろしくお願いします")


def has_acted(question: str, said: str) -> bool:
    talk = at(question).says(said)
    return any(isinstance(one, Book) for one in talk.effects) or question in talk.conversation.answers


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("said", PLAIN)
def test_a_plain_yes_is_one_to_each(question, said):
    assert has_acted(question, said)


@pytest.mark.parametrize(("question", "said"), [(name, one) for name in OWN for one in OWN[name]])
def test_the_words_of_a_question_are_a_yes_to_it(question, said):
    assert has_acted(question, said)


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_but_a_yes_to_this_question_acts(question):
    others = [one for name in OWN if name != question for one in OWN[name] if "はい" not in one]
    texts = (*VAGUE, *NO_ANSWERS, *others)
    assert [one for one in texts if has_acted(question, one)] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_who_says_something_like_yes_is_asked_with_the_buttons(question):
    final = {"eligible": "はい、すべて", "consent": "同意する", "review": "申し込む"}[question]
    assert all(final in at(question).says(said).buttons() for said in ("結構です", "承知しました", "なるほど"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_the_list_of_what_is_accepted_each_of_these_would_hold_somebody_to_it(question):
    lexicon, others = shared_lexicon(), [one for name in OWN if name != question for one in OWN[name][:1]]
    heard = [understand(said, Stage(question), lexicon) for said in ("結構です", "承知しました", *others)]
    assert all(one.live and one.intention is Intention.YES for one in heard)
    assert all(one.about not in ACCEPTED[question] for one in heard)


def test_who_applies_and_names_another_time_sees_that_time_first():
    talk = at("review").says("申し込みます。ただし15時に")
    assert not talk.effects
    assert talk.conversation.answers["time"].value.startswith("2026-12-03T15:00")


def test_a_question_for_a_free_time_changes_nothing_at_the_review():
    talk = at("review").says("12月4日の10時はあいてますか")
    assert talk.conversation.answers["time"].value.startswith("2026-12-03T14:00")
    assert any("いま空いています" in said for said in talk.bot[-3:])
