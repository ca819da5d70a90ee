"""What is forbidden, or left undecided, is not done: at any question, at any last card, outside of any flow."""

from dataclasses import replace
from functools import cache

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Effect, NoteTry
from bot.dialogue.understanding import Intention, Stage, holding_back
from bot.dialogue.understanding.courtesy import short_answer
from bot.dialogue.understanding.folding import sentences_of
from bot.messages.understanding import shared_lexicon
from tests.dialogue.talks import QUESTIONS, at
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

# Each verb as it is said, before 「ない」, as it is told as done, and before 「か」.
VERBS = (
    ("取り消す", "取り消さ", "取り消した", "取り消そう"),
    ("予約を取り消す", "予約を取り消さ", "予約を取り消した", "予約を取り消そう"),
    ("キャンセルする", "キャンセルし", "キャンセルした", "キャンセルしよう"),
    ("消す", "消さ", "消した", "消そう"),
    ("変更する", "変更し", "変更した", "変更しよう"),
    ("変える", "変え", "変えた", "変えよう"),
    ("日を変える", "日を変え", "日を変えた", "日を変えよう"),
    ("ずらす", "ずらさ", "ずらした", "ずらそう"),
    ("申し込む", "申し込ま", "申し込んだ", "申し込もう"),
    ("送信する", "送信し", "送信した", "送信しよう"),
    ("送る", "送ら", "送った", "送ろう"),
    ("予約する", "予約し", "予約した", "予約しよう"),
    ("確定する", "確定し", "確定した", "確定しよう"),
    ("同意する", "同意し", "同意した", "同意しよう"),
    ("承諾する", "承諾し", "承諾した", "承諾しよう"),
)
FORBIDDEN = (
    *("{do}な", "{do}なよ", "{do}な！", "{do}なって", "だから{do}なって言ってる", "絶対{do}なよ", "待て、まだ{do}な"),
    *("{dont}んといて", "{dont}んとって", "{dont}んで", "{dont}んでよ", "{not_}ないで", "{not_}ないでよ", "{dont}ずに"),
    *("{did}らあかん", "{did}らいけん", "{did}らだめ", "{doing}ちゃだめ", "{doing}てはいけない", "{doing}てほしくない"),
    *("{do}のはやめて", "{do}のは待って", "{do}の待って", "{do}んじゃない", "{do}のはまだ"),
)
UNDECIDED = (
    *("{do}か迷う", "{do}か迷ってる", "{do}かどうか", "{do}かどうか考えます", "{do}か悩む", "{do}か決めてない"),
    *("{do}べきか", "{do}か不安"),
    *("{will}か悩む", "{will}か迷う", "{will}かな", "{will}かどうしよう", "{do}か考える", "{do}か決めかねてます"),
)
CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
OTHER_PLACES = {
    "change": lambda: Talk(booking=CONFIRMED).says("変更", "12/10 14:30"),
    "cancel": lambda: Talk(booking=CONFIRMED).says("キャンセル").taps("答えたくない"),
    "reason": lambda: Talk(booking=CONFIRMED).says("キャンセル"),
    "another day": lambda: Talk(booking=CONFIRMED).says("変更"),
    "lobby": Talk,
    "confirmed": lambda: Talk(booking=CONFIRMED),
    "requested": lambda: Talk(booking=booking()),
    "today": lambda: Talk(booking=CONFIRMED, now=tokyo("2026-12-03 10:00")),
    "begun": lambda: Talk(booking=CONFIRMED, now=tokyo("2026-12-03 14:05")),
}
PLACES = (*QUESTIONS, "review", *OTHER_PLACES)
LEXICON = shared_lexicon()


def texts(forms: tuple[str, ...], place: int) -> list[str]:
    """Give a share of all, another one at each place, so that all places together have every text."""
    every = [form.format(**_forms(*verb)) for form in forms for verb in VERBS]
    return every[place % 5 :: 5]


def _forms(do: str, not_: str, did: str, will: str) -> dict[str, str]:
    dont = f"{not_[:-1]}せ" if do.endswith("する") else not_
    return {"do": do, "not_": not_, "dont": dont, "did": did, "doing": did[:-1], "will": will}


