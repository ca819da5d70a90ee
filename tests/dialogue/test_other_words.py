"""What seekers say in other words: a day in a reason, what is negated twice, a language beside the wish for help."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, last, value
from tests.make import ROOM
from tests.talk import FIRST_BOOKING, Talk, booked

ASKED_TO_STOP = "入力をやめますか"


def with_booking() -> Talk:
    talk = booked().taps("申し込む")
    talk.booking = replace(talk.booking, state=State.CONFIRMED, room=ROOM, room_version=1)
    return talk


@pytest.mark.parametrize(
    "reason",
    [
        "来月で契約が切れるので一度話を聞いてほしいです",
        "来月で切れるので相談したいです",
        "3月に会社を辞めたので相談したい",
        "12月から無職になるので相談したいです",
        "今月末で退職するので相談をお願いします",
        "年内で会社が閉まるので予約したいです",
        "来月から働きたいので相談したい",
        "先月会社が倒産したので相談したいです",
        "昨日ハローワークで聞いたのですが、予約したいです",
    ],
)
def test_the_day_of_a_reason_is_no_day_that_is_wished_for(reason):
    talk = Talk().says(reason)
    assert "当てはまるか教えてください" in "".join(talk.bot)
    assert "希望日時" not in "".join(talk.bot)
    assert not {"day", "time"} & talk.conversation.held.keys()


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("来月で契約が切れるので、12月3日がいいです", "2026-12-03"),
        ("来週の火曜に退職の相談をしたいです", "2026-12-01"),
    ],
)
def test_a_day_beside_a_reason_is_wished_for_all_the_same(said, day):
    assert value(at("day").says(said), "day") == day


@pytest.mark.parametrize("said", ["本日中に相談したいのですが", "本日中にお願いできますか", "きょうじゅうに話したい"])
def test_within_today_is_today(said):
    assert Talk().says(said).bot[-1] == Talk().says("今日相談したいのですが").bot[-1]


@pytest.mark.parametrize(
    "said",
    [
        "当てはまらないものはありません",
        "該当しない項目はないです",
        "外れてるのはひとつもない",
        "当てはまらない条件はないと思います",
        "満たしていない条件は一つもありません",
        "違うものはありません",
        "該当しないものは特にございません",
    ],
)
def test_that_none_of_the_conditions_fails_is_a_yes_to_all(said):
    assert "利用規約" in last(at("eligible").says(said))


@pytest.mark.parametrize(
    "said", ["当てはまらないものはありませんか", "当てはまらないものがないわけではない", "当てはまるものはありません"]
)
def test_what_only_sounds_like_it_is_no_yes(said):
    assert value(at("eligible").says(said), "eligible") == ""


@pytest.mark.parametrize(
    "said",
    ["これから登録に行く予定です", "登録はこれからです", "来週登録しに行きます", "明日ハローワークに登録に行きます"],
)
def test_who_is_going_to_register_has_no_number_yet(said):
    assert "電話番号" in last(at("number").says(said))


def test_how_to_register_is_asked_and_no_answer():
    assert "number" not in at("number").says("登録に行けばいいですか").conversation.answers


@pytest.mark.parametrize(
    ("said", "offered", "not_offered"),
    [
        ("金曜の午後か、来週月曜の午前中", "11月30日（月）", "12月1日（火）"),
        ("火曜の午前か木曜の午後", "12月3日（木）", "12月2日（水）"),
        ("来週の火曜の午前または木曜の午後", "12月3日（木）", "12月10日（木）"),
        ("12月3日の午前か12月4日の午後", "12月4日（金）", "12月7日（月）"),
        ("再来週の火曜以外の午前", "12月7日（月）", "12月8日（火）"),
    ],
)
def test_only_what_was_wished_is_offered(said, offered, not_offered):
    labels = " ".join(at("day").says(said).buttons())
    assert offered in labels
    assert not_offered not in labels


def test_each_day_keeps_its_own_part():
    talk = at("day").says("12月3日の午前か12月4日の午後")
    labels = " ".join(talk.buttons())
    if "14:00" not in labels:
        labels = " ".join(talk.taps("12月4日（金）").buttons())
    assert "14:00" in labels
    assert "12月4日（金） 10:00" not in labels
    assert "10:00" not in talk.buttons()


@pytest.mark.parametrize(
    "said",
    [
        "申し込むのやめた",
        "今回は見送ります",
        "またの機会に",
        "やっぱりいいです",
        "今回は遠慮します",
        "申し込みはやめました",
        "気が変わりました",
        "次回にします",
        "申込みやめます",
        "必要なくなりました",
    ],
)
def test_who_does_not_apply_after_all_is_asked_whether_to_stop(said):
    talk = at("review").says(said)
    assert ASKED_TO_STOP in last(talk)
    assert not talk.effects


@pytest.mark.parametrize("said", ["申込", "申込する", "申込みます", "申込お願いします"])
def test_applying_is_spelt_in_many_ways(said):
    assert at("review").says(said).effects


def test_applying_that_is_asked_about_applies_not():
    assert not at("review").says("申込？").effects


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("英語の通訳がいると助かります", "english"),
        ("中国語でお願いできますか", "chinese"),
        ("ベトナムご", "vietnamese"),
        ("タイ語の通訳が必要です", "タイ語"),
    ],
)
def test_a_language_told_with_the_wish_for_an_interpreter_is_kept(said, language):
    talk = at("support").says(said)
    assert (value(talk, "support"), value(talk, "language")) == ("interpreter", language)
    assert "日にちを選" in last(talk)


@pytest.mark.parametrize("said", ["英語の通訳はつきますか", "英語は話せます"])
def test_a_language_that_is_not_wished_for_is_not_kept(said):
    assert value(at("support").says(said), "language") == ""


@pytest.mark.parametrize(
    ("said", "support", "language"),
    [
        ("英語の通訳", "interpreter", "english"),
        ("中国語の通訳をお願いします", "interpreter", "chinese"),
        ("要約筆記を希望します", "writing", ""),
        ("英語の通訳はいりません", "none", ""),
    ],
)
def test_a_help_is_wished_for_at_the_last_card(said, support, language):
    talk = at("review").says(said)
    assert (value(talk, "support"), value(talk, "language")) == (support, language)
    assert not talk.effects


@pytest.mark.parametrize(
    "said", ["要約筆記をお願いします", "字幕があると助かります", "聞こえにくいので字幕でお願いします"]
)
def test_writing_has_more_names(said):
    assert value(at("support").says(said), "support") == "writing"


@pytest.mark.parametrize(
    ("said", "language"), [("ベトナムご", "vietnamese"), ("えいごです", "english"), ("かんこくご", "korean")]
)
def test_a_language_is_written_in_kana(said, language):
    assert value(at("support").taps("外国語の通訳").says(said), "language") == language


def test_the_real_name_is_taken_one_question_late():
    talk = at("name").says("たろう").says("佐藤太郎です")
    assert value(talk, "name") == "佐藤太郎"
    assert "に直しました" in "".join(talk.bot)


def test_another_name_than_the_real_one_replaces_nothing():
    assert value(at("name").says(FIRST_BOOKING[0]).says("佐藤花子"), "name") == FIRST_BOOKING[0]


@pytest.mark.parametrize(
    "said", ["年末はいつまで開いてますか", "お正月休みはいつからですか", "年内はいつまでやっていますか"]
)
def test_the_days_of_the_year_end_are_told(said):
    assert "12月29日～1月3日" in Talk().says(said).bot[-1]


def test_the_time_before_a_move_is_asked_for():
    talk = with_booking().says("元の日時に戻してください")
    assert "日時を変えます" in "".join(talk.bot)
    assert talk.booking.state is State.CONFIRMED


def test_who_wants_his_old_time_back_moves_nothing():
    talk = with_booking().says("変更", "12月10日の10時", "前の時間に戻したい")
    assert "何も変えずにおきます" in "".join(talk.bot)


def test_the_room_has_more_names():
    assert (
        with_booking().says("会議室の番号をもう一度").bot[-1] == with_booking().says("ミーティングIDを教えて").bot[-1]
    )
