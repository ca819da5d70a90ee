"""What is asked about, done by somebody else, unchanged, or told of another: nothing begins and nothing is chosen."""

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, last, value, waiting
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = booking(state=State.CONFIRMED, room=ROOM)


@pytest.mark.parametrize(
    "text", ["12時は昼休み？", "12時はお昼休みですか", "14時からだと何時に終わりますか", "10時は混みますか"]
)
def test_a_question_about_a_time_chooses_none(text):
    talk = at("time").says(text)
    assert value(talk, "time") == ""
    assert "選んでください" in talk.bot[-1]


@pytest.mark.parametrize(
    ("text", "out", "left"),
    [
        ("朝弱いので午後", "10:00", "13:00"),
        ("夜型なので午後で", "10:00", "13:00"),
        ("朝は眠いから午後がいい", "10:00", "13:00"),
    ],
)
def test_why_a_part_of_the_day_does_not_do_wishes_for_none(text, out, left):
    told = at("time").says(text).bot[-1]
    assert left in told
    assert out not in told


@pytest.mark.parametrize("text", ["火・木以外", "火木以外", "火・木は無理", "火曜・木曜以外"])
def test_weekdays_by_their_signs_are_shut_out(text):
    told = at("day").says(text).bot[-1]
    assert "ご都合の悪いときを除いた" in told
    assert "（金）" in told
    assert "（火）\n" not in told
    assert "12月3日" not in told


@pytest.mark.parametrize(
    "text", ["取り消しボタンはどこ", "変更ボタンはどこですか", "キャンセルどこから", "変更どうやるの"]
)
def test_who_asks_where_begins_nothing(text):
    talk = Talk(booking=CONFIRMED).says(text)
    assert not talk.conversation.flow
    assert "このトーク" in talk.bot[-1]


@pytest.mark.parametrize(
    "text", ["先生に変更してもらいました", "窓口で変えてもらったんですけど", "母にキャンセルしてもらいました"]
)
def test_what_somebody_else_changed_reads_what_stands(text):
    talk = Talk(booking=CONFIRMED).says(text)
    assert not talk.conversation.flow
    assert "まだ入っていません" in talk.bot[-1]


def test_who_wants_it_changed_for_him_changes():
    assert Talk(booking=CONFIRMED).says("先生に変更してもらいたいです").conversation.flow == "change"
    assert "預かりしている予約はありません" in Talk().says("先生に予約してもらいました").bot[-1]


@pytest.mark.parametrize("text", ["番号は変わってないです", "電話番号に変更はありません", "番号は間違ってないです"])
def test_what_has_not_changed_is_not_asked_for(text):
    assert "何も変えずにおきます" in "".join(at("review").says(text).bot[-2:])
    assert "何も変えずにおきます" in Talk(booking=CONFIRMED).says(text).bot[-1]


@pytest.mark.parametrize("text", ["友達がキャンセルしたいって言ってます", "母が変更したいと言っています"])
def test_the_booking_of_another_is_for_that_person_to_change(text):
    for talk in (Talk().says(text), Talk(booking=CONFIRMED).says(text)):
        assert "ご本人" in talk.bot[-1]
        assert not talk.conversation.flow


def test_an_interview_tomorrow_is_no_complaint_of_waiting():
    told = Talk(booking=booking()).says("面接が明日なんです").bot[-1]
    assert "お待たせ" not in told
    assert "申込中" in told


@pytest.mark.parametrize("text", ["行けたら行く", "行けたら行きます", "間に合ったら参加します"])
def test_who_comes_if_he_can_cancels_nothing(text):
    talk = Talk(booking=CONFIRMED).says(text)
    assert not talk.conversation.flow
    assert "12月3日" in talk.bot[-1]
    today = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-11-25 14:00"))
    assert "かもしれない" in Talk(booking=today, now=tokyo("2026-11-25 13:40")).says(text).bot[-1]


@pytest.mark.parametrize("text", ["会社の昼休みに車の中から", "昼休みに職場から参加したい"])
def test_where_from_is_no_time_that_is_wished_for(text):
    talk = at("eligible").says(text)
    assert "希望日時" not in talk.bot[-2]
    assert not {"day", "time"} & talk.conversation.held.keys()


