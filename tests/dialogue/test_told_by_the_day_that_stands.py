"""Days told by others are written out: by the day that is chosen or booked, and, where none stands, by today."""

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

NOW = tokyo("2026-11-25 10:00")  # a Wednesday


def with_a_booking(*texts: str, state: State = State.CONFIRMED) -> Talk:
    """Give the talk of somebody whose booking is on 12月3日（木） at 14:00."""
    return Talk(now=NOW, booking=booking(state=state, room=ROOM if state is State.CONFIRMED else None)).says(*texts)


def start(talk: Talk) -> str:
    """Give the chosen time: 12-08 14:00."""
    return value(talk, "time")[5:16].replace("T", " ")


def day(talk: Talk) -> str:
    return value(talk, "day")[5:]


def days(talk: Talk) -> list[str]:
    """Give the days that are offered, each once: 12月3日."""
    return list(dict.fromkeys(label.partition("（")[0] for label in talk.every_button() if "日（" in label))


def times(talk: Talk) -> list[str]:
    return [label[-5:] for label in talk.every_button() if label[-3:-2] == ":"]


@pytest.mark.parametrize(
    ("stands", "said", "then"),
    [
        ("12月8日14時", "2日後", "12-10 14:00"),
        ("12月8日14時", "その3日後でお願いします", "12-11 14:00"),
        ("12月8日14時", "2週間後", "12-22 14:00"),
        ("12月8日14時", "一週間後の10時", "12-15 10:00"),
        ("12月8日14時", "前の金曜", "12-04 14:00"),
        ("12月8日14時", "その前の金曜で", "12-04 14:00"),
        ("12月8日14時", "一つ前の木曜にして", "12-03 14:00"),
        ("12月8日14時", "前の週の水曜", "12-02 14:00"),
        ("12月3日14時", "次の月曜", "12-07 14:00"),
        ("12月3日14時", "週をまたいで月曜に", "12-07 14:00"),
        ("12月3日14時", "次の日の11時", "12-04 11:00"),
        ("12月3日14時", "次の日", "12-04 14:00"),
        ("12月4日10時", "来週の月曜の同じ時間", "11-30 10:00"),
        ("12月1日14時", "あ、再来週だった", "12-08 14:00"),
        ("12月1日14時", "再来週にして", "12-08 14:00"),
        ("12月3日14時", "1日ずらして4日に", "12-04 14:00"),
        ("12月8日14時", "明日にして", "11-26 14:00"),
        ("12月3日14時", "さ来週の火曜", "12-08 14:00"),
        ("12月8日14時", "来週の水曜で", "12-02 14:00"),
    ],
)
def test_the_card_takes_a_day_told_by_the_one_on_it(stands, said, then):
    assert start(at("day").says(stands).says(said)) == then


@pytest.mark.parametrize("said", ["2日後に面接があるので変えたい", "前の金曜に面接を受けました", "2日前に登録しました"])
def test_what_happens_some_days_from_now_moves_nothing(said):
    talk = at("day").says("12月8日14時").says(said)
    assert not {"2026-12-10", "2026-12-04", "2026-12-06"} & {
        one.value[:10] for name, one in talk.conversation.answers.items() if name in ("day", "time")
    }


@pytest.mark.parametrize(
    ("stands", "said", "then"),
    [
        ("来週の火曜", "それより1週間後", "12-08"),
        ("12月8日", "その前の金曜は？", "12-04"),
        ("木曜", "来週の方", "12-03"),
        ("木曜", "いや、来週", "12-03"),
        ("12月8日", "同じ週の金曜", "12-11"),
        ("12月8日", "翌日", "12-09"),
        ("12月8日", "前の週", "12-01"),
        ("12月8日", "1日遅く", "12-09"),
        ("木曜", "来週じゃなくて再来週", "12-10"),
    ],
)
def test_a_day_told_by_the_one_that_is_chosen_is_counted_from_it(stands, said, then):
    talk = at("day").says(stands).says(said)
    assert day(talk) == then
    assert len(times(talk)) > 5


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("来週の月曜の同じ時間に変更できますか", "11-30 14:00"),
        ("再来週の火曜の同じ時刻に変えたい", "12-08 14:00"),
        ("来週の火曜日、時間は同じで変更お願いします", "12-01 14:00"),
        ("同じ週の金曜の同じ時間に変えたい", "12-04 14:00"),
        ("時間はそのままで日にちだけ8日に", "12-08 14:00"),
        ("前の日の10時に変えたい", "12-02 10:00"),
        ("1週間後の同じ時間に変更", "12-10 14:00"),
        ("キャンセルして4日の10時に取り直したい", "12-04 10:00"),
        ("申し込み取り消して、10日の10時で出し直したい", "12-10 10:00"),
    ],
)
@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED])
def test_a_booking_begins_to_move_to_the_day_told_by_it(state, said, then):
    talk = with_a_booking(said, state=state)
    assert talk.conversation.flow == "change"
    assert start(talk) == then


@pytest.mark.parametrize(
    "said",
    ["キャンセルしたいです。4日は病院なので", "3日をキャンセルでお願いします", "キャンセルして来週また予約します"],
)
def test_who_cancels_and_names_no_other_time_moves_nothing(said):
    assert with_a_booking(said).conversation.flow != "change"


@pytest.mark.parametrize(
    ("texts", "then"),
    [
        (("変更したい", "来週の金曜の同じ時間"), "12-04 14:00"),
        (("3日はだめになったので4日にしてください", "同じ時間で"), "12-04 14:00"),
        (("12月3日じゃなくて12月4日でした", "時間はそのまま"), "12-04 14:00"),
        (("変更したい", "次の日"), "12-04 14:00"),
    ],
)
def test_the_same_time_said_later_is_that_of_the_booking(texts, then):
    assert start(with_a_booking(*texts)) == then


