"""A wish to move is never turned into cancelling; a time that is ruled out is never taken; a correction moves."""

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Cancel, Move
from tests.make import ROOM, booking
from tests.talk import Talk


def with_booking(*texts: str, state: State = State.CONFIRMED) -> Talk:
    room = ROOM if state is State.CONFIRMED else None
    return Talk(booking=booking(state=state, room=room)).says(*texts)


def at_the_cancelling(*texts: str) -> Talk:
    return with_booking("キャンセルしたい", "都合が悪くなった", *texts)


def on_the_card(*texts: str) -> Talk:
    return with_booking("変更", "12月10日の10時", *texts)


@pytest.mark.parametrize(
    "text",
    [
        "すいません妹が急に入院して3日はちょっと…日にちずらしてもろてええですか",
        "3日むりになったけん日にち変えてもらえんやろか",
        "熱が出たので別の日にお願いします",
        "都合が悪くなりました。来週に延ばせますか",
        "3日行けなくなったんで、次の週とかでもいいですか",
        "シフト入ったから別日がええねん",
        "3か いけない。 ちがうひ いい？",
        "キャンセルじゃなくて日にちを変えたいです",
    ],
)
def test_who_can_not_come_and_wishes_for_another_day_begins_to_move(text):
    assert with_booking(text).conversation.flow == "change"


@pytest.mark.parametrize("begun", [("キャンセルしたい",), ("キャンセルしたい", "都合が悪くなった")])
@pytest.mark.parametrize(
    "text",
    [
        "けす？ わたし けしたくない。 ひ かえる だけ",
        "消さないで、日にちだけ変えたい",
        "変更にする",
        "やっぱり変更で",
        "取り消しじゃなくて変更したい",
        "違う日にしたい",
        "来週の火曜にできますか",
        "日にちを変えるだけでいいんですが",
    ],
)
def test_while_cancelling_a_wish_to_move_begins_to_move(begun, text):
    assert with_booking(*begun, text).conversation.flow == "change"


def test_a_wish_for_some_other_day_does_not_hide_the_one_that_is_named():
    talk = with_booking("別の日がいいんですが10日の午後空いてますか")
    assert "合わない" not in "".join(talk.bot)
    assert any("12月10日" in label for label in talk.buttons())


@pytest.mark.parametrize("text", ["12月9日11時", "やっぱり12月9日の11時に変えてください"])
def test_a_time_named_while_cancelling_is_kept_for_the_move(text):
    talk = at_the_cancelling(text)
    assert "12月9日（水）11:00" in "".join(talk.bot)
    assert "変更する" in talk.buttons()


def test_a_yes_behind_a_wish_to_move_cancels_nothing():
    talk = with_booking("たぶん3日無理そうです", "次の週の同じ時間にできますか")
    assert "12月10日（木）14:00" in "".join(talk.bot)
    talk.says("お願いします", "お願いします")
    assert not any(isinstance(one, Cancel) for one in talk.effects)


@pytest.mark.parametrize("text", ["取り消す", "変更じゃなくて取り消します", "変更しない、取り消す"])
def test_who_cancels_all_the_same_still_cancels_or_keeps(text):
    assert at_the_cancelling(text).conversation.flow != "change"


@pytest.mark.parametrize("state", [State.CONFIRMED, State.REQUESTED])
@pytest.mark.parametrize(
    "text",
    [
        "わたし まちがえた。 2じ じゃない 3じ。",
        "14時じゃなくて15時でお願いします",
        "2時やなくて3時やった",
        "時間間違えました、15時です",
        "3時にしたかった",
        "15時に変更",
    ],
)
def test_another_time_alone_is_one_on_the_same_day_and_is_asked(state, text):
    talk = with_booking(text, state=state)
    assert "12月3日（木）15:00" in "".join(talk.bot)
    assert "変更する" in talk.buttons()
    assert talk.effects == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("次の週の同じ時間にできますか", "12月10日（木）14:00"),
        ("来週の同じ時間に変えたい", "12月10日（木）14:00"),
        ("翌週の同じ曜日同じ時間でお願いします", "12月10日（木）14:00"),
    ],
)
def test_the_same_time_in_the_next_week_is_read(text, said):
    assert said in "".join(with_booking(text).bot)


