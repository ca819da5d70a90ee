"""Several values told at once at the card that applies are all taken, and none is dropped behind another."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.events.while_asked import meant_here
from bot.dialogue.flows import FLOWS
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.questions.kinds import Filled, Seen
from bot.dialogue.turn import Book
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
ON_THE_THIRD, FREE = "2026-12-03T{}:00+09:00", "2026-12-{}:00+09:00"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("やっぱ10時半 あと電話08099998888", {"time": ON_THE_THIRD.format("10:30"), "telephone": "080-9999-8888"}),
        ("12月8日の11時で、面接の練習にしてください", {"time": FREE.format("08T11:00"), "purpose": "interview"}),
        ("メールはなしで、日にちは4日", {"time": FREE.format("04T14:00"), "email": ""}),
        ("名前は山田次郎、時間は15時", {"time": ON_THE_THIRD.format("15:00"), "name": "山田次郎"}),
        ("日にちは4日で時間は11時", {"time": FREE.format("04T11:00")}),
        ("はい、でも時間は15時で", {"time": ON_THE_THIRD.format("15:00")}),
        ("時間を 11時 に", {"time": ON_THE_THIRD.format("11:00")}),
        ("時間を1時間遅らせてください", {"time": ON_THE_THIRD.format("15:00")}),
        ("30分早くできますか", {"time": ON_THE_THIRD.format("13:30")}),
    ],
)
def test_each_value_is_taken_and_shown_before_anything_is_applied(said, told):
    talk = at("review").says(said)
    assert {name: value(talk, name) for name in told} == told
    assert talk.effects == []
    assert "申し込みの内容" in talk.bot[-1]


def test_both_are_named_to_who_told_them():
    assert "希望日時「12月3日（木）10:30」、電話番号「080-9999-8888」に直しました" in "".join(
        at("review").says("やっぱ10時半 あと電話08099998888").bot
    )


def test_a_time_that_is_not_free_is_said_and_the_other_value_kept():
    talk = at("review")
    talk.taken[tokyo("2026-12-03 10:30")] = 9
    talk.says("やっぱ10時半 あと電話08099998888")
    assert value(talk, "telephone") == "080-9999-8888"
    assert "time" not in talk.conversation.answers


@pytest.mark.parametrize("said", ["はい、お願いします", "はい、申し込みます"])
def test_a_plain_yes_in_two_parts_applies(said):
    assert isinstance(at("review").says(said).effects[-1], Book)


def test_twin_who_reads_one_value_alone_drops_the_other():
    talk, text = at("review"), "12月8日の11時で、面接の練習にしてください"
    seen, flow = Seen(talk.conversation, Incoming(Sort.TEXT, "e", talk.now, text=text), talk.facts()), FLOWS["book"]
    both = meant_here(text, flow, seen)
    purpose = meant_here("面接の練習にしてください", flow, seen)
    assert isinstance(both, Filled)
    assert isinstance(purpose, Filled)
    assert "time" in both.answers
    assert "time" not in purpose.answers


@pytest.mark.parametrize("said", ["14時でお願いします", "じゃあ14時", "2時", "14:00"])
@pytest.mark.parametrize("asked", ["12月9日は空いてますか", "12/9 ok?"])
def test_a_time_behind_a_day_that_was_asked_about_is_one_on_that_day(asked, said):
    talk = Talk(booking=CONFIRMED).says(asked, said)
    assert value(talk, "time") == "2026-12-09T14:00:00+09:00"
    assert talk.conversation.flow == "change"


def test_long_after_it_was_asked_a_time_is_that_of_the_booking():
    talk = Talk(booking=CONFIRMED).says("12月9日は空いてますか").waits(days=2).says("14時でお願いします")
    assert talk.conversation.flow == ""


@pytest.mark.parametrize("said", ["30分遅くできますか", "1時間早められますか", "1時間遅らせてもらえますか"])
def test_who_asks_for_a_time_a_little_off_is_shown_it(said):
    assert Talk(booking=CONFIRMED).says(said).conversation.flow == "change"


@pytest.mark.parametrize("said", ["あんまり早い時間じゃないほうがいいです", "早い時間は困ります"])
def test_who_wants_no_early_time_is_not_offered_the_first(said):
    assert "いちばん早い" not in "".join(at("day").says(said).bot[-2:])


def test_a_week_that_was_said_holds_for_the_weekday_behind_it():
    talk = at("day").says("来週のどこかで、あんまり早い時間じゃないほうがいいです", "木曜の午後2時くらい")
    assert value(talk, "time") == ON_THE_THIRD.format("14:00")


@pytest.mark.parametrize(
    "text",
    [
        "相談内容、面接に変えたいのと、時間も15時に",
        "相談内容を面接に変えたいんですけど、時間も15時に",
        "面接練習にして、15時に",
    ],
)
def test_what_goes_on_with_another_wish_is_read_with_it(text):
    answers = at("review").says(text).conversation.answers
    assert answers["purpose"].value == "interview"
    assert answers["time"].value.startswith("2026-12-03T15:00")
