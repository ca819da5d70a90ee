"""「私の記録」 and 「消去」 in the pure core."""

from dataclasses import dataclass, replace

import pytest

from bot.booking.lifecycle import confirm
from bot.booking.model import State
from bot.booking.notices.notice import Channel, NoticeState
from bot.booking.notices.reminders import notice, plans
from bot.dialogue.turn import Erase, Facts, Kept, NoteTry
from tests.make import OFFICE, ROOM, WEDNESDAY, booking, tokyo
from tests.talk import Talk, booked


@dataclass
class RecordTalk(Talk):
    """A talk in which the record is at hand."""

    kept: tuple[Kept, ...] = ()
    erasing: bool = False

    def facts(self) -> Facts:
        return replace(super().facts(), record=self.kept, erasing=self.erasing)


def confirmed(**changes) -> Kept:
    one = confirm(booking(**changes), ROOM, OFFICE, WEDNESDAY)
    rows = [notice(one, plan, Channel.LINE) for plan in plans(one, OFFICE, WEDNESDAY)]
    group = replace(rows[0], channel=Channel.STAFF_GROUP)
    return Kept(one, (replace(rows[0], state=NoticeState.ACCEPTED), *rows[1:], group))


def test_the_record_names_bookings_notices_consent_and_the_day_of_deletion():
    talk = RecordTalk(kept=(confirmed(),)).says("私の記録")
    assert "予約 1件" in talk.bot[0]
    told = talk.bot[-1]
    assert told.splitlines()[0] == "受付番号：123456【確定】"
    assert "12月3日（木）14:00" in told
    assert "2026-11-01版に 11月25日（水）10:00 に同意" in told
    assert "・確定と参加方法 11月25日（水）10:00 送信ずみ" in told
    assert "・前日のお知らせ 12月2日（水）17:00 これから" in told
    assert told.count("・") == 3
    assert "この記録は 1月2日（土） に消えます" in told
    assert list(talk.buttons()) == ["記録を消去する", "予約を確認する", "窓口に電話"]


def test_the_record_shows_nothing_personal():
    talk = RecordTalk(kept=(confirmed(),)).says("私の記録")
    for part in ("山田", "13010", "090-", "taro", ROOM.meeting_id):
        assert part not in "\n".join(talk.bot)


def test_of_many_bookings_the_newest_three_are_told():
    many = tuple(confirmed(number=f"10000{day}", start=tokyo(f"2026-12-0{day} 14:00")) for day in (1, 2, 3, 4))
    talk = RecordTalk(kept=many).says("私の記録")
    assert "予約 4件" in talk.bot[0]
    assert len(talk.messages) == 4
    assert [day for day in range(1, 5) if f"10000{day}" in "\n".join(talk.bot)] == [2, 3, 4]


def test_who_has_no_booking_hears_so():
    talk = RecordTalk().says("私の記録")
    assert "予約の記録はありません" in talk.bot[-1]
    assert "記録を消去する" in talk.buttons()


def test_while_it_is_being_erased_the_record_says_so():
    talk = RecordTalk(kept=(confirmed(),), erasing=True).says("私の記録")
    assert "消去を受け付けています" in talk.bot[-1]


def test_erasing_asks_first_and_does_nothing_before():
    talk = Talk().says("消去")
    assert "元には戻せません" in talk.bot[-1]
    talk.says("うーん")
    assert "よければ「消去する」" in talk.bot[-1]
    talk.says("やめる")
    assert talk.effects == []


@pytest.mark.parametrize(
    "text", ["すべて消す", "全部消してください", "データを消したい", "記録を削除してほしい。", "個人情報を削除して"]
)
def test_it_is_asked_for_in_ones_own_words_and_still_asks_first(text):
    talk = booked().says("私の記録", text)
    assert talk.conversation.flow == "erase"
    assert not any(isinstance(effect, Erase) for effect in talk.effects)


def test_erasing_without_a_booking():
    talk = Talk().says("消去").taps("消去する")
    assert talk.effects == [Erase()]
    assert "消去を受け付けました" in talk.bot[-1]


def test_erasing_cancels_the_open_booking_first():
    talk = booked().taps("申し込む").says("消去")
    assert "お申し込み（受付番号 123456）も取り消しになります" in talk.bot[-1]
    talk.taps("消去する")
    effect = talk.effects[-1]
    assert isinstance(effect, Erase)
    assert effect.booking.state is State.CANCELLED_BY_SEEKER
    assert "を取り消し、消去を受け付けました" in talk.bot[-1]


def test_on_the_day_itself_the_telephone_is_the_way():
    talk = booked().taps("申し込む")
    talk.now = tokyo("2026-12-03 09:00")
    talk.says("消去")
    assert "当日" in talk.bot[-1]
    assert "消去する" not in talk.buttons()
    assert talk.effects[-1] == NoteTry(talk.booking, "erase")


def test_who_was_asked_the_evening_before_and_presses_on_the_day_erases_nothing():
    talk = booked().taps("申し込む")
    talk.now = tokyo("2026-12-02 23:50")
    talk.says("消去").waits(minutes=15).taps("消去する")
    assert "当日" in talk.bot[-1]
    assert talk.effects[-1] == NoteTry(talk.booking, "erase")


def test_a_word_that_confirms_can_be_typed_or_numbered():
    assert Talk().says("消去", "消去する").effects == [Erase()]
    assert Talk().says("消去", "1").effects == [Erase()]


def test_an_old_button_erases_nothing():
    talk = Talk().says("消去")
    old = talk.buttons()["消去する"]
    talk.says("やめる").waits(hours=1)
    talk._act(old)
    assert talk.effects == []
