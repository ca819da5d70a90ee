"""What is asked for again from the final card can be left as it stood there."""

import pytest

from bot.dialogue.events.review.back_to_the_card import ON_THE_CARD
from tests.dialogue.talks import at
from tests.talk import Talk

FIELDS = ("氏名", "求職番号", "電話番号", "メール", "相談内容", "通訳・介助", "希望日時")
STAYS = (
    *(
        "戻る",
        "続きから",
        "そのままで",
        "今のままで",
        "今のままで大丈夫です",
        "いまのままにする",
        "変えない",
        "やっぱり変えません",
    ),
    *(
        "いまのままにする",
        "変更しません",
        "変更はやめます",
        "間違えて押しました",
        "押し間違えました",
        "元に戻して",
        "申し込む",
        "同じで",
    ),
)


def card() -> Talk:
    return at("review")


def answers(talk: Talk) -> dict[str, str]:
    return {name: one.value for name, one in talk.conversation.answers.items()}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_button_that_leaves_it(field: str) -> None:
    talk = card()
    before = answers(talk)
    talk.taps(f"{field}を変更")
    assert answers(talk) != before
    talk.taps("いまのままにする")
    assert answers(talk) == before
    assert "申し込む" in talk.every_button()
    assert ON_THE_CARD not in talk.conversation.held


@pytest.mark.parametrize("field", ["電話番号", "通訳・介助", "希望日時"])
@pytest.mark.parametrize("text", STAYS)
def test_words_that_leave_it(field: str, text: str) -> None:
    talk = card()
    before = answers(talk)
    talk.taps(f"{field}を変更").says(text)
    assert answers(talk) == before
    assert not talk.effects
    assert "申し込む" in talk.every_button()


@pytest.mark.parametrize("text", ["今の番号で大丈夫です", "電話番号は今のままでいいです", "やっぱりいいです"])
def test_words_that_leave_a_number(text: str) -> None:
    talk = card()
    before = answers(talk)
    assert answers(talk.taps("電話番号を変更").says(text)) == before


@pytest.mark.parametrize(
    "text", ["今の番号は使えません", "変えないといけません", "今のままでいいですか", "前の番号は違います", "はい"]
)
def test_what_does_not_leave_it_asks_again(text: str) -> None:
    talk = card().taps("電話番号を変更").says(text)
    assert "telephone" not in talk.conversation.answers
    assert not talk.effects


def test_a_new_answer_takes_its_place_for_good() -> None:
    talk = card().taps("電話番号を変更").says("08011112222")
    assert answers(talk)["telephone"] == "080-1111-2222"
    assert ON_THE_CARD not in talk.conversation.held
    assert talk.says("戻る").every_button().keys() >= {"戻る", "やめる"}


def test_the_day_given_anew_goes_with_the_time() -> None:
    talk = card()
    before = answers(talk)
    talk.taps("希望日時を変更").says("12月8日")
    assert talk.conversation.answers["day"].value == "2026-12-08"
    assert "time" not in talk.conversation.answers
    assert answers(talk.says("やっぱり変えません")) == before


def test_back_from_the_time_asks_for_the_day_and_then_leads_to_the_card() -> None:
    talk = card()
    before = answers(talk)
    talk.taps("希望日時を変更").says("12月8日", "戻る")
    assert not {"day", "time"} & talk.conversation.answers.keys()
    assert answers(talk.says("戻る")) == before


def test_stopping_still_forgets_all() -> None:
    assert not card().taps("電話番号を変更").taps("やめる").conversation.answers
