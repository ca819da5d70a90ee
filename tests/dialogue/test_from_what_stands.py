"""A wish told by the time that stands, a wish to talk at once, and what is told in rough writing."""

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

BEGUN = "2026-12-03 14:05"


def at_review() -> Talk:
    return at("review")


def with_a_booking(state: State = State.CONFIRMED, now: str = "2026-11-25 10:00") -> Talk:
    return Talk(now=tokyo(now), booking=booking(state=state, room=ROOM if state is State.CONFIRMED else None))


@pytest.mark.parametrize(
    "said",
    [
        "今から話を聞いてもらえますか",
        "このあとすぐ相談できますか",
        "本日中に面談を受けたい",
        "いますぐ相談したいんですが",
        "これからすぐ面談できる？",
    ],
)
def test_who_wants_to_talk_at_once_reads_at_once_that_today_is_closed(said):
    talk = Talk().says(said)
    assert talk.said[-1].key == "book.time.retry.too_soon"
    assert talk.conversation.flow == ""


@pytest.mark.parametrize(
    "said", ["これから仕事を探したいです", "今後のことを相談したいです", "今すぐじゃなくていいので相談したい"]
)
def test_what_is_to_come_is_no_wish_for_today(said):
    assert Talk().says(said).said[-1].key != "book.time.retry.too_soon"


SHIFTS = [
    ("一時間うしろにできますか", "2026-12-03T15:00:00+09:00"),
    ("30分だけ前に動かせますか", "2026-12-03T13:30:00+09:00"),
    ("翌日にしてもらえますか", "2026-12-04T14:00:00+09:00"),
    ("前の日にできませんか", "2026-12-02T14:00:00+09:00"),
    ("同じ曜日の翌週でお願いします", "2026-12-10T14:00:00+09:00"),
    ("翌週にしたい", "2026-12-10T14:00:00+09:00"),
    ("やっぱり来週の金曜にしてもらっていい？", "2026-12-04T14:00:00+09:00"),
]


@pytest.mark.parametrize(("said", "start"), SHIFTS)
def test_the_card_takes_a_time_told_by_the_one_on_it(said, start):
    assert value(at_review().says(said), "time") == start


@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED])
@pytest.mark.parametrize(("said", "start"), SHIFTS[:6])
def test_a_booking_begins_to_move_by_what_was_said(state, said, start):
    talk = with_a_booking(state).says(said)
    assert talk.conversation.flow == "change"
    assert value(talk, "time") == start


@pytest.mark.parametrize("talk", [at_review, with_a_booking])
@pytest.mark.parametrize(
    "said", ["もうちょっと遅い時間にできますか", "あと少しだけ遅くできませんか", "もう少し後の時間がいいです"]
)
def test_a_somewhat_later_time_is_offered_on_the_same_day(talk, said):
    said_then = talk().says(said).said[-1]
    assert said_then.key == "heard.wished"
    times = [option.values["time"] for option in said_then.choices if "time" in option.values]
    assert times
    assert all(time > "14:00" for time in times)


@pytest.mark.parametrize("talk", [at_review, with_a_booking])
@pytest.mark.parametrize("said", ["日はいいんですけど時間がちょっと", "日にちはそのままで時間だけ変えたい"])
def test_who_keeps_the_day_is_asked_for_the_time(talk, said):
    after = talk().says(said)
    assert value(after, "day") == "2026-12-03"
    assert value(after, "time") == ""


@pytest.mark.parametrize(
    "said",
    ["次の日に面接があります", "前日に連絡はきますか", "もう少し早く返事がほしい", "あとで日にちを変えられますか"],
)
def test_what_names_a_day_beside_it_moves_nothing(said):
    talk = with_a_booking(State.REQUESTED).says(said)
    assert value(talk, "time") == ""


@pytest.mark.parametrize("said", ["キャンセルじゃなくて新しく予約を取りたい", "取消ではないです、新たに申し込みたい"])
def test_the_wish_behind_a_negation_counts(said):
    assert Talk().says(said).conversation.flow == "book"


@pytest.mark.parametrize("said", ["仕事探しとるんやけど、話聞いてくれん？", "はなし聞いてもらえんかな"])
def test_who_asks_in_dialect_to_be_heard_begins_to_book(said):
    assert Talk().says(said).conversation.flow == "book"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("アプリをアップデートしてくださいと出て進めません", "update"),
        ("アプデ中で入れない", "update"),
        ("アプリが最新じゃないって言われる", "update"),
        ("ズーム あかない", "enter"),
        ("Zoomの更新が終わらない", "update"),
        ("バージョンが古いと表示されます", "update"),
        ("「ホストが許可するまでお待ちください」のままです", "waiting_room"),
        ("ｽﾞｰﾑが ひらかないです どうすればいいですか", "enter"),
    ],
)
def test_trouble_is_noted_only_as_it_was_said(said, kind):
    talk = with_a_booking(now=BEGUN).says(said)
    assert [one.note.detail for one in talk.effects if isinstance(one, NoteTry)] == [kind]
    assert talk.said[-1].key == f"lobby.trouble.{kind}"


