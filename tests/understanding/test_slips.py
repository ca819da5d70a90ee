"""A word that is spelt with a slip is asked about, and never acted on."""

import pytest

from bot.dialogue.understanding import ACTING, Intention, Stage, Sureness, understand
from bot.dialogue.understanding.slips import in_kana, is_one_slip
from bot.messages.understanding import shared_lexicon
from tests.dialogue.reading.pieces import repeated
from tests.make import booking
from tests.talk import Talk

LEXICON = shared_lexicon()
TYPED = [
    *((Stage.LOBBY, text, Intention.BOOK) for text in ("よやきしたい", "よやくくしたい", "予訳したい")),
    *((Stage.LOBBY, text, Intention.BOOK) for text in ("yoyaku shitai", "予約約したい", "相段したいです")),
    *((Stage.CONFIRMED, text, Intention.CANCEL) for text in ("きゃせるしたい", "kyanseru", "ｷｬﾝｽﾙ")),
    *((Stage.CONFIRMED, text, Intention.MOVE) for text in ("へんこしたい", "jikan henkou shitai")),
    *((Stage.TODAY, text, Intention.LATE) for text in ("遅ルます", "おくるます", "送れます")),
    (Stage.BEGUN, "きこせません", Intention.TROUBLE),
]


@pytest.mark.parametrize(("stage", "text", "intention"), TYPED)
def test_a_slip_is_asked_about(stage, text, intention):
    meaning = understand(text, stage, LEXICON)
    assert meaning.sureness is Sureness.UNSURE
    assert not meaning.acts
    assert intention in {one.intention for one in meaning.candidates}
    assert len(meaning.candidates) <= 4


def test_twin_a_slip_that_is_taken_for_the_word_would_begin_something():
    acting = [
        text
        for stage, text, _ in TYPED
        for rewritten in LEXICON.slips.rewritten(text)
        if understand(rewritten, stage, LEXICON).acts
    ]
    assert len({*acting}) > len(TYPED) // 2


@pytest.mark.parametrize("text", ["はやくしたい", "疲れます", "ぺけぽん", "hello there", "asdfgh"])
def test_what_is_another_word_is_no_slip(text):
    assert {one.intention for one in understand(text, Stage.TODAY, LEXICON).candidates} & ACTING == set()


def test_a_slip_leads_to_buttons_and_to_nothing_else():
    talk = Talk().says("よやきしたい")
    assert (talk.conversation.flow, talk.effects) == ("", [])
    assert "予約する" in talk.buttons()
    moved = Talk(booking=booking()).says("へんこしたい")
    assert (moved.conversation.flow, moved.effects) == ("", [])


@pytest.mark.parametrize(
    ("typed", "word", "slip"),
    [
        *(("abcd", word, True) for word in ("abxd", "abd", "abccd", "abdc")),
        *(("abcd", word, False) for word in ("abcd", "dcba", "abxy", "abcdef", "xbcd")),
    ],
)
def test_one_character_is_a_slip(typed, word, slip):
    assert is_one_slip(typed, word) is slip


def test_latin_letters_are_written_as_kana():
    assert [in_kana(text) for text in ("kyanseru", "chotto", "shinjuku", "よやkう")] == [
        *("きやんせる", "ちよつと", "しんじゆく", "よやく"),
    ]


def test_every_word_that_may_be_meant_is_understood():
    assert {Intention.BOOK, Intention.CANCEL, Intention.MOVE, Intention.LATE} <= ACTING
    assert len(LEXICON.slips.words) > 100


def test_a_long_text_is_looked_at_to_its_first_characters():
    assert len([*LEXICON.slips.rewritten(repeated("よやき"))]) < 400
