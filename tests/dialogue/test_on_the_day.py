"""Absent, late, in trouble: what is noted, what is said, and what is never taken for it."""

from dataclasses import replace

import pytest

from bot.booking.day_notes import gave_word, with_excuse
from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

MORNING, BEGUN = "2026-12-03 09:00", "2026-12-03 14:05"


def on(moment: str, *texts: str, **changes: object) -> Talk:
    made = booking(**{"state": State.CONFIRMED, "room": ROOM, **changes})
    return Talk(now=tokyo(moment), booking=made).says(*texts)


def noted(talk: Talk) -> list[tuple[str, str, str]]:
    return [(one.action, one.note.detail, one.note.text) for one in talk.effects if isinstance(one, NoteTry)]


@pytest.mark.parametrize(
    ("moment", "text", "about", "detail", "said"),
    [
        (MORNING, "体調不良のため今日はお休みします。よろしくお願いいたします。", "absent", "", "来られない"),
        (MORNING, "今日むりです", "absent", "", "来られない"),
        (MORNING, "急用ができました", "absent", "", "来られない"),
        (MORNING, "腹痛がひどくて…今日はキャンセルさせてもろてええですか", "absent", "", "来られない"),
        (MORNING, "遅れます", "late", "", "遅れること"),
        (BEGUN, "あと5分で入ります💦ごめんなさい！", "late", "5", "5分ほど遅れる"),
        (MORNING, "すみません、15分くらい遅れそうです🙏", "late", "15", "15分ほど遅れる"),
        (BEGUN, "Zoomに入れません。よろしくお願いします", "trouble", "enter", "「参加」を押す"),
        (BEGUN, "音が聞こえない", "trouble", "sound", "オーディオ"),
        (BEGUN, "誰もいません", "trouble", "nobody", "番号を確かめ"),
        (BEGUN, "待機室から動きません", "trouble", "waiting_room", "入室の操作"),
        (BEGUN, "パスコードが違うと出ます", "trouble", "passcode", "半角"),
        (BEGUN, "すみません、寝坊しました", "late", "excuse", "遅れること"),
    ],
)
def test_a_word_of_the_day_is_noted_with_its_words_and_answered_with_what_helps(moment, text, about, detail, said):
    talk = on(moment, text)
    assert noted(talk) == [(about, detail, text)]
    heard = "".join(talk.bot)
    assert said in heard
    assert "職員にも伝わります" in heard
    assert "093-622-6690" in heard
    assert any(action["type"] == "uri" and action["uri"].startswith("tel:") for action in talk.buttons().values())
    if about == "trouble" and detail != "sound":
        assert ROOM.meeting_id in heard
        assert ROOM.passcode in heard


@pytest.mark.parametrize(
    "text",
    [
        "なんとか間に合いました",
        "返信が遅れてすみません。今日よろしくお願いします",
        "10分前なら間に合います",
        "遅れません",
        "遅れたらどうなりますか",
        "休みません",
        "今日休んだらどうなりますか",
        "入れなかったらどうすればいいですか",
        "キャンセルしないでください",
        "昨日は休みました",
        "母が「今日は休みます」と言っていました",
        "ありがとうございます",
    ],
)
def test_what_is_denied_asked_quoted_or_past_notes_nothing(text):
    assert noted(on(MORNING, text)) == []


@pytest.mark.parametrize("text", ["明日は都合がつかず欠席します。よろしくお願いいたします。", "熱が出たので行けません"])
def test_before_the_day_an_absence_opens_cancelling_and_moving(text):
    talk = on("2026-12-02 09:00", text)
    assert talk.effects == []
    assert talk.conversation.flow == "cancel"
    assert any("変" in label for label in talk.buttons())


def test_before_the_day_somebody_late_hears_the_day():
    talk = on("2026-12-02 09:00", "10分遅れるかもしれません")
    assert talk.effects == []
    assert "ご予約は12月3日" in talk.bot[-1]


def test_while_a_question_is_open_an_absence_is_noted_and_the_question_comes_back():
    talk = on("2026-12-02 23:50", "消去")
    asked, talk.now = talk.bot[-1], tokyo(MORNING)
    talk.says("熱が出たので今日は休みます")
    assert [about for about, _, _ in noted(talk)] == ["absent"]
    assert talk.bot[-1] == asked


def test_a_number_that_must_not_be_kept_is_not_noted():
    [(about, _, text)] = noted(on(MORNING, "今日は休みます。マイナンバーは1234 5678 9018です"))
    assert (about, text) == ("absent", "")


def test_after_the_end_a_word_is_noted_and_a_person_answers():
    talk = on("2026-12-03 15:00", "Zoomに入れませんでした、今から入れますか。つながりません")
    assert [about for about, _, _ in noted(talk)] == ["trouble"]
    assert "終わりの時刻を過ぎました" in talk.bot[-1]


class After(Talk):
    """A talk after the consultation, of which the service told."""

    over: State = State.NO_SHOW

    def facts(self):
        return replace(super().facts(), recent=booking(state=self.over))


@pytest.mark.parametrize(
    "text", ["確認", "キャンセル", "遅れます", "すみません、忘れていました", "寝坊して行けませんでした"]
)
@pytest.mark.parametrize(
    ("over", "said"), [(State.NO_SHOW, "お会いできませんでした"), (State.EXCUSED, "無断欠席ではありません")]
)
def test_after_a_no_show_a_human_answer_and_the_telephone(text, over, said):
    talk = After(now=tokyo("2026-12-04 09:00"))
    talk.over = over
    talk.says(text)
    assert said in talk.bot[-1]
    assert "093-622-6690" in talk.bot[-1]
    assert "予約はありません" not in talk.bot[-1]
    assert "ご連絡のないまま" not in talk.bot[-1]