@pytest.mark.parametrize("place", ["name", "number", "purpose", "support", "day", "time", "review"])
def test_who_asks_in_english_is_answered_in_english(place):
    assert "interpreter with you" in at(place).says("Do you have an English interpreter?").bot[-2]


@pytest.mark.parametrize("text", ["来週の月曜祝日やったっけ", "12月7日はお休みですか", "23日は祝日？"])
def test_whether_a_day_is_a_holiday_chooses_no_day(text):
    talk = at("day").says(text)
    assert value(talk, "day") == ""
    assert "祝日と年末年始はお休み" in talk.bot[-2]


def test_only_the_purpose_without_another_choice_is_asked_for():
    assert "相談内容を選んで" in Talk(booking=booking()).says("キャンセルじゃなくて相談内容だけ変えたい").bot[-1]


def test_who_is_about_to_enter_is_not_late():
    today = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-11-25 14:00"))
    assert (
        "お待ちしています"
        in Talk(booking=today, now=tokyo("2026-11-25 13:40")).says("すみません寝てました今から入れます").bot[-1]
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("まえにもいっかい予約したけど忘れてて行かんかったんです怒られますか", "罰はありません"),
        ("昨日予約しようとしたら途中で止まった", "「予約」と送ると"),
    ],
)
def test_what_is_told_of_an_earlier_time_is_answered(text, answer):
    assert answer in Talk().says(text).bot[-1]


def test_whether_to_go_on_waiting_reads_what_is_waited_for():
    assert "待つ日" in waiting().says("まだ待ったほうがいいですか").bot[-1]


@pytest.mark.parametrize("text", ["同意したことにして", "同意したつもりです"])
def test_who_only_would_have_agreed_agrees_to_nothing(text):
    assert value(at("consent").says(text), "consent") == ""


def test_one_week_is_out_and_the_weekdays_are_of_the_other():
    told = at("day").says("今週は無理で来週なら火曜か水曜").bot[-1]
    assert "1. 12月1日（火）\n2. 12月2日（水）" in told
    assert "12月8日" not in told


@pytest.mark.parametrize("text", ["3日に仕事が入りそう", "仕事のシフトが出て、3日が出勤になりそう"])
def test_what_may_come_between_is_neither_a_cancellation_nor_a_yes(text):
    talk = Talk(booking=CONFIRMED).says(text)
    assert not talk.conversation.flow
    assert "お待ちしています" not in talk.bot[-1]
    assert "日時を変えるときは" in talk.bot[-1]


@pytest.mark.parametrize(
    ("place", "text", "answer"),
    [
        ("requested", "確定したら母にも連絡いきますか", "このトークからお知らせすることはありません"),
        ("requested", "もし取れなかったら教えてくれますか", "決まりましたらこのトークで"),
        ("requested", "急かしてすみません", "決まりましたらこのトークで"),
        ("confirmed", "当日30分前に連絡きますか", "開始の30分前"),
        ("confirmed", "キャンセルしたらもう予約できなくなる？", "取り消したあとも"),
        ("lobby", "予約ボタン押しても反応せえへん", "ボタンが使えないとき"),
    ],
)
def test_what_is_asked_is_answered(place, text, answer):
    stands = {"lobby": None, "requested": booking(), "confirmed": CONFIRMED}[place]
    talk = Talk(booking=stands) if stands else Talk()
    assert answer in talk.says(text).bot[-1]


def test_the_number_may_come_later():
    assert "「わからない」を選べば" in at("number").says("番号あとでいい？").bot[-2]


def test_days_from_today_are_counted_once():
    assert "11月28日" in at("day").says("今日から3日後").bot[-1]


def test_who_doubts_one_condition_reads_what_it_means():
    talk = at("eligible").says("（エ）だけ違うかも")
    assert "遠くにお住まいの方のほか" in talk.bot[-2]
    assert "当てはまるか教えて" in talk.bot[-1]


def test_a_yes_in_two_words_applies():
    assert "申し込みを受け付けました" in last(at("review").says("大丈夫です送ってください"))


