"""Once a consultation has begun, and after it: trouble in it reaches staff, also asked; thanks are no trouble."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
MORNING, BEGUN, MIDST, OVER = ("2026-12-03 09:00", "2026-12-03 14:05", "2026-12-03 14:18", "2026-12-03 15:10")


def said(moment: str, text: str) -> Talk:
    return Talk(booking=CONFIRMED, now=tokyo(moment)).says(text)


def noted(talk: Talk) -> list[tuple[str, str]]:
    return [(one.action, one.note.detail) for one in talk.effects if isinstance(one, NoteTry) and one.note]


@pytest.mark.parametrize("moment", [BEGUN, MIDST])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("声聞こえてますか", "sound"),
        ("ｺｴｷｺｴﾃﾏｽｶ?", "sound"),
        ("もしもし", "sound"),
        ("もしもーし、聞こえる？", "sound"),
        ("声が二重に聞こえる", "sound"),
        ("マイクどこですか", "sound"),
        ("誰もいません", "nobody"),
        ("職員さんいますか", "nobody"),
        ("誰かいますか", "nobody"),
        ("画面に自分しかいない", "nobody"),
        ("顔映ってますか", ""),
        ("わたし見えてます？", ""),
        ("追い出されました", ""),
        ("ギガなくなった", ""),
        ("IDなんだっけ", "enter"),
        ("Zoomの入り方教えて", "enter"),
        ("どこから入ればいいですか", "enter"),
    ],
)
def test_what_fails_in_a_consultation_that_runs_reaches_staff(moment, text, kind):
    talk = said(moment, text)
    assert noted(talk) == [("trouble", kind)]
    assert "職員にも伝わります" in "".join(talk.bot)


@pytest.mark.parametrize(
    "text",
    [
        "音が出ないときはどうすればいいですか",
        "接続が切れたらどうすればいい",
        "途中でトイレ行ってもいいですか",
        "カメラなしでもいいですか",
        "今入りました",
        "聞こえてます",
        "こんにちは",
        "ありがとうございました",
    ],
)
def test_what_does_not_fail_is_no_trouble(text):
    assert noted(said(MIDST, text)) == []


@pytest.mark.parametrize(
    "text",
    ["もしもし", "声聞こえてますか", "職員さんいますか", "IDなんだっけ", "Zoomの入り方教えて", "顔映ってますか"],
)
def test_before_it_begins_nobody_is_told_of_it(text):
    assert noted(said(MORNING, text)) == []


@pytest.mark.parametrize(
    "text", ["家のWi-Fi調子悪いんですけどどうしよう", "ネット調子悪い", "Wi-Fi使えません", "カメラがだめになった"]
)
def test_a_connection_that_fails_on_the_morning_is_told(text):
    assert noted(said(MORNING, text)) == [("trouble", "")]


@pytest.mark.parametrize(
    "text",
    [
        "ありがとうございましたとても話しやすかったです",
        "とても勉強になりました",
        "親切に対応してもらえて安心しました",
        "話聞いてもらえてスッキリしました",
        "今日はありがとうございました。がんばってみます",
        "相談に乗ってもらえてよかった",
    ],
)
@pytest.mark.parametrize("moment", [MIDST, OVER])
def test_kind_words_are_thanked_for_and_told_nobody(text, moment):
    talk = said(moment, text)
    assert noted(talk) == []
    assert "こちらこそ" in talk.bot[-1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("親切だったのに途中で切れました", ""), ("話しやすかったけど声が聞こえません", "sound")],
)
def test_trouble_beside_kind_words_is_told(text, kind):
    assert noted(said(MIDST, text)) == [("trouble", kind)]


@pytest.mark.parametrize(
    "text",
    ["話を聞いてほしい", "丁寧に話を聞いてほしい", "話聞いてもらえたら嬉しいです", "親切じゃなかった", "元気が出ない"],
)
def test_a_wish_or_a_complaint_is_no_thanks(text):
    assert "こちらこそ" not in Talk().says(text).bot[-1]


@pytest.mark.parametrize(
    "text",
    [
        "アプリいれたけど登録しろって出るんですけど登録しないとダメ？",
        "カメラつけないとだめですか今日",
        "スーツじゃだめですか",
    ],
)
def test_whether_something_must_be_is_no_absence(text):
    assert noted(said(MORNING, text)) == []


@pytest.mark.parametrize("text", ["今日出るの無理です", "今日はどうしてもだめです", "今日は行くのだめになりました"])
def test_who_cannot_come_says_so(text):
    assert noted(said(MORNING, text)) == [("absent", "")]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (MORNING, "バイト長引いて2時半からにできませんか"),
        (BEGUN, "ごめんなさい今電車で降りたらすぐ入ります"),
        (BEGUN, "帰り道です、あと少しで着きます"),
    ],
)
def test_who_is_under_way_is_late(moment, text):
    assert noted(said(moment, text)) == [("late", "")]


@pytest.mark.parametrize("text", ["仕事長引いたらどうなりますか", "電車で行きます"])
def test_who_only_may_be_under_way_is_not(text):
    assert noted(said(MORNING, text)) == []


def test_who_waits_after_the_start_is_told_to_staff_and_who_asks_for_the_rest_is_not():
    assert noted(said(BEGUN, "あと何分くらい待てばいいですか")) == [("trouble", "nobody")]
    assert noted(said(MIDST, "あと何分ですか")) == []


@pytest.mark.parametrize("text", ["次いつ予約できますか", "次の予約もおねがいしたいんですが"])
def test_after_its_end_the_next_one_waits_until_staff_closed_it(text):
    talk = said(OVER, text)
    assert "閉じたあと" in talk.bot[-1]
    assert noted(talk) == []


@pytest.mark.parametrize("text", ["まだ入れないですよね", "もう入れますよね"])
def test_who_makes_sure_that_it_is_too_early_has_no_trouble(text):
    talk = said("2026-12-03 13:52", text)
    assert noted(talk) == []
    assert "5分ほど前" in talk.bot[-1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("まだ入れないんですけど", "enter"),
        ("IDいれたら無効ってでます😭", "enter"),
        ("パスコード入れる画面が出てこん", "passcode"),
    ],
)
def test_who_can_not_enter_before_it_begins_is_told_to_staff(text, kind):
    assert noted(said("2026-12-03 13:58", text)) == [("trouble", kind)]


@pytest.mark.parametrize("text", ["さっきの人すごく親切でした", "優しかったです", "今日はどうもでした！また電話します"])
def test_praise_of_who_helped_is_told_nobody(text):
    assert noted(said(OVER, text)) == []


@pytest.mark.parametrize(
    "text", ["昨日寝坊したので今日は早起きしました", "今日誰もいないので静かです", "家に着いたらまた連絡します"]
)
def test_what_is_well_on_the_morning_is_told_nobody(text):
    assert noted(said(MORNING, text)) == []


@pytest.mark.parametrize("text", ["なんかまだ真っ白の画面なんですけど", "開いたら会議は開始されていませんて出る"])
def test_what_may_be_trouble_is_told_right_before_it_begins_and_asked_back_earlier(text):
    assert noted(said("2026-12-03 13:52", text)) == [("trouble", "unread")]
    earlier = said(MORNING, text)
    assert noted(earlier) == []
    assert "今日は行けません" in earlier.buttons()


@pytest.mark.parametrize("text", ["落ち着かないです", "カフェは無理ですか", "ありがとうございます", "今から準備します"])
def test_what_is_no_trouble_right_before_it_begins_is_told_nobody(text):
    assert noted(said("2026-12-03 13:52", text)) == []
