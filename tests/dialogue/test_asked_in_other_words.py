"""Questions and wishes in kana, in mixed kana and in dialect, which had no answer or one of something else."""

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at
from tests.make import ROOM, booking
from tests.talk import Talk

CONFIRMED = booking(state=State.CONFIRMED, room=ROOM)
WHERE_IT_STANDS = (
    "ばんごうの かみ どれですか。わたし しらない",
    "番号はどの紙に書いてありますか、わかりません",
    "どこに書いてあるの？知らないんですけど",
    "求職番号ってどれ？わからん",
    "どのカードですか？わかりません",
    "番号ってどれのことやろ。知らんわ",
    "番号どこにあるとですか、わからんとです",
)
UNKNOWN = ("わからないです", "番号しらない", "わからん、いいですか？", "番号が見つからないのですがなくてもいいですか")
OUTSIDE = (
    "しごと終わってからだと六時半になるけどいい？",
    "六時半になるけどいい？",
    "6時半でもいいですか",
    "夕方の六時半になるけどいい？",
    "夜の7時からできますか",
)
HOW_LONG = (
    "確定するまで何日ぐらい待てばよいでしょうか",
    "いつまで待てばいいですか",
    "返事はどのくらい待てばよいですか",
    "どれぐらい待つんですか",
    "あと何日待ったらええの",
    "なんにち まちますか",
    "何日待てばいいんですか",
    "確定まであと何日？",
)
WHICH_DAY = (
    "わたしの よやく なんようび ですか",
    "予約は何曜日でしたか",
    "なんようびですか",
    "よやく なんにち？",
    "曜日忘れた",
    "相談の日は何曜日ですか",
)
HOW_TO_JOIN = (
    "入りかたがさっぱりわがんね",
    "はいりかたがわかりません",
    "どっから入るんかさっぱりわからん",
    "へやの はいりかた わかりません",
    "入り方がわからない",
)
MOVED = (
    ("1時間くり上げることはできますか", "2026-12-03T13:00:00+09:00"),
    ("1時間繰り上げてください", "2026-12-03T13:00:00+09:00"),
    ("30分くりさげられますか", "2026-12-03T14:30:00+09:00"),
    ("一日くり下げることは可能ですか", "2026-12-04T14:00:00+09:00"),
)
ANOTHER_TELEPHONE = (
    "けーたい変わったよ 〇九〇の八八八八の一二三四",
    "ケータイの番号変わりました",
    "けいたい かわりました",
)
ANOTHER_NAME = ("名前たなかじゃなくて なかたでした", "名前、田中じゃなくて中田です")
CLOSED = ("祝じつも空いてまスか", "しゅくじつも やってますか", "祝日も空いていますか")
INSTEAD = (("やっぱり3時で", "2026-12-03T15:00:00+09:00"), ("やっぱ15時で", "2026-12-03T15:00:00+09:00"))


@pytest.mark.parametrize("text", WHERE_IT_STANDS)
def test_who_asks_where_the_number_stands_is_told(text):
    talk = at("number").says(text)
    assert "number" not in talk.conversation.answers
    assert any("受付票（カード）に、5桁" in said for said in talk.bot[-2:])


@pytest.mark.parametrize("text", UNKNOWN)
def test_who_does_not_know_the_number_goes_on(text):
    assert at("number").says(text).conversation.answers["number"].value == ""


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_time_outside_the_hours_is_said_to_be_so(text):
    assert any("10:00から15:00まで" in said for said in at("day").says(text).bot)


@pytest.mark.parametrize("text", HOW_LONG)
def test_who_asks_how_long_it_takes_is_told_how_the_application_stands(text):
    talk = Talk(booking=booking()).says(text)
    assert "12月3日（木）14:00" in talk.bot[-1]
    assert "職員が確かめて" in talk.bot[-1]


@pytest.mark.parametrize("text", WHICH_DAY)
def test_who_asks_for_the_day_of_the_booking_is_shown_it(text):
    assert any("12月3日（木）" in said for said in Talk(booking=CONFIRMED).says(text).bot)


@pytest.mark.parametrize("text", HOW_TO_JOIN)
def test_who_does_not_know_how_to_enter_is_shown_how(text):
    assert any("Zoomを用意する" in said for said in Talk(booking=CONFIRMED).says(text).bot)


@pytest.mark.parametrize(("text", "time"), MOVED)
def test_a_booking_is_moved_by_what_is_told(text, time):
    talk = Talk(booking=CONFIRMED).says(text)
    assert (talk.conversation.flow, talk.conversation.answers["time"].value) == ("change", time)


@pytest.mark.parametrize("text", ANOTHER_TELEPHONE)
def test_another_telephone_is_asked_for(text):
    assert "電話番号を入力してください" in Talk(booking=CONFIRMED).says(text).bot[-1]


@pytest.mark.parametrize("text", ANOTHER_NAME)
def test_a_name_that_is_half_told_is_asked_for_again(text):
    talk = at("review").says(text)
    assert "name" not in talk.conversation.answers
    assert "氏名（お名前）を入力してください" in talk.bot[-1]


@pytest.mark.parametrize("text", ["名前、山田じゃなくて山口です", "名字は山田じゃなくて山口です"])
def test_the_half_of_a_name_that_is_on_the_card_is_put_right_and_said(text):
    talk = at("review").says(text)
    assert talk.conversation.answers["name"].value == "山口 太郎"
    assert any("山口 太郎" in said for said in talk.bot[-2:])


@pytest.mark.parametrize("text", CLOSED)
def test_who_asks_for_holidays_is_told_when_it_is_open(text):
    assert "祝日と年末年始はお休みです" in Talk().says(text).bot[-1]


@pytest.mark.parametrize(("text", "time"), INSTEAD)
def test_another_time_is_taken_at_the_card(text, time):
    assert at("review").says(text).conversation.answers["time"].value == time
