"""Despair reaches staff and is answered with care, also at night; nerves keep nobody away; "perhaps" is asked."""

from dataclasses import replace

import pytest

from bot.booking.day_notes import DESPAIR, with_day_note
from bot.booking.model import State
from bot.booking.office import HelpLine
from bot.booking.staff.corrections import Tried
from bot.dialogue.incoming import Sort
from bot.dialogue.turn import NoteTry
from tests.dialogue.talks import at, last, value
from tests.make import OFFICE, ROOM, booking, office, tokyo
from tests.talk import Talk

MORNING, BEGUN, NIGHT = "2026-12-03 09:00", "2026-12-03 14:05", "2026-12-01 22:00"
CONFIRMED = booking(state=State.CONFIRMED, room=ROOM)


def on(moment: str, *texts: str, **changes: object) -> Talk:
    return Talk(now=tokyo(moment), booking=replace(CONFIRMED, **changes)).says(*texts)


def noted(talk: Talk) -> list[tuple[str, str, str]]:
    return [(one.action, one.note.detail, one.note.text) for one in talk.effects if isinstance(one, NoteTry)]


@pytest.mark.parametrize("moment", [MORNING, BEGUN])
@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("今日は行けません。布団から出られない。消えたい", "absent"),
        ("もう無理、行けません。死にたい", "absent"),
        ("もうあかん、死にたいわ。よう行かん", "absent"),
        ("きょう いけない。 しにたい", "absent"),
        ("15分遅れます。もう生きるのがつらい", "late"),
        ("死にたい", DESPAIR),
        ("生きてる意味がわからない", DESPAIR),
    ],
)
def test_on_the_day_despair_and_what_is_told_with_it_is_noted_with_its_words(moment, text, about):
    talk = on(moment, text)
    assert noted(talk) == [(about, DESPAIR, text)]
    assert talk.said[0].key == "lobby.despair_open"
    assert "職員にも伝わります" in talk.bot[-1]
    assert ("来られないこと" in talk.bot[-1]) == (about == "absent")
    assert "予約する" not in talk.buttons()


def test_an_absence_in_despair_is_marked_as_both():
    [effect] = on(MORNING, "今日は行けません。消えたい").effects
    marks = with_day_note(CONFIRMED, effect.note).marks
    assert {Tried.ABSENT.value, Tried.DESPAIR.value} <= set(marks)


def test_no_open_question_comes_right_behind_the_answer_to_despair():
    talk = on("2026-12-02 23:50", "消去")
    talk.now = tokyo(MORNING)
    talk.says("もう死にたいです")
    assert [say.key for say in talk.said] == ["lobby.despair_open", "lobby.despair_noted"]


@pytest.mark.parametrize("question", ["eligible", "consent", "name", "number", "purpose", "day", "time", "review"])
def test_an_open_question_waits_until_the_seeker_goes_on(question):
    talk = at(question, Talk(now=tokyo("2026-11-25 09:00")))
    asked = talk.said[-1].key
    talk.says("死にたい")
    assert [say.key for say in talk.said] == ["lobby.despair_open", "lobby.despair_rests"]
    assert "無断欠席" not in last(talk, 2)
    assert set(talk.buttons()) == {"093-622-6690 にかける", "職員に伝言を残す", "続きから"}
    assert [say.key for say in talk.says("ありがとう").said] == ["lobby.despair_after", "lobby.despair_rests"]
    assert talk.taps("続きから").said[-1].key == asked


@pytest.mark.parametrize(
    ("question", "answer", "taken"),
    [
        ("consent", "同意する", "agree"),
        ("consent", "1", "agree"),
        ("name", "山田 太郎", "山田 太郎"),
        ("purpose", "1", ""),
    ],
)
def test_the_next_answer_of_the_form_is_taken_as_before(question, answer, taken):
    talk = at(question).says("死にたい", answer)
    assert value(talk, question).startswith(taken)
    assert value(talk, question)