@pytest.mark.parametrize(
    "said", ["いま気づきました！まだ間に合いますか？", "今見ました、まだ入れますか", "まだ参加して大丈夫ですか"]
)
def test_who_notices_only_now_is_late(said):
    talk = with_a_booking(now=BEGUN).says(said)
    assert [one.action for one in talk.effects if isinstance(one, NoteTry)] == ["late"]


@pytest.mark.parametrize("said", ["１から５まで全部○です", "5つとも〇"])
def test_all_five_in_a_row_are_a_yes(said):
    assert value(at("eligible").says(said), "eligible") == "all"


def test_a_slip_of_nothing_in_particular_is_none():
    assert value(at("support").says("とくいないです"), "support") == "none"


@pytest.mark.parametrize("said", ["就労移行の支援員さんと一緒にお願いします", "支援センターの担当者も同席します"])
def test_who_comes_with_somebody_has_a_companion(said):
    assert value(at("support").says(said), "support") == "companion"


@pytest.mark.parametrize(
    ("question", "said", "topic"),
    [
        ("support", "親がいる家からでも大丈夫ですか", "companion"),
        ("number", "マイナンバーだったらわかります", "which_number"),
        ("eligible", "録音がだめなのはなぜですか", "recording"),
    ],
)
def test_a_question_beside_the_answer_is_answered(question, said, topic):
    assert f"answers.{topic}.text" in [one.key for one in at(question).says(said).said]


@pytest.mark.parametrize(
    "said",
    [
        "履歴書は前もって送りますか",
        "履歴書って事前に送ったほうがいいですか",
        "職務経歴書はメールで送ったほうがいいですか",
    ],
)
def test_who_asks_about_papers_reads_that_none_are_sent(said):
    keys = [one.key for one in with_a_booking().says(said).said]
    assert keys[-1] == "answers.send_documents.text"
    assert "answers.preparation.text" not in keys


@pytest.mark.parametrize("said", ["やっぱり直接そちらに行って話したい", "窓口に伺って相談したいのですが"])
def test_who_wants_to_come_reads_where(said):
    assert with_a_booking().says(said).said[-1].key == "answers.another_way.text"


@pytest.mark.parametrize("said", ["この前の予約なしにしてください", "予約はなしでお願いします"])
def test_a_booking_that_is_to_be_none_is_asked_about(said):
    talk = with_a_booking().says(said)
    assert talk.conversation.flow == "cancel"


@pytest.mark.parametrize("said", ["申し込んだのに音沙汰がないです", "私のこと忘れられてませんか"])
def test_who_hears_nothing_reads_until_when(said):
    assert with_a_booking(State.REQUESTED).says(said).said[-1].key == "lobby.when_decided"


@pytest.mark.parametrize(
    "said", ["名字が変わったので田中花子にしてください", "名前、結婚で変わったので田中花子でお願いします"]
)
def test_a_new_name_is_taken_from_behind_its_reason(said):
    assert value(at_review().says(said), "name") == "田中花子"


@pytest.mark.parametrize("said", ["なるべく急ぎで", "急いでいます"])
def test_who_is_in_a_hurry_is_offered_the_first(said):
    assert at("day").says(said).said[-1].key == "heard.earliest"


def test_a_date_in_katakana_is_read():
    assert value(at("day").says("ジュウニガツヨッカノゴゴサンジ"), "time") == "2026-12-04T15:00:00+09:00"


def test_who_applies_for_a_child_is_told_whose_name():
    said = at("name").says("娘の分を母の私が申し込んでもいいですか").said
    assert {"heard.for_other", "answers.whose_name.text"} & {one.key for one in said}


def test_who_wants_it_today_reads_so_at_a_question_that_no_day_answers():
    talk = at("eligible").says("今から相談できますか")
    assert "book.time.retry.too_soon" in [one.key for one in talk.said]
    assert talk.said[-1].key == "book.eligible.ask"


@pytest.mark.parametrize("said", ["予約なしで行ってもいいですか", "予約なしでも窓口に来ていいの"])
def test_who_would_come_without_a_booking_cancels_none(said):
    talk = with_a_booking().says(said)
    assert talk.conversation.flow == ""
    assert talk.said[-1].key == "answers.another_way.text"


@pytest.mark.parametrize("said", ["もっと早い日に変えられますか", "一番早い日に変更できますか"])
def test_who_asks_for_an_earlier_day_is_offered_the_first(said):
    talk = with_a_booking().says(said)
    assert talk.conversation.flow == "change"
    assert talk.said[-1].key == "heard.earliest"


def test_who_names_the_booking_first_moves_it_all_the_same():
    talk = with_a_booking().says("12月3日に予約している者ですが、病院が入って次の日に変えてもらうことはできますか")
    assert value(talk, "time") == "2026-12-04T14:00:00+09:00"
