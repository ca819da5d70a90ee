"""What is said of a booking, a message or an erasure that stands: it is ended, kept or asked about as it is meant."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Book, Cancel, Erase, LeaveMessage, NoteTry
from tests.dialogue.talks import at
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
REQUESTED = booking()


def heard(talk: Talk, *texts: str) -> str:
    """Give what is said to the last of some texts."""
    talk.says(*texts[:-1])
    before = len(talk.bot)
    talk.says(texts[-1])
    return "\n".join((*talk.bot[before:], *talk.every_button()))


def on_the_day(clock: str) -> Talk:
    return Talk(booking=CONFIRMED, now=tokyo(f"2026-12-03 {clock}"))


@pytest.mark.parametrize("said", ["ない", "no", "ありません", "なしです"])
def test_a_bare_none_at_the_terms_deletes_nothing_before_it_is_asked_about(said):
    talk = at("consent").says(said)
    assert "「同意しない」ということですか" in talk.bot[-1]
    assert talk.conversation.flow == "book"
    assert "同意しない" in talk.says("いいえ").bot[-1]
    assert not talk.says("はい").conversation.flow


@pytest.mark.parametrize("said", ["いいえ", "同意しません", "同意できません"])
def test_a_plain_refusal_is_one(said):
    assert not at("consent").says(said).conversation.flow


@pytest.mark.parametrize("said", ["はい まもります", "いいすよ", "はい、守ります"])
def test_a_promise_or_a_plain_yes_agrees(said):
    assert "consent" in at("consent").says(said).conversation.answers


@pytest.mark.parametrize(
    "said",
    [
        "ほかで決まったのでもう大丈夫です",
        "よそに決まりましたので結構です",
        "就職が決まったのでキャンセルします",
        "申し込みを取り下げます",
    ],
)
def test_who_has_no_need_of_it_any_more_is_led_to_cancelling(said):
    talk = Talk(booking=CONFIRMED)
    assert "お待ちしています" not in heard(talk, said)
    assert talk.conversation.flow == "cancel" or heard(talk, "はい").count("取り消しのご希望")


@pytest.mark.parametrize("said", ["体調は大丈夫です", "時間は大丈夫です"])
def test_who_is_well_comes(said):
    talk = Talk(booking=CONFIRMED)
    assert "お待ちしています" in heard(talk, said)
    assert not talk.conversation.flow


@pytest.mark.parametrize(
    "said", ["もう15分待ってます", "10分待ってるんですけど", "さっきから待っています", "ずっと待たされています"]
)
def test_who_waits_for_staff_is_not_late(said):
    talk = on_the_day("14:05")
    assert "遅れることは" not in heard(talk, said)
    assert [one.action for one in talk.effects if isinstance(one, NoteTry)] == ["trouble"]


def test_who_asks_to_be_waited_for_is():
    talk = on_the_day("14:05").says("15分待ってください")
    assert [one.action for one in talk.effects if isinstance(one, NoteTry)] == ["late"]


@pytest.mark.parametrize(
    "said", ["今から行けますか", "10分後に入ってもいいですか", "もう14時5分ですけど間に合いますか"]
)
def test_who_asks_whether_it_is_too_late_reads_until_when(said):
    assert "14:30まで" in heard(on_the_day("14:05"), said)


@pytest.mark.parametrize(
    "said", ["昨日電話で変更したはずなんですが", "変更したつもりだったんですけど", "キャンセルしたはずですが"]
)
def test_who_believes_that_it_was_changed_reads_when_it_is(said):
    talk = on_the_day("09:00")
    told = heard(talk, said)
    assert "14:00からです" in told
    assert "電話番号を入力" not in told
    assert talk.effects == []


def test_who_does_not_mean_to_change_it_is_told_nothing_of_the_kind():
    assert "お調べします" not in heard(Talk(booking=CONFIRMED), "変更するつもりはありません")


@pytest.mark.parametrize(
    "said", ["相談内容を面接練習に変えたい", "相談内容を書類に変えてほしい", "手話通訳に変えたいです"]
)
def test_another_topic_or_help_is_no_other_day(said):
    talk = Talk(booking=CONFIRMED).says(said)
    assert talk.conversation.flow == "correct"


def test_another_day_is_one():
    assert Talk(booking=CONFIRMED).says("日時を変えたいです").conversation.flow == "change"


@pytest.mark.parametrize("said", ["やっぱりいいです", "やっぱりやめます", "もういいです"])
def test_a_message_that_is_given_up_is_no_message(said):
    talk = Talk(booking=CONFIRMED).says("伝言", said)
    assert not talk.conversation.draft
    assert talk.effects == []


@pytest.mark.parametrize("said", ["送って", "送信してください", "これで送って", "はい"])
def test_a_message_is_sent_by_its_word_and_not_with_it(said):
    talk = Talk(booking=CONFIRMED).says("伝言", "資料を見せながら話したいです", said)
    assert [one.message.text for one in talk.effects if isinstance(one, LeaveMessage)] == [
        "資料を見せながら話したいです"
    ]


def test_a_yes_is_no_message():
    talk = Talk(booking=CONFIRMED).says("伝言", "はい")
    assert talk.conversation.draft
    assert not talk.conversation.draft.text


@pytest.mark.parametrize(
    "said",
    [
        "担当の方に伝えてほしいのですが、耳が遠いので大きな声でお願いします",
        "職員さんに伝言をお願いします、資料はメールで送りました",
    ],
)
def test_a_message_told_with_the_wish_to_leave_one_is_shown(said):
    talk = Talk(booking=REQUESTED).says(said)
    assert talk.conversation.draft
    assert talk.conversation.draft.text == said
    assert [one.message.text for one in talk.says("はい").effects if isinstance(one, LeaveMessage)] == [said]


def test_the_mere_wish_is_none():
    talk = Talk(booking=REQUESTED).says("職員の方に伝言をお願いしたいのですが")
    assert talk.conversation.draft
    assert not talk.conversation.draft.text


@pytest.mark.parametrize(
    "said", ["やっぱり消さないで", "いいえ", "消すのをやめます", "やっぱりいいです", "残しておいてください"]
)
def test_who_does_not_want_it_erased_keeps_it(said):
    talk = Talk(booking=CONFIRMED).says("消去", said)
    assert not talk.conversation.flow
    assert not talk.says("はい").effects


def test_the_button_erases_and_a_vague_word_does_not():
    assert not Talk(booking=CONFIRMED).says("消去", "はい").effects
    assert any(isinstance(one, Erase) for one in Talk(booking=CONFIRMED).says("消去").taps("消去する").effects)


@pytest.mark.parametrize("said", ["電話は8時半からですよね", "窓口は17時までですよね", "そちらは8時半からでしたっけ"])
def test_the_hours_of_the_office_are_not_those_of_the_booking(said):
    told = heard(Talk(booking=CONFIRMED), said)
    assert "8:30" in told
    assert "いいえ" not in told


def test_another_hour_of_the_booking_is_put_right():
    assert "いいえ" in heard(Talk(booking=CONFIRMED), "16時からですよね")


@pytest.mark.parametrize(
    "said", ["夫に殴られています", "暴力から逃げています", "彼氏に暴力をふるわれています", "DVから逃げてきました"]
)
@pytest.mark.parametrize("place", [None, "name", "support"])
def test_who_tells_of_violence_reads_whom_to_call(said, place):
    talk = at(place) if place else Talk()
    told = heard(talk, said)
    assert "110" in told
    assert "#8008" in told
    assert "name" not in talk.conversation.answers or place != "name"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("住所は聞かれますか", "住所をうかがうことはありません"),
        ("避難中で住所がないんですけど使えますか", "住所をうかがうことはありません"),
        ("夫から問い合わせがあったら教えてしまいますか", "お知らせすることはありません"),
        ("家族が電話してきても言わないでください", "お知らせすることはありません"),
        ("住所はどこですか", "岸の浦"),
        ("面接が怖いです", ""),
    ],
)
def test_who_is_afraid_of_being_found_is_answered_that(said, told):
    answer = heard(Talk(), said)
    assert told in answer
    assert "#8008" not in answer
    assert ("岸の浦" in answer) == (told == "岸の浦")


@pytest.mark.parametrize("said", ["相違ございません", "いずれにも当てはまるものと存じます", "相違ないです"])
def test_polite_words_agree_to_the_conditions(said):
    assert at("eligible").says(said).conversation.answers["eligible"].value == "all"


@pytest.mark.parametrize("said", ["それでええわ", "完璧です", "いいと思います", "予約確定で", "👌", "👍🏻"])
def test_plain_words_of_consent_apply(said):
    assert any(isinstance(one, Book) for one in at("review").says(said).effects)


@pytest.mark.parametrize("said", ["完璧ですか", "いいと思いますか", "完璧ではないです", "それでええかな"])
def test_what_asks_or_denies_does_not(said):
    assert not at("review").says(said).effects


def test_a_no_at_the_last_card_is_asked_what_is_wrong():
    talk = at("review")
    assert "どこを直しますか" in heard(talk, "いいえ")
    assert not talk.says("はい").effects


@pytest.mark.parametrize("said", ["友達がキャンセルしたいそうです", "間違えてキャンセルを押しそうになりました"])
def test_what_others_wish_or_nearly_happened_begins_nothing(said):
    talk = Talk(booking=CONFIRMED).says(said)
    assert not talk.conversation.flow
    assert not any(isinstance(one, Cancel) for one in talk.effects)


def test_where_to_call_to_cancel_is_told():
    assert "093-622-6690" in heard(Talk(booking=CONFIRMED), "キャンセルの電話はどこにすればいいですか")


@pytest.mark.parametrize(
    ("clock", "texts"),
    [
        ("09:00", ("父が倒れて病院にいます", "また落ち着いたら予約します")),
        ("14:40", ("終わりました。ありがとうございました", "次の予約をしたいです")),
        ("18:00", ("もう一度予約できますか",)),
    ],
)
def test_who_wishes_for_the_next_one_is_not_told_to_wait_for_this_one(clock, texts):
    told = heard(on_the_day(clock), *texts)
    assert "そのままお待ちください" not in told
    assert "職員が閉じたあと" in told


@pytest.mark.parametrize("said", ["確認", "もう確定しましたよね", "17時15分過ぎましたよ"])
def test_an_answer_that_is_overdue_is_not_promised_any_more(said):
    told = heard(Talk(booking=REQUESTED, now=tokyo("2026-12-02 17:30")), said)
    assert "17:15までに" not in told
    assert "お返事が遅れていて" in told


def test_before_that_it_is():
    assert "17:15までに" in heard(Talk(booking=REQUESTED, now=tokyo("2026-12-02 16:30")), "確認")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("カラオケボックスなら", "まわりに人のいる場所"),
        ("車の中は", "まわりに人のいる場所"),
        ("電話してみます", "こちらこそ"),
        ("今日の相談どうしたらいいですか", "来られなくなったとき"),
        ("電話する元気がないです", "伝言"),
        ("今日の2時を忘れてて病院の予約を入れちゃいました", "来られないことは、職員にも"),
    ],
)
def test_what_is_said_on_the_day_is_answered(said, told):
    assert told in heard(on_the_day("09:00"), said)