@pytest.mark.parametrize("said", ["電話", "電話したい"])
@pytest.mark.parametrize("question", ["", "consent", "name"])
def test_who_wants_to_call_reads_every_number_while_the_office_is_closed(question, said):
    line = HelpLine("いのちの電話", "0120-000-000")
    for office_now in (OFFICE, office(help_line=line)):
        talk = Talk(now=tokyo("2026-11-25 22:00"), office=office_now)
        talk = (at(question, talk) if question else talk).says("死にたい", said)
        told = "".join(talk.bot[-len(talk.said) :])
        assert "093-622-6690" in told
        assert "119か110" in told
        assert "11月26日（木）8:30" in told
        assert ("0120-000-000" in told) == (office_now is not OFFICE)
        assert "無断欠席" not in told


def test_a_sticker_after_it_brings_no_question_back():
    talk = at("consent").says("死にたい").sends(Sort.STICKER)
    assert [say.key for say in talk.said] == ["lobby.despair_after", "lobby.despair_rests"]


def test_a_message_for_staff_after_it_brings_no_question_back_either():
    talk = at("consent").says("死にたい").taps("職員に伝言を残す").says("つらいです").taps("職員に送る")
    assert [say.key for say in talk.said] == ["staff_message.sent", "lobby.despair_rests"]
    assert value(talk.taps("続きから", "同意する"), "consent") == "agree"


def test_in_opening_hours_the_number_of_the_office_does():
    assert "093-622-6690" in at("name").says("死にたい", "電話").bot[-2]


def test_at_night_what_can_be_reached_is_named_and_nothing_twice():
    talk = on(NIGHT, "死にたい")
    [said] = talk.bot
    assert "119か110" in said
    assert "12月2日（水）8:30" in said
    assert said.count(OFFICE.telephone) == 1
    assert "職員に伝言を残す" in talk.buttons()


def test_with_a_help_line_it_is_named_at_night_too():
    talk = Talk(now=tokyo(NIGHT), office=office(help_line=HelpLine("いのちの電話", "0120-000-000"))).says("死にたい")
    assert "0120-000-000" in talk.bot[-1]


@pytest.mark.parametrize("moment", [NIGHT, MORNING])
@pytest.mark.parametrize("word", ["はい", "ごめんなさい", "電話も怖い", "ありがとう", "…うん", "ぴよぴよ"])
def test_short_words_after_despair_are_answered_gently(moment, word):
    talk = on(moment, "死にたい", word)
    assert talk.said[-1].key == "lobby.despair_after"
    assert "読み取れません" not in talk.bot[-1]


def test_a_plain_wish_after_despair_is_heard_and_an_hour_later_all_is_as_usual():
    assert on(NIGHT, "死にたい", "キャンセルしたい").conversation.flow == "cancel"
    later = on(NIGHT, "死にたい").waits(hours=2).says("ありがとう")
    assert later.said[-1].key == "lobby.thanks"


def test_what_is_wanted_of_the_booking_beside_despair_waits_and_is_said_to():
    talk = on(NIGHT, "死にたい、キャンセルしてください")
    assert [say.key for say in talk.said] == ["lobby.despair_closed", "lobby.despair_booking"]
    assert "予約を取り消す" in talk.buttons()


@pytest.mark.parametrize("moment", [MORNING, BEGUN])
@pytest.mark.parametrize(
    "text",
    [
        "緊張して朝から吐きそう。何話せばいいかもわからんし",
        "緊張でお腹が痛いです",
        "緊張しすぎて頭痛い",
        "うまく話せるか心配で吐き気がします",
        "不安で押しつぶされそうです",
        "きんちょうして おなかいたい",
        "怖くて参加する勇気が出ません",
        "めっちゃ緊張する、しゃべれるやろか",
    ],
)
def test_nerves_are_no_absence_and_who_has_them_is_asked_whether_he_comes(moment, text):
    talk = on(moment, text)
    assert noted(talk) == []
    assert "大丈夫です" in talk.bot[-1]
    assert list(talk.buttons()) == ["今日は行きます", "今日は行けません", "遅れます", "窓口に電話"]