@pytest.mark.parametrize(
    ("place", "text", "answer"),
    [
        ("confirmed", "この予約って誰が担当ですか", "担当の職員は、こちらで決めます"),
        ("confirmed", "３日の予約を２人でうけたい", "ほかの方の同席は"),
        ("confirmed", "ちょっと都合が…", "日時を変えるときは"),
        ("today", "IDが2つあるけどどっち", "91234567890"),
        ("lobby", "予約不要ですか", "「予約」と送ると"),
        ("lobby", "ハロワの人ってLINE見てる？", "自動"),
    ],
)
def test_what_was_taken_for_something_else(place, text, answer):
    today = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-11-25 14:00"))
    talks = {"lobby": Talk(), "confirmed": Talk(booking=CONFIRMED)}
    talk = talks.get(place) or Talk(booking=today, now=tokyo("2026-11-25 13:40"))
    assert answer in "\n".join(talk.says(text).bot[-3:])


@pytest.mark.parametrize(
    "text", ["息子が面接に落ちて…", "話を聞いてびっくり", "3日に面接が入ってるけど大丈夫", "同僚が履歴書で落ちました"]
)
def test_a_purpose_that_is_only_spoken_of_is_asked_about(text):
    talk = at("purpose").says(text)
    assert value(talk, "purpose") == ""
    assert "よろしいですか" in talk.bot[-1]


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("話を聞いてほしい", "consultation"),
        ("面接は得意なので大丈夫ですが仕事が見つからない", "consultation"),
        ("書類はできるので面接の練習がしたい", "interview"),
        ("面接は大丈夫だけど書類が通らない", "documents"),
    ],
)
def test_a_purpose_that_is_wished_for_is_taken(text, purpose):
    assert value(at("purpose").says(text), "purpose") == purpose


@pytest.mark.parametrize("text", ["もし14時が空いてたら教えて", "14時が空いてるかどうか知りたい"])
def test_who_wishes_to_be_told_whether_a_time_is_free_takes_none(text):
    talk = at("time").says(text)
    assert value(talk, "time") == ""
    assert "14:00" in talk.bot[-1]
    assert "いまの希望日時は、そのままです" in last(at("review").says(text.replace("14", "15")))


@pytest.mark.parametrize("question", ["day", "time"])
def test_when_somebody_will_call_is_no_day_that_he_wishes_for(question):
    talk = at(question).says("明日電話します")
    assert value(talk, "day") in ("", "2026-12-03")


@pytest.mark.parametrize("place", [Talk, waiting, lambda: Talk(booking=CONFIRMED)])
def test_who_says_that_he_calls_reads_the_number_and_who_has_nothing_to_say_that_all_stays(place):
    assert "093-622-6690" in place().says("明日電話します").bot[-1]
    assert "何も変えずに" in place().says("特にないです").bot[-1]


def test_who_waits_and_wants_it_taken_away_is_asked():
    for text in ("消す", "まちがえて登録しちゃったので消して"):
        assert "キャンセル待ちをやめますか" in waiting().says(text).bot[-1]
    talk = waiting().says("待つのやめて3日の10時で予約したい")
    assert "その日時に空きはありません" in talk.bot[-2]
    assert "キャンセル待ちをやめますか" in talk.bot[-1]


def test_an_appointment_of_ones_kin_shuts_the_day_out():
    assert "ご都合の悪いときを除いた" in at("review").says("3日は母の病院がある").bot[-1]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("purpose", "面接は来月なのでまだいいです"),
        ("support", "介護してる母が横で寝てます"),
        ("number", "13010-12345678 って書いてあるのは妻のカードで私のは見つからない"),
    ],
)
def test_what_is_of_others_or_not_wished_for_yet_is_not_taken(question, text):
    assert value(at(question).says(text), question) == ""


def test_what_was_the_time_before_is_not_wished_for_again():
    assert value(at("purpose").says("前回は面接の練習だったので今回は応募書類"), "purpose") == "documents"
    told = at("time").says("前は14時だったけど今回は11時").bot[-1]
    assert "11:00" in told
    assert "14:00" not in told


def test_who_wants_the_booking_of_another_taken_away_does_not_lose_his_own():
    talk = Talk(booking=CONFIRMED).says("夫の予約もキャンセルしてください")
    assert not talk.conversation.flow
    assert "ご本人" in talk.bot[-1]
    assert Talk(booking=CONFIRMED).says("母の病院の予約があるのでキャンセルしたい").conversation.flow == "cancel"


def test_who_asks_whether_it_is_not_another_day_is_understood_to_name_it():
    assert "12月4日" in at("review").says("3日じゃなくて4日じゃないですか？").bot[-2]


