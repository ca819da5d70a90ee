"""Who wants to think it over, or to go on later, reads what is so where he stands: what is kept, and for how long."""

import pytest

from bot.booking.model import State
from bot.dialogue.incoming import Sort
from bot.dialogue.turn import TakeOffer
from tests.dialogue.talks import at, last, value, waiting
from tests.make import ROOM, WORDS, booking, tokyo
from tests.talk import Talk

KEPT_FOR_A_DAY = WORDS("answers.later.text")
GOES_ON_LATER = (
    "スマホの電池が切れそうなんですが途中から続きできますか",
    "途中でやめても続きから入力できますか",
    "いったん閉じたら消えますか",
    "あとで続きからでも大丈夫ですか",
)


@pytest.mark.parametrize("question", ["eligible", "name", "number", "purpose", "day", "review"])
@pytest.mark.parametrize("text", GOES_ON_LATER)
def test_in_a_form_it_is_kept_for_a_day(question: str, text: str) -> None:
    talk = at(question).says(text)
    assert KEPT_FOR_A_DAY in last(talk)
    assert at(question).conversation.answers == talk.conversation.answers, "nothing of it is an answer"


@pytest.mark.parametrize("text", ["ちょっと考えます", *GOES_ON_LATER])
def test_before_a_form_nothing_is_kept_yet(text: str) -> None:
    assert WORDS("lobby.in_no_hurry") in last(Talk().sends(Sort.FOLLOW).says(text))


def test_who_waits_keeps_waiting() -> None:
    talk = waiting().says("ちょっと考えます")
    assert WORDS("lobby.kept") in last(talk, 1)
    assert "待つのをやめる" in talk.every_button()


@pytest.mark.parametrize("now", ["2026-12-03 13:40", "2026-11-25 10:00"])
def test_who_has_a_booking_keeps_it(now: str) -> None:
    talk = Talk(booking=booking(state=State.CONFIRMED, room=ROOM), now=tokyo(now)).says("ちょっと考えます")
    assert "何も変えずにおきます" in last(talk, 1)
    assert "12月3日（木）14:00" in last(talk, 1)


@pytest.mark.parametrize("text", ["家族に相談してから返事します", "ちょっと考えます", "予定を確認してから返事します"])
def test_offered_times_may_be_thought_over_until_they_go(text: str) -> None:
    offered = booking(state=State.OFFERED, offers=(tokyo("2026-12-04 14:00"), tokyo("2026-12-07 10:00")))
    talk = Talk(booking=offered).says(text)
    assert "お決まりになってからで大丈夫です" in last(talk)
    assert "24時間" not in last(talk)
    assert not any(isinstance(effect, TakeOffer) for effect in talk.effects)


@pytest.mark.parametrize(
    "text", ["さっきの間違えました", "さっき押したの違いました", "いまの間違いです", "前の答え違ってた"]
)
def test_a_mistake_just_before_leads_back(text: str) -> None:
    talk = at("telephone").says(text)
    assert "求職番号を入力してください" in last(talk, 1)
    assert value(talk, "name"), "what stands before is kept"


@pytest.mark.parametrize(
    "text",
    [
        "昨日電話したんですけど",
        "先週の金曜に電話しました",
        "おととい申し込んだのに届かない",
        "先週そちらの窓口に行きました",
    ],
)
def test_what_was_done_on_a_day_that_is_over_wishes_for_none(text: str) -> None:
    talk = at("day").says(text)
    assert "過ぎています" not in last(talk)
    assert not value(talk, "day")
    assert "日にち" in last(talk, 1) or "希望日時" in last(talk, 1)


def test_a_wish_beside_it_is_taken() -> None:
    talk = at("day").says("昨日キャンセルした者ですが、12月4日の10時でお願いします")
    assert value(talk, "time").startswith("2026-12-04T10:00")


@pytest.mark.parametrize("text", ["昨日", "昨日の14時"])
def test_a_day_that_is_over_is_told_to_who_names_it_alone(text: str) -> None:
    assert "過ぎています" in last(at("day").says(text))


@pytest.mark.parametrize(
    "text", ["マイナンバーカードは要りますか", "身分証は必要ですか", "印鑑いりますか", "本人確認書類って用意しますか？"]
)
@pytest.mark.parametrize("question", ["", "day"])
def test_what_is_to_be_shown_is_what_is_to_be_ready(text: str, question: str) -> None:
    talk = at(question) if question else Talk().sends(Sort.FOLLOW)
    assert WORDS("answers.preparation.text") in last(talk.says(text))