@pytest.mark.parametrize("moment", [MORNING, BEGUN])
@pytest.mark.parametrize(
    "text",
    [
        "今日は難しいかもしれません",
        "パニック発作が出て今日は難しいかもしれません",
        "もしかしたら行けないかもです",
        "ちょっと厳しいかも",
        "熱っぽくて出れるかわかりません",
        "体調次第で休むかもしれません",
        "薬飲んで落ち着いたらいけるかも",
    ],
)
def test_who_may_not_come_is_noted_so_and_asked(moment, text):
    talk = on(moment, text)
    assert noted(talk) == [("absent", "maybe", text)]
    assert "かもしれない" in talk.bot[-1]
    assert list(talk.buttons()) == ["今日は行きます", "今日は行けません", "遅れます", "窓口に電話"]


def test_each_answer_to_whether_somebody_comes_is_heard():
    talk = on(MORNING, "今日は難しいかもしれません")
    held = replace(CONFIRMED, day_notes=(talk.effects[0].note,))
    for label, about in (("今日は行きます", "back"), ("今日は行けません", "absent"), ("遅れます", "late")):
        after = on(MORNING, "今日は難しいかもしれません")
        after.booking = held
        assert [one for one, _, _ in noted(after.taps(label))][-1] == about


@pytest.mark.parametrize(
    "text", ["パニック発作で今日は休みます", "熱が出て今日は無理です", "緊張で眠れず、今日は休みます"]
)
def test_a_plain_absence_stays_one(text):
    assert noted(on(MORNING, text)) == [("absent", "", text)]


@pytest.mark.parametrize(("word", "about"), [("はい", []), ("うん、行きます", []), ("いいえ", ["absent"])])
def test_a_yes_or_no_to_whether_somebody_comes_is_taken_for_it(word, about):
    talk = on(MORNING, "緊張します", word)
    assert [one for one, _, _ in noted(talk)] == about
    assert ("お待ちしています" in talk.bot[-1]) == (not about)


def test_a_yes_to_nothing_says_nothing_of_coming():
    assert "お待ちしています" not in on(MORNING, "はい").bot[-1]


@pytest.mark.parametrize("text", ["つらいです", "もう疲れました", "誰にも相談できない"])
def test_words_of_weariness_on_the_day_reach_staff(text):
    assert noted(on(MORNING, text)) == [(DESPAIR, DESPAIR, text)]


@pytest.mark.parametrize("text", ["通信料が心配です", "音が出るか心配です"])
def test_a_care_for_something_else_is_not_asked_whether_he_comes(text):
    assert on(MORNING, text).said[-1].key != "lobby.nervous"


# --- what can't be looked at ---


def test_a_picture_sent_once_it_has_begun_is_noted_and_gets_help():
    talk = on(BEGUN).sends(Sort.MEDIA)
    assert noted(talk) == [("trouble", "picture", "")]
    assert ROOM.meeting_id in talk.bot[0]
    assert {"Zoomを開く", "Zoomに入れません", "音が出ません"} <= set(talk.buttons())
    assert "予約する" not in talk.buttons()


def test_a_picture_sent_before_the_start_gets_help_and_claims_nothing():
    talk = on(MORNING).sends(Sort.MEDIA)
    assert talk.effects == []
    assert "Zoomに入れません" in talk.buttons()
    assert "職員にも伝わります" not in talk.bot[-1]


@pytest.mark.parametrize("sort", [Sort.STICKER, Sort.MEDIA])
def test_who_has_a_booking_is_never_offered_to_book(sort):
    assert "予約する" not in on(NIGHT).sends(sort).buttons()