@cache
def opened(place: str) -> Talk:
    return OTHER_PLACES[place]() if place in OTHER_PLACES else at(place)


def after(place: str, text: str) -> tuple[Talk, Talk]:
    before = opened(place)
    talk = Talk(now=before.now, conversation=before.conversation, booking=before.booking, words=before.words)
    talk.events = list(before.events)
    return before, talk.says(text)


def is_done(effect: Effect, place: str) -> bool:
    """Say whether an effect does anything; staff are told of what could not be read once it has begun."""
    return not (place == "begun" and isinstance(effect, NoteTry))


def begins(before: Talk, talk: Talk) -> bool:
    """Say whether a flow was begun, or an answer taken or let go in one that stays open."""
    here, there = talk.conversation, before.conversation
    return bool(here.flow) and (here.flow, here.answers) != (there.flow, there.answers)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("forms", [FORBIDDEN, UNDECIDED], ids=["forbidden", "undecided"])
def test_what_is_forbidden_or_undecided_begins_and_does_nothing(place, forms):
    wrong = []
    for text in texts(forms, PLACES.index(place)):
        before, talk = after(place, text)
        if begins(before, talk) or any(is_done(one, place) for one in talk.effects):
            wrong.append(text)
    assert wrong == []


@pytest.mark.parametrize("text", ["取り消すな", "絶対に取り消すなよ", "だから取り消すなって言ってる"])
def test_who_forbids_it_at_the_card_keeps_his_booking_and_reads_so(text):
    _, talk = after("cancel", text)
    assert "いまのまま" in talk.bot[-1]
    assert not talk.conversation.flow


@pytest.mark.parametrize("text", ["変えんで", "予約消さんといて", "変更するなよ"])
def test_who_forbids_it_outside_of_any_flow_reads_that_nothing_changes(text):
    assert "いまのまま" in after("confirmed", text)[1].bot[-1]


@pytest.mark.parametrize("text", ["同意はあとで", "読んでから同意します", "同意できるか不安", "同意するのが怖い"])
def test_consent_is_no_thing_of_later_or_of_fear(text):
    assert "consent" not in after("consent", text)[1].conversation.answers


def test_who_forbids_to_apply_is_asked_whether_to_stop():
    assert "入力をやめますか" in after("review", "申し込むな")[1].bot[-1]


@pytest.mark.parametrize("text", ["まだ送らないでください", "ちょっと待って、まだ送信しないで", "まだ申し込まないで"])
def test_who_forbids_it_only_for_now_may_go_on_when_he_likes(text):
    _, talk = after("review", text)
    assert "お決まりになりましたら" in talk.bot[-2]
    assert talk.conversation.flow == "book"


@pytest.mark.parametrize(
    ("stage", "text", "meant"),
    [
        (Stage.CANCELLING, "取り消すな", Intention.YES),
        (Stage.MOVING, "変更するなよ", Intention.YES),
        (Stage.REVIEW, "申し込むな", Intention.YES),
        (Stage.CONSENT, "同意するな", Intention.YES),
    ],
)
def test_twin_without_the_standard_form_of_what_forbids_takes_it_for_a_yes(stage, text, meant):
    plain = text.removesuffix("よ").removesuffix("な")
    assert short_answer(sentences_of(plain, LEXICON.spelling), LEXICON.courtesy, stage).intention is meant
    assert short_answer(sentences_of(text, LEXICON.spelling), LEXICON.courtesy, stage) is None


@pytest.mark.parametrize(
    "text", ["変更するなら来週で", "申し込むなんて", "はるな", "皆んなで", "遅れるなあ", "見えるな", "早くなって"]
)
def test_what_only_looks_so_forbids_nothing(text):
    assert not holding_back.is_forbidden(text)
    assert "ないで" not in sentences_of(text, LEXICON.spelling)[0].said


@pytest.mark.parametrize("text", ["申し込みます", "取り消してください", "変更で", "同意します"])
def test_what_is_plainly_wished_is_neither(text):
    assert not holding_back.is_forbidden(text)
    assert not holding_back.is_undecided(text)