@pytest.mark.parametrize("text", ["すみません、寝坊してしまいました", "熱が出て連絡できませんでした"])
def test_after_a_no_show_an_excuse_is_noted_and_proves_nothing(text):
    talk = After(now=tokyo("2026-12-04 09:00")).says(text)
    assert noted(talk) == [("excuse", "", text)]
    assert "職員にも伝わります" in talk.bot[-1]
    assert not gave_word(with_excuse(booking(state=State.NO_SHOW), talk.effects[0].note))


@pytest.mark.parametrize("text", ["寝坊したらどうなりますか", "遅れていません", "確認", "友達が遅れたと言っていました"])
def test_after_a_no_show_what_is_no_excuse_is_not_noted(text):
    assert noted(After(now=tokyo("2026-12-04 09:00")).says(text)) == []


def test_after_a_no_show_one_can_book_again():
    talk = After(now=tokyo("2026-12-04 09:00")).says("予約")
    assert "当てはま" in "".join(talk.bot)


# --- no dead ends ---


def labels(talk: Talk) -> list[str]:
    return list(talk.buttons())


@pytest.mark.parametrize("moment", [MORNING, BEGUN])
@pytest.mark.parametrize("text", ["遅れます", "15分遅れます", "困っています", "Zoomに入れません", "参加方法"])
def test_who_has_a_room_is_one_tap_from_zoom_whatever_he_writes(moment, text):
    talk = on(moment, text)
    assert talk.buttons()["Zoomを開く"]["uri"] == ROOM.join_url
    assert any(one.startswith("093-622-6690") for one in labels(talk))


def test_who_is_in_trouble_can_say_which_by_a_tap():
    talk = on(BEGUN, "困っています")
    for label, detail in (("Zoomに入れません", "enter"), ("音が出ません", "sound")):
        after = on(BEGUN, "困っています").taps(label)
        assert noted(after)[-1][:2] == ("trouble", detail)
        assert label in labels(talk)


@pytest.mark.parametrize("text", ["困っています", "Zoomに入れません", "だれもいません"])
def test_without_a_room_nobody_is_told_to_enter_numbers_that_he_does_not_have(text):
    talk = on(BEGUN, text, room=None)
    assert talk.said[-1].key == "lobby.trouble.no_room"
    assert "入れ直す" not in talk.bot[-1]
    assert "093-622-6690" in talk.bot[-1]


def test_on_the_day_itself_nobody_is_told_to_call_when_the_day_before_has_come():
    talk = on(MORNING, "確認", room=None)
    assert "前日になっても" not in talk.bot[-1]
    assert "10分前" in talk.bot[-1]
    assert {"遅れます", "困っています"} <= set(labels(talk))


@pytest.mark.parametrize("room", [ROOM, None], ids=["room", "no room"])
@pytest.mark.parametrize("moment", [MORNING, "2026-12-03 13:50", BEGUN])
def test_every_button_of_the_day_leads_to_something_with_a_way_on(moment, room):
    first = on(moment, "確認", room=room)
    for label, action in first.buttons().items():
        if action["type"] == "message":
            after = on(moment, "確認", room=room).taps(label)
            assert after.said[-1].key not in ("lobby.not_understood", "lobby.on_the_day")
            assert after.buttons(), label
            for inner, then in after.buttons().items():
                if then["type"] == "message":
                    assert on(moment, "確認", room=room).taps(label, inner).buttons(), (label, inner)


# --- 「変更・取り消し」 ---


@pytest.mark.parametrize(
    ("moment", "key", "left"),
    [
        ("2026-12-02 17:14", "lobby.change_or_cancel", {"日時を変更する", "予約を取り消す"}),
        ("2026-12-02 17:15", "lobby.only_cancel", {"予約を取り消す"}),
        ("2026-12-03 00:00", "lobby.neither", set()),
    ],
)
def test_moving_and_cancelling_are_offered_together_each_as_long_as_it_can_be_done(moment, key, left):
    talk = on(moment, "変更・取り消し")
    assert talk.said[-1].key == key
    assert set(labels(talk)) - {"予約を確認する", "093-622-6690 にかける"} == left
    assert talk.effects == []
    for label in left:
        assert on(moment, "変更・取り消し").taps(label).conversation.flow in ("change", "cancel")


def test_who_has_no_booking_is_told_so_and_how_to_make_one():
    talk = Talk().says("変更・取り消し")
    assert talk.said[-1].key == "lobby.no_booking"
    assert "予約する" in talk.buttons()


def test_once_it_has_begun_what_is_not_understood_is_told_to_staff_too():
    talk = on(BEGUN, "ぬるぽ")
    assert noted(talk) == [("trouble", "unread", "ぬるぽ")]
    assert ROOM.passcode in "".join(talk.bot)
    assert "いただいた言葉は、職員にも伝わります" in "".join(talk.bot)
    assert noted(on("2026-12-03 15:00", "ぬるぽ")) == [("trouble", "unread", "ぬるぽ")]


def test_before_it_begins_it_is_asked_about_first():
    talk = on(MORNING, "ぬるぽ")
    assert noted(talk) == []
    assert "今日は行けません" in talk.buttons()
