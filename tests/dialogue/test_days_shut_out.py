"""When somebody can't come: all that he says, in one text, is taken out of what is offered, and nothing else."""

from datetime import datetime

import pytest

from bot.booking.schedule.opening import TOKYO
from bot.dialogue.questions.when_said.days_said import named_by
from tests.dialogue.talks import at, value

HALF_PAST_ONE = 13.5


def offered(text: str) -> list[datetime]:
    facts = at("day").facts()
    left = named_by(text, facts.free, facts)
    assert left is not None
    return [one.astimezone(TOKYO) for one in left]


def hour(one: datetime) -> float:
    return one.hour + one.minute / 60


@pytest.mark.parametrize(
    "text",
    [
        "13時より前は無理で、月曜もだめです",
        "バイトあるから13時より前は無理で、月曜もだめです",
        "月曜はだめで、1時より前は行けません",
        "午後1時より前はきつい、月曜も",
        "13時前はきついです。あと月曜も",
    ],
)
def test_a_time_and_a_weekday_of_one_text_are_both_shut_out(text):
    left = offered(text)
    assert {one.weekday() for one in left} == {1, 2, 3, 4}
    assert min(map(hour, left)) == 13


def test_who_joins_a_weekday_to_what_he_wishes_does_not_shut_it_out():
    assert {one.weekday() for one in offered("火曜がいいです、月曜も")} == {0, 1}


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("月曜から木曜は仕事です", {4}),
        ("月曜から木曜まで仕事です", {4}),
        ("月〜水はだめです", {3, 4}),
        ("月から水は仕事です", {3, 4}),
        ("月曜と木曜は仕事です", {1, 2, 4}),
    ],
)
def test_a_span_of_weekdays_is_shut_out_in_each_week(text, weekdays):
    assert {one.weekday() for one in offered(text)} == weekdays


def test_a_span_of_one_named_week_is_shut_out_in_that_alone():
    left = {one.date().isoformat() for one in offered("来週の月曜から水曜は無理です")}
    assert not {"2026-11-30", "2026-12-01", "2026-12-02"} & left
    assert {"2026-12-03", "2026-12-07", "2026-12-08", "2026-12-09"} <= left


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("12月3日より前は無理です", "2026-12-03"),
        ("12月3日まではだめです", "2026-12-04"),
        ("火曜まで忙しいです", "2026-12-02"),
        ("来週の水曜より前は無理", "2026-12-02"),
    ],
)
def test_until_a_day_is_shut_out_from_now_on_and_before_a_day_leaves_it(text, first):
    assert min(offered(text)).date().isoformat() == first


@pytest.mark.parametrize(("text", "gone"), [("10時台は無理です", {10, 10.5}), ("正午より前は無理", {10, 11.5})])
def test_an_hour_and_noon_are_times_too(text, gone):
    assert not gone & set(map(hour, offered(text)))
    assert HALF_PAST_ONE in set(map(hour, offered(text)))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("水曜以降がいいです", "2026-11-26", "2026-12-09"), ("水曜までがいいです", "2026-11-26", "2026-12-02")],
)
def test_from_or_until_the_weekday_of_today_holds_all_that_may_be_meant(text, first, last):
    left = offered(text)
    assert (min(left).date().isoformat(), max(left).date().isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "明日は急すぎます",
        "明日は急",
        "明日だとちょっと急ですね",
        "明日じゃまだ早いです",
        "明日では早すぎます",
        "明日なんて急すぎる",
        "明日は心の準備が間に合いません",
        "明日っていうのは近すぎる",
        "明日は急なので",
    ],
)
def test_a_day_that_is_too_soon_is_shut_out(text):
    assert min(offered(text)).date().isoformat() == "2026-11-27"


@pytest.mark.parametrize(
    "text",
    ["急ですが明日でお願いします", "明日は急ですが、お願いできますか", "明日は急じゃないです", "明日は早めがいい"],
)
def test_a_day_that_is_soon_and_wished_for_is_not_shut_out(text):
    assert {one.date().isoformat() for one in offered(text)} == {"2026-11-26"}


@pytest.mark.parametrize(
    ("question", "text", "out", "left"),
    [
        ("time", "3時からは別の予定", "15:00", "14:30"),
        ("time", "12時はお昼なので外して", "12:00", "12:30"),
        ("time", "2時ごろまで寝てる", "13:30", "14:00"),
        ("day", "来週の月火以外", "11月30日", "12月2日"),
        ("day", "3日は11時から検査なのでその前なら", "11:00", "10:30"),
        ("day", "彼は4日がいいって言ってたけど私は5日以降", "12月4日", "12月7日"),
    ],
)
def test_what_keeps_somebody_busy_then_is_not_offered(question, text, out, left):
    talk = at(question).says(text)
    assert value(talk, question) == ""
    assert left in talk.bot[-1]
    assert out not in talk.bot[-1]
