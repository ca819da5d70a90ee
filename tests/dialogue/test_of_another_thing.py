"""What is said of an application, another appointment or one's work begins nothing for the consultation."""

import pytest

from bot.booking.model import State
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = booking(state=State.CONFIRMED, room=ROOM, room_version=1)
MORNING = "2026-12-03 09:00"


@pytest.mark.parametrize("now", ["2026-11-25 10:00", MORNING])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "病院の予約を変更したい",
            "応募をキャンセルしたい",
            "認定日を変更したいです",
            "求人の変更",
            "内定を辞退したい",
        ),
        *(
            "歯医者の日にちを変えたい",
            "変更の連絡きてないんだけど",
            "紹介状を取り消したい",
            "訓練の申し込みをキャンセルしたい",
        ),
    ],
)
def test_nothing_is_begun_or_noted(now, text):
    talk = Talk(booking=CONFIRMED, now=tokyo(now)).says(text)
    assert (talk.conversation.flow, talk.effects) == ("", [])


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        *(("病院の予約と重なったのでキャンセルしたい", "cancel"), ("内定が出たのでキャンセルします", "cancel")),
        *(("訓練があるので変更したい", "change"), ("面接が入ったので変更したい", "change")),
        *(("予約を変更したい", "change"), ("求人に応募したので取り消してください", "cancel")),
    ],
)
def test_twin_what_is_only_the_reason_begins_it(text, flow):
    assert Talk(booking=CONFIRMED).says(text).conversation.flow == flow


@pytest.mark.parametrize("text", ["今日バイト休み", "今日は仕事休みです", "学校が休みになりました"])
def test_who_is_off_work_is_not_absent(text):
    assert Talk(booking=CONFIRMED, now=tokyo(MORNING)).says(text).effects == []


@pytest.mark.parametrize("text", ["今日は休みます", "仕事が休めません", "仕事で休みます", "バイトで行けません"])
def test_twin_who_stays_away_is(text):
    (noted,) = Talk(booking=CONFIRMED, now=tokyo(MORNING)).says(text).effects
    assert noted.note.about == "absent"


@pytest.mark.parametrize("text", ["行きたくないな", "行きたくなくなってきた"])
def test_who_would_rather_not_come_is_asked(text):
    talk = Talk(booking=CONFIRMED, now=tokyo(MORNING)).says(text)
    assert {"今日は行きます", "今日は行けません"} <= set(talk.buttons())
    assert "かもしれない" in talk.bot[-1]


def test_who_believed_in_another_day_begins_no_move():
    talk = Talk(booking=CONFIRMED).says("3日じゃなくて4日だと思ってた")
    assert talk.conversation.flow == ""
    assert "12月3日（木）14:00からです" in "".join(talk.bot)


@pytest.mark.parametrize("now", ["2026-11-25 10:00", MORNING])
@pytest.mark.parametrize("text", ["14時より前は無理です", "14時までは行けません", "間違えて取り消しました"])
def test_a_time_beside_the_booking_or_a_slip_begins_nothing(now, text):
    talk = Talk(booking=CONFIRMED, now=tokyo(now)).says(text)
    assert (talk.conversation.flow, talk.effects) == ("", [])


def test_twin_the_booking_s_own_time_does():
    assert Talk(booking=CONFIRMED).says("14時は無理です").conversation.flow == "cancel"


@pytest.mark.parametrize("text", ["インフルかもしれん", "行けないかも", "仕事が入るかもしれない"])
def test_who_may_not_come_before_the_day_is_shown_both_ways_and_nothing_is_begun(text):
    talk = Talk(booking=CONFIRMED).says(text)
    assert talk.conversation.flow == ""
    assert {"日時を変更する", "予約を取り消す"} <= set(talk.buttons())


@pytest.mark.parametrize(("text", "flow"), [("行けません", "cancel"), ("行けないかも。来週に変えたい", "change")])
def test_twin_who_can_not_or_wishes_for_another_day_begins_it(text, flow):
    assert Talk(booking=CONFIRMED).says(text).conversation.flow == flow