@pytest.mark.parametrize("text", ["14時ですよね？", "3時に電話ください", "15時は空いてますか？"])
def test_what_asks_or_tells_something_else_of_a_time_moves_nothing(text):
    assert "変更する" not in with_booking(text).buttons()


@pytest.mark.parametrize(
    "text",
    [
        "10日の10時って木曜ですよね、木曜はバイトがあるんです",
        "木曜はバイト",
        "10日だけは絶対無理です",
        "やっぱり10日は都合悪い",
        "木曜は絶対あかん",
    ],
)
def test_a_time_that_is_ruled_out_on_the_card_is_never_taken(text):
    talk = on_the_card(text)
    assert not any(isinstance(one, Move) for one in talk.effects)
    assert "12月10日（木）" not in talk.buttons()
    assert "変更する" not in talk.buttons()


def test_a_time_ruled_out_beside_another_gives_the_other():
    assert "12月10日（木）11:00" in "".join(on_the_card("10じ だめ。 11じ いい").bot)


@pytest.mark.parametrize("text", ["あ、待って", "やっぱり待って"])
def test_who_says_wait_at_the_last_card_keeps_the_booking(text):
    for talk in (at_the_cancelling(text), on_the_card(text)):
        assert talk.effects == []
        assert talk.conversation.flow == ""


def test_who_wants_time_to_think_reads_that_nothing_was_changed():
    talk = on_the_card("変更するか迷ってるので少し時間ください")
    assert "まだ何も変えていません" in "".join(talk.bot)
    assert talk.conversation.flow == "change"


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        (("キャンセルしたい", "理由って書かないとだめなんですか"), "reason_needed"),
        (("キャンセルしたい", "都合が悪くなった", "取り消すって押したら職員さんに怒られませんか"), "blame"),
        (("キャンセルしたい", "都合が悪くなった", "取り消したあとまた予約できますか？"), "after_cancelling"),
        (("変更", "12月10日の10時", "元の日は消えますか"), "until_moved"),
        (("仕事もないしお金もない。明日食べるものもない",), "hardship"),
        (("お金がなくて今日の食事もできません",), "hardship"),
        (("所持金が300円しかありません",), "hardship"),
        (("家賃払えないし電気止められそう",), "hardship"),
        (("もう疲れました",), "weary"),
        (("うまく話せなかったらどうしよう",), "nerves"),
        (("誰にも相談できない",), "weary"),
        (("途中で切れたらどうなりますか",), "cut_off"),
        (("前日になったら何か来ますか",), "reminder"),
    ],
)
def test_what_is_asked_or_told_is_answered_with_care(texts, key):
    assert f"answers.{key}.text" in [say.key for say in with_booking(*texts).said]


@pytest.mark.parametrize("text", ["お金はかかりますか", "お金がないと相談できませんか", "無料ですか"])
def test_a_question_for_the_price_still_gets_the_price(text):
    assert "answers.cost.text" in [say.key for say in Talk().says(text).said]


@pytest.mark.parametrize(
    "text", ["返事遅すぎでしょ", "いつまで待たせるんですか", "対応遅くないですか", "はよ返事せえや", "返事おっそ"]
)
def test_a_complaint_of_waiting_is_no_thanks_and_names_the_day_and_a_person(text):
    talk = with_booking(text, state=State.REQUESTED)
    [say] = talk.said
    assert (say.key, say.before.key) == ("lobby.when_decided", "lobby.waited")
    assert {"職員に伝言を残す", "窓口に電話"} <= set(talk.buttons())


def test_who_says_sorry_for_a_late_answer_is_thanked():
    assert "申し訳" not in with_booking("返信が遅れてすみません").bot[-1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("メールアドレス間違えたかもしれないです。確認できますか", "t…@example.com"),
        ("登録した電話番号見せてもらえますか", "…5678"),
        ("私の名前あってますか", "山＊＊"),
    ],
)
def test_who_wants_to_look_at_his_data_is_shown_what_is_held(text, shown):
    talk = with_booking(text, state=State.REQUESTED)
    assert shown in talk.bot[-1]
    assert talk.conversation.flow == ""
    assert "連絡先などを直す" in talk.buttons()
