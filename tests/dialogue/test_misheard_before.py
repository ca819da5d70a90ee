"""What seekers typed and was taken for something else: each kind in several wordings, beside what only looks so."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from bot.dialogue.understanding import Intention, Stage, understand
from bot.dialogue.understanding.holding_back import is_undecided
from bot.messages.understanding import shared_lexicon
from tests.dialogue.talks import at, last, value
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
NO_CALL = "お電話ができなくても大丈夫です"
NERVES = "うまく話せなくても大丈夫です"


def confirmed(when: str = "2026-11-25 10:00") -> Talk:
    return Talk(booking=CONFIRMED, now=tokyo(when))


def moving() -> Talk:
    return confirmed().says("変更したい", "12月4日")


def noted(talk: Talk) -> list[str]:
    return [one.action for one in talk.effects if isinstance(one, NoteTry)]


# Who can't call, at a list of days or times.


@pytest.mark.parametrize(
    "text",
    ["今から電話できません、耳が聞こえないので", "耳が不自由で今日電話できません", "電話は今むりです。聞こえないので"],
)
def test_who_cant_call_reads_at_a_list_that_he_neednt(text):
    talk = moving().says(text)
    assert NO_CALL in last(talk)
    assert "締め切りました" not in last(talk)
    assert talk.conversation.flow == "change"


@pytest.mark.parametrize("text", ["電話できないので14時でお願いします", "耳が聞こえないので午後がいいです", "14時"])
def test_a_time_beside_it_is_still_read(text):
    assert NO_CALL not in last(moving().says(text))


@pytest.mark.parametrize(
    "text", ["聞こえないので筆談で", "耳が聞こえません。筆談でお願いします", "聞こえません。手話でお願いします"]
)
def test_who_is_deaf_is_not_sent_to_the_telephone_once_it_has_begun(text):
    talk = confirmed("2026-12-03 14:05").says(text)
    assert noted(talk) == ["trouble"]
    assert "お電話は要りません" in last(talk)
    assert not talk.conversation.flow


def test_a_fault_of_the_sound_is_helped_as_one():
    talk = confirmed("2026-12-03 14:05").says("声が聞こえません")
    assert noted(talk) == ["trouble"]
    assert "オーディオ" in last(talk)


@pytest.mark.parametrize("text", ["耳が聞こえにくいんですけど", "難聴です", "耳が遠いんですけど大丈夫ですか"])
def test_who_tells_at_the_card_that_he_hears_badly_is_asked_how_he_wants_to_talk(text):
    talk = at("review").says(text)
    assert "手話と筆談" in last(talk)
    assert "いまのままにする" in talk.every_button()


@pytest.mark.parametrize("text", ["声が聞こえにくい場合はどうなりますか", "耳は大丈夫です"])
def test_what_only_speaks_of_hearing_changes_nothing(text):
    assert value(at("review").says(text), "support") == "none"


# Another day behind a reason, and a day of an interview, which is none that is wished for.


@pytest.mark.parametrize(
    "text",
    [
        "子どもが熱出したけん来週にできん？",
        "仕事が入ったので来週にできませんか",
        "バイトのシフトが変わったから来週がいい",
        "用事できたけん来週にしてもらえん？",
    ],
)
def test_the_week_that_is_wished_for_behind_a_reason_is_kept(text):
    talk = confirmed().says(text)
    assert talk.conversation.flow == "change"
    assert {"11月30日（月）", "12月4日（金）"} <= {*talk.every_button()}


@pytest.mark.parametrize(
    "text", ["仕事が入ったので行けません", "来週は仕事が入ったので無理です", "3日は仕事が入りました"]
)
def test_an_absence_without_such_a_wish_stays_one(text):
    assert confirmed().says(text).conversation.flow == "cancel"


@pytest.mark.parametrize(
    "text", ["面接が来週あるので練習したい", "来週面接なので練習したいです", "明後日面接があるから相談したい"]
)
def test_the_day_of_an_interview_is_not_taken_for_the_wish(text):
    talk = Talk().says(text)
    assert talk.conversation.flow == "book"
    assert not value(talk, "day")
    assert "希望日時" not in talk.bot[0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("来週の火曜に面接の練習したい", "2026-12-01"),
        ("10日に面接対策したいです", "2026-12-10"),
    ],
)
def test_the_day_of_a_practice_is(text, day):
    assert value(Talk().says(text), "day") == day


def test_a_day_ruled_out_by_an_interview_stays_so():
    talk = at("day").says("来週は面接があるので無理です")
    assert "12月1日（火）" not in talk.every_button()


# With a confirmed booking.


@pytest.mark.parametrize(
    "text", ["招待メールが来てません", "メールが届かない", "Zoomのメールがまだ来ないんですけど", "リンクがきてない"]
)
def test_who_waits_for_a_mail_reads_the_numbers_here(text):
    assert ROOM.meeting_id in last(confirmed().says(text))


@pytest.mark.parametrize("text", ["企業からメールが来ません", "メールを変更したい"])
def test_other_words_of_mails_ask_for_no_numbers(text):
    assert ROOM.meeting_id not in last(confirmed().says(text))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("15分おくれてもいいですか", "15分ほど遅れます"),
        ("10分くらい遅れても大丈夫ですか", "10分ほど遅れます"),
        ("ちょっと遅れてもいい？", "遅れます"),
    ],
)
def test_who_asks_whether_he_may_be_late_tells_staff_with_one_tap(text, label):
    talk = confirmed("2026-12-03 09:00").says(text)
    assert noted(talk) == []
    assert noted(talk.taps(label)) == ["late"]


def test_what_becomes_of_the_late_is_answered_as_before():
    assert "15分ほど遅れます" not in confirmed("2026-12-03 09:00").says("遅れたらどうなりますか").every_button()


@pytest.mark.parametrize("text", ["行けるかまだわからない", "参加できるか微妙です", "出られるかまだ未定です"])
def test_who_does_not_know_whether_he_comes_is_not_waited_for(text):
    talk = confirmed("2026-12-03 09:00").says(text)
    assert {"今日は行きます", "今日は行けません"} <= {*talk.every_button()}
    assert "取り消しは、相談の前日まで" in last(confirmed().says(text))


def test_who_comes_is():
    assert "お待ちしています" in last(confirmed("2026-12-03 09:00").says("行けます"))


@pytest.mark.parametrize(
    "text", ["途中でやめられますか", "途中で抜けても大丈夫？", "途中退出できますか", "早めに切り上げてもいい？"]
)
def test_who_asks_whether_he_may_leave_early_reads_that_he_may(text):
    assert "途中で終わることも" in last(confirmed().says(text))


@pytest.mark.parametrize("text", ["途中で切れたらどうなりますか", "早めに入ってもいいですか", "途中で変更できますか"])
def test_other_questions_of_what_is_in_between_are_none_of_it(text):
    assert "途中で終わることも" not in last(confirmed().says(text))


@pytest.mark.parametrize("text", ["職員さんいないです", "担当の人が来ません", "担当者さん出てこない"])
def test_who_finds_nobody_is_told_to_staff(text):
    assert noted(confirmed("2026-12-03 14:05").says(text)) == ["trouble"]


@pytest.mark.parametrize("text", ["いま家出ました", "駅に着きました", "今向かってます"])
def test_who_is_on_his_way_reads_that_it_is_online(text):
    talk = confirmed("2026-12-03 09:00").says(text)
    assert "窓口にお越しいただく必要はありません" in last(talk)
    assert noted(talk) == []


def test_a_fever_is_told_and_a_warm_heart_is_not():
    assert noted(confirmed("2026-12-03 09:00").says("熱ある")) == ["absent"]
    assert noted(confirmed("2026-12-03 09:00").says("情熱あります")) == []


# Cries for help, and what was done that nobody asked for.


@pytest.mark.parametrize("text", ["死にたい。申し込むか迷う", "もう限界です。申し込むか迷ってます"])
def test_despair_is_heard_before_what_is_undecided(text):
    assert "とてもおつらいのですね" in last(at("review").says(text), 6)


def test_twin_without_that_the_undecided_would_hide_it():
    assert is_undecided("死にたい。申し込むか迷う")


@pytest.mark.parametrize(
    "text", ["つらい。申し込んでいいのかわからない", "しんどいです。申し込むか迷ってます", "つらいです"]
)
def test_who_is_weary_is_heard_at_the_card(text):
    assert "おつらいなか" in last(at("review").says(text), 6)


def test_who_only_wavers_is_not_pressed():
    assert "まだ何も変えていません" in last(at("review").says("申し込むか迷ってます"))


@pytest.mark.parametrize(
    "text", ["もう同意したはずなんですが", "さっき同意しましたけど", "前に同意したよ", "すでに同意したのに"]
)
def test_who_believes_that_he_agreed_before_does_not_agree_by_that(text):
    assert not value(at("consent").says(text), "consent")


@pytest.mark.parametrize("text", ["同意しました", "読みました。同意します", "はい、同意します"])
def test_who_agrees_now_does(text):
    assert value(at("consent").says(text), "consent") == "agree"


def test_twin_the_words_alone_would_agree():
    meant = understand("もう同意したはずなんですが", Stage.CONSENT, shared_lexicon())
    assert (meant.intention, meant.live) == (Intention.YES, True)


@pytest.mark.parametrize(
    "text", ["不安です", "ちょっと不安", "怖い", "緊張してます", "つらいです", "悲しいです", "恥ずかしいです"]
)
def test_what_somebody_feels_is_not_his_name(text):
    assert not value(at("name").says(text), "name")


@pytest.mark.parametrize("text", ["辛です", "辛島です", "恐山です", "こわしです", "安心院", "幸恵"])
def test_names_that_look_so_are_taken(text):
    assert value(at("name").says(text), "name")


@pytest.mark.parametrize("text", ["docomoを使ってます", "gmail持ってます", "ドコモなら使えます"])
def test_who_has_an_address_is_not_booked_without_one(text):
    assert "email" not in at("email").says(text).conversation.answers


@pytest.mark.parametrize("text", ["gmail持ってません", "使ってないです", "メールは使えません"])
def test_who_has_none_is(text):
    assert "email" in at("email").says(text).conversation.answers


@pytest.mark.parametrize("text", ["さっきのなしで", "今のなし", "ほんとに消えた？", "同じ時間でまた取れますか"])
def test_who_has_just_cancelled_is_never_told_that_nothing_was(text):
    talk = confirmed().says("キャンセルしたい").taps("都合が悪くなった").taps("取り消す").says(text)
    assert "もう取り消しが済んでいます" in last(talk)
    assert "12月3日（木） 14:00" in talk.every_button()


def test_the_same_words_elsewhere_undo_nothing_and_say_so():
    talk = confirmed().says("さっきのなしで")
    assert talk.booking == CONFIRMED
    assert "送りまちがい" in last(talk)


# An address by its provider's name.


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("gmailのmisaki123", "misaki123@gmail.com"),
        ("docomoでyamada", "yamada@docomo.ne.jp"),
        ("misaki123 です。ヤフーです", "misaki123@yahoo.co.jp"),
        ("メールアドレスはアイクラウドのmisakiです", "misaki@icloud.com"),
    ],
)
def test_an_address_put_together_is_asked_about_and_never_taken(text, address):
    talk = at("email").says(text)
    assert address in last(talk)
    assert "email" not in talk.conversation.answers
    assert value(talk.taps("はい、このアドレスです"), "email") == address


def test_who_says_no_to_it_tells_it_anew():
    talk = at("email").says("gmailのmisaki123").says("いいえ")
    assert "email" not in talk.conversation.answers
    assert value(talk.says("misaki1234@gmail.com"), "email") == "misaki1234@gmail.com"


@pytest.mark.parametrize("text", ["gmail", "gmailでもいいですか", "ドコモのメールです", "auのyamada"])
def test_what_names_no_whole_address_is_not_put_together(text):
    talk = at("email").says(text)
    assert "はい、このアドレスです" not in talk.every_button()
    assert "email" not in talk.conversation.answers


# At the terms and at the card.


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("consent", "データはいつ消えますか", "30日後に消します"),
        ("consent", "記録は何日残りますか", "30日後に消します"),
        ("consent", "ハローワークの職員以外も見るの？", "この窓口の職員だけが見ます"),
        ("consent", "無断欠席って何回でだめ？", "お金などの罰はありません"),
        ("consent", "スマホの電池切れたら無断欠席になりますか", "もう一度入ってください"),
        ("consent", "リンクが開けません", "窓口と電話で相談できます"),
        ("consent", "あとで読みます", "ゆっくりで大丈夫です"),
        ("consent", "詐欺じゃないですよね", "オンライン職業相談の予約窓口です"),
        ("consent", "本当にハローワークですか", "オンライン職業相談の予約窓口です"),
        ("eligible", "公式のアカウントですか", "オンライン職業相談の予約窓口です"),
        ("consent", "了解しましたが質問があります", "はい、どうぞ"),
        ("review", "申し込む前に質問があります", "はい、どうぞ"),
        ("name", "ちょっと聞いてもいいですか", "はい、どうぞ"),
        ("consent", "ボタンが出ない", "ボタンと同じことば"),
        ("review", "申し込むを押したのに進みません", "ボタンと同じことば"),
        ("day", "カレンダーが見れない", "ボタンと同じことば"),
        ("consent", "いつ予約できるの？", "希望日時は、このあとうかがいます"),
        ("eligible", "来週空いてますか", "希望日時は、このあとうかがいます"),
        ("consent", "うーん、ちょっと怖い", NERVES),
        ("review", "自分なんかが申し込んでもいいんですか", NERVES),
        ("review", "電話かかってきますか", "このトークでお知らせします"),
        ("review", "電話は無理なので連絡はメールにして", "「伝言」と送って"),
        ("review", "まって", "ゆっくりで大丈夫です"),
        ("review", "番号合ってるか自信ない", "電話番号と求職番号の、どちらを直しますか"),
    ],
)
def test_what_is_asked_at_an_open_question_is_answered_and_the_question_stays(place, text, told):
    before = at(place)
    flow, answers = before.conversation.flow, dict(before.conversation.answers)
    talk = before.says(text)
    assert told in last(talk, 4)
    assert (talk.conversation.flow, dict(talk.conversation.answers)) == (flow, answers)
    assert not talk.effects


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("山田じゃなくて山口です", "山口 太郎"),
        ("太郎じゃなくて次郎です", "山田 次郎"),
        ("山田ではなく山根です", "山根 太郎"),
    ],
)
def test_a_half_of_the_name_is_put_in_place_of_the_other(text, name):
    assert value(at("review").says(text), "name") == name


@pytest.mark.parametrize("text", ["鈴木じゃなくて山口です", "職業相談じゃなくて面接です", "木曜じゃなくて金曜です"])
def test_other_words_that_deny_leave_the_name(text):
    assert value(at("review").says(text), "name") == "山田 太郎"


@pytest.mark.parametrize(
    ("text", "name"), [("結婚して佐藤になりました", "佐藤 太郎"), ("漢字は山田太朗です", "山田太朗")]
)
def test_a_name_that_is_told_in_place_of_the_former_is_taken_and_shown(text, name):
    talk = at("review").says(text)
    assert value(talk, "name") == name
    assert f"氏名を「{name}」に直しました" in last(talk)