@pytest.mark.parametrize(
    ("texts", "then"),
    [
        (("木曜はやめて金曜にします",), "12-04"),
        (("3日はやめて8日にします",), "12-08"),
        (("一旦キャンセルして10日に入れ直したいです",), "12-10"),
        (("4日でもいいですか",), "12-04"),
        (("12月3日の別の時間",), "12-03"),
        (("午前に変えたい", "同じ日で"), "12-03"),
        (("変更したい", "12月8日", "次の日"), "12-09"),
    ],
)
def test_another_day_or_time_is_taken_up_and_the_rest_asked_for(texts, then):
    talk = with_a_booking(*texts)
    assert talk.conversation.flow == "change"
    assert day(talk) == then
    assert "time" not in talk.conversation.answers


@pytest.mark.parametrize("said", ["木曜以外にしたい", "木曜じゃない日にしたい", "木曜を避けたい"])
def test_all_but_the_weekday_of_the_booking_is_no_cancelling(said):
    talk = with_a_booking(said, "来週で")
    assert days(talk) == ["11月30日", "12月1日", "12月2日", "12月4日"]


def test_a_week_that_is_shut_out_stays_so_while_a_booking_moves():
    offered = days(with_a_booking("別の日にしたいんだけど、来週以外で", "午後"))
    assert "12月7日" in offered
    assert not {"11月30日", "12月2日", "12月4日"} & {*offered}


@pytest.mark.parametrize(
    ("texts", "then"),
    [
        (("12月3日14時", "午前中に変えて", "遅い方"), "11:30"),
        (("12月3日14時", "やっぱり午後", "一番最後の時間"), "15:00"),
    ],
)
def test_the_day_of_the_card_stays_where_another_time_is_chosen(texts, then):
    talk = at("day").says(*texts)
    assert days(talk) == ["12月3日"]
    assert times(talk)[-1] == then


def test_another_time_is_one_of_the_same_day():
    assert start(at("day").says("12月3日14時", "別の時間", "10時")) == "12-03 10:00"


def test_half_an_hour_more_without_a_way_is_asked_back():
    talk = at("day").says("12月4日14時", "30分だけ後ろに", "もう30分")
    assert times(talk) == ["14:00", "15:00"]
    assert "time" not in talk.conversation.answers


@pytest.mark.parametrize(
    ("texts", "then"),
    [
        (("来週の火曜", "別の週", "水曜"), ["12月9日", "12月16日", "12月23日"]),
        (("来週", "次の週も見たい"), ["12月7日", "12月8日", "12月9日", "12月10日", "12月11日"]),
        (("再来週", "後半の午後"), ["12月10日", "12月11日"]),
        (("12月3日14時", "別の日", "同じ時間"), None),
    ],
)
def test_other_weeks_are_told_by_the_one_spoken_of(texts, then):
    talk = at("day").says(*texts)
    assert days(talk) == then if then else {*times(talk)} == {"14:00"}


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("12月の1週目の木曜", "12-03"),
        ("来週の今日", "12-02"),
        ("2週間後の月曜", "12-07"),
        ("12月の最初の木曜", "12-03"),
        ("来週の同じ曜日", "12-02"),
    ],
)
def test_one_day_told_by_today_is_taken(said, then):
    assert day(at("day").says(said)) == then


WEEK = ["11月26日", "11月27日", "11月30日", "12月1日", "12月2日"]


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("今日から一週間以内", WEEK),
        ("1週間以内でお願いします", WEEK),
        ("12/7から3日間", ["12月7日", "12月8日", "12月9日"]),
        ("来週の月曜から3日間", ["11月30日", "12月1日", "12月2日"]),
        ("2,3日中", ["11月26日", "11月27日"]),
        ("12/7,8,9", ["12月7日", "12月8日", "12月9日"]),
        ("7,8,9日のどれか", ["12月7日", "12月8日", "12月9日"]),
        ("来月の2週目", ["12月7日", "12月8日", "12月9日", "12月10日", "12月11日"]),
        ("来週の前半", ["11月30日", "12月1日", "12月2日"]),
        ("再来週の後半", ["12月10日", "12月11日"]),
        ("来週と再来週の水曜", ["12月2日", "12月9日"]),
        ("来週か再来週の水曜", ["12月2日", "12月9日"]),
        ("～4日", [*WEEK, "12月3日", "12月4日"]),
        ("4日迄", [*WEEK, "12月3日", "12月4日"]),
    ],
)
def test_several_days_told_by_today_are_offered(said, then):
    assert days(at("day").says(said)) == then


@pytest.mark.parametrize("said", ["12月10日のあと", "12月10日より後", "11日〜"])
def test_after_a_day_begins_with_the_one_behind_it(said):
    assert days(at("day").says(said))[:3] == ["12月11日", "12月14日", "12月15日"]


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("12月3日の11時過ぎから1時前", ["11:30", "12:00", "12:30"]),
        ("12月3日の昼休み", ["12:00", "12:30", "13:00", "13:30"]),
        ("12月4日の朝いちばん", ["10:00"]),
    ],
)
def test_hours_told_in_other_words_are_those(said, then):
    assert times(at("day").says(said)) == then


def test_two_wishes_told_before_the_consent_both_hold():
    talk = Talk().says("予約", "はい", "水曜しか休みがない", "朝イチがいい", "同意します", "田中美咲", "わからない")
    offered = talk.says("09012345678", "持っていない", "職業相談", "必要ない").every_button()
    assert {label[-5:] for label in offered if label[-3:-2] == ":"} == {"10:00"}
    assert all("（水）" in label for label in offered if "日（" in label)