def test_a_number_in_a_row_beside_what_is_not_known_is_kept():
    assert value(at("number").says("4002012345678です、ハイフンの位置わかりません"), "number") == "40020-12345678"


@pytest.mark.parametrize("text", ["15時に出ないといけなくて", "相談って30分ですよね、15時に出ないといけなくて"])
def test_who_must_leave_at_a_time_is_not_absent(text):
    today = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-11-25 14:00"))
    talk = Talk(booking=today, now=tokyo("2026-11-25 13:40")).says(text)
    assert "来られないこと" not in talk.bot[-1]


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("purpose", "先生には面接練習と言われたけど、本当は仕事の悩みを話したい", "consultation"),
        ("support", "手話ができる友達がいます", ""),
        ("day", "姉が4日に来るので5日以降で", ""),
        ("time", "10時に起きて準備するので11時", "2026-12-03T11:00:00+09:00"),
        ("name", "清水さんに紹介された大野です", "大野"),
        ("name", "グエン　ティ　マイ　と　いいます", "グエン　ティ　マイ"),
    ],
)
def test_what_others_say_or_do_is_not_his_answer(question, text, kept):
    assert value(at(question).says(text), question) == kept


def test_who_wonders_at_the_card_whether_another_day_is_better_keeps_his():
    talk = at("review").says("4日に変えてもらったほうがいいかな")
    assert value(talk, "day") == "2026-12-03"
    assert "いまの希望日時は、そのままです" in last(talk)


def test_who_asks_whether_sound_alone_will_do_is_in_no_trouble():
    today = booking(state=State.CONFIRMED, room=ROOM, start=tokyo("2026-11-25 14:00"))
    talk = Talk(booking=today, now=tokyo("2026-11-25 13:40")).says("音だけで参加していいですか")
    assert "職員にも伝わります" not in last(talk)


def test_who_can_come_after_all_reads_that_all_stays():
    assert "何も変えずに" in Talk(booking=CONFIRMED).says("すみませんやっぱり大丈夫でした").bot[-1]


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("support", "通訳はいりません。やさしい日本語でお願いします", "none"),
        ("support", "前に手話を頼んだけど今回は筆談", "writing"),
        ("name", "妻：工藤直子、私：工藤健", ""),
        ("name", "さっき書いたやつ間違い、正しくは工藤です", "工藤"),
        ("day", "明日だと早すぎるから明後日", "2026-11-27"),
        ("number", "もらった紙には13桁の数字だけ 4002012345678", "40020-12345678"),
    ],
)
def test_what_is_declined_or_was_before_is_not_taken_for_the_answer(question, text, kept):
    assert value(at(question).says(text), question) == kept


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("name", "小野寺さやか、妹の代わりです", ""),
        ("name", "ジョンです。名字はありません", "ジョン"),
        ("telephone", "090-1234-5678は古いほうで新しいのはまだわからない", ""),
        ("time", "14時に変えた覚えないけど", ""),
        ("time", "10時半はちょっと早いけどまあいいか", "2026-12-03T10:30:00+09:00"),
        ("day", "3日に届く荷物があるので4日", "2026-12-04"),
    ],
)
def test_what_is_told_of_an_answer_is_no_other_answer(question, text, kept):
    assert value(at(question).says(text), question) == kept


def test_who_may_have_to_work_that_day_and_does_not_know_yet_cancels_nothing():
    talk = Talk(booking=CONFIRMED).says("3日は仕事になりそうだけどまだわからない")
    assert not talk.conversation.flow


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("name", "（株）山田商事の山田です", "山田"),
        ("name", "名前：高橋 メグミ／カード名：高橋 恵", ""),
        ("support", "手話通訳士になりたい", ""),
        ("time", "15時にバスが来るのでそれまでに", ""),
    ],
)
def test_a_firm_a_trade_and_a_bus_are_no_answers(question, text, kept):
    assert value(at(question).says(text), question) == kept


def test_who_must_be_done_by_a_time_is_offered_what_ends_before_it():
    told = at("time").says("15時にバスが来るのでそれまでに").bot[-1]
    assert "14:30" in told
    assert "15:00" not in told
    assert "10:00" not in at("time").says("時間は何でもいいけど午前中は子どもがいる").bot[-1]
