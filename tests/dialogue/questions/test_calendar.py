"""The calendar: which days and times it shows, how full each is, and that taps, old ones too, and words choose."""

from datetime import timedelta

import pytest

from bot.booking.model import Room, State
from bot.booking.schedule.opening import bookable_starts, today
from bot.booking.schedule.schedule import Closure, Hours, Schedule
from bot.booking.schedule.vacancy import Vacancy, of_days, of_start
from bot.dialogue.turn import Cell, Say
from tests.dialogue.talks import BEFORE, at, known, packed, value
from tests.make import OFFICE, WEDNESDAY, WORDS, booking, office, tokyo
from tests.talk import FIRST_BOOKING, Talk, actions

THURSDAY = tokyo("2026-12-03 14:00")


def cells(say: Say) -> dict[str, Cell]:
    return {WORDS(cell.label, cell.values): cell for group in say.groups for cell in group.cells}


def vacancies(talk: Talk) -> dict[str, str]:
    return {name: str(cell.vacancy) for name, cell in cells(talk.said[-1]).items()}


def filled(day: str, count: int = OFFICE.places, but: tuple[str, ...] = ()) -> dict:
    """Take places at every start of a day but some."""
    starts = (start for start in bookable_starts(OFFICE, WEDNESDAY) if str(today(start)) == day)
    return {start: count for start in starts if f"{start:%H:%M}" not in but}


def test_every_week_to_come_is_a_card_with_its_five_days():
    talk = at("day")
    groups = talk.said[-1].groups
    assert [len(group.cells) for group in groups] == [2, 5, 5, 5, 5]  # it is Wednesday
    assert len(talk.messages[-1]["contents"]["contents"]) == 5
    assert WORDS(groups[0].heading, groups[0].values) == "11月26日（木）～11月27日（金）"
    assert set(vacancies(talk).values()) == {"open"}


def test_a_day_says_that_few_or_none_are_left_or_that_it_is_closed():
    taken = filled("2026-12-03") | filled("2026-12-04", but=("14:00", "14:30"))
    closed = Closure("c", tokyo("2026-12-07 00:00").date(), tokyo("2026-12-07 00:00").date(), "工事")
    talk = at("day", Talk(taken=taken, office=office(schedule=Schedule(1, (closed,)), horizon_days=13)))
    told = vacancies(talk)
    assert [told[f"12月{day}"] for day in ("3日（木）", "4日（金）", "7日（月）", "8日（火）")] == [
        *("full", "few", "closed", "open")
    ]
    assert "12月9日（水）" not in told  # beyond the horizon
    assert "12月7日（月）" not in talk.buttons()
    assert "12月3日（木）（満員）" in talk.buttons()


@pytest.mark.parametrize(
    ("places", "taken", "vacancy"),
    [(2, 0, "open"), (2, 1, "few"), (2, 2, "full"), (1, 0, "open"), (1, 1, "full"), (5, 3, "open"), (5, 4, "few")],
)
def test_a_start_has_few_places_when_one_of_several_is_left(places, taken, vacancy):
    free = (THURSDAY,) if taken < places else ()
    assert of_start(office(places=places), WEDNESDAY, THURSDAY, {THURSDAY: taken}, free) == vacancy


@pytest.mark.parametrize(("left", "vacancy"), [(0, "full"), (1, "few"), (2, "few"), (3, "open"), (11, "open")])
def test_a_day_has_few_starts_when_a_quarter_or_less_of_its_eleven_is_left(left, vacancy):
    starts = [start for start in bookable_starts(OFFICE, WEDNESDAY) if today(start) == today(THURSDAY)]
    assert of_days(OFFICE, WEDNESDAY, [today(THURSDAY)], starts[:left]) == {today(THURSDAY): Vacancy(vacancy)}


def test_a_day_without_places_is_closed_and_not_full():
    hours = Schedule(1, (), (Hours(today(THURSDAY), places=0),))
    day = of_days(office(schedule=hours), WEDNESDAY, [today(THURSDAY)], ())
    assert day == {today(THURSDAY): Vacancy.CLOSED}


def test_the_times_of_a_day_stand_by_morning_and_afternoon():
    talk = at("day", Talk(taken={THURSDAY: 2, THURSDAY + timedelta(minutes=30): 1})).taps("12月3日（木）")
    headings = [WORDS(group.heading, group.values) for group in talk.said[-1].groups]
    assert headings == ["午前", "午後"]
    assert [vacancies(talk)[clock] for clock in ("10:00", "14:00", "14:30")] == ["open", "full", "few"]
    assert [len(group.cells) for group in talk.said[-1].groups] == [4, 7]


def test_each_cell_is_shown_in_the_talk_as_it_would_be_typed():
    for talk, labels in ((at("day"), ("12月10日（木）",)), (at("time"), ("14:00",))):
        for label in labels:
            assert talk.button(label)["displayText"] == label
            assert len(talk.button(label)["data"]) < 80


@pytest.mark.parametrize("said", ["12/10", "12月10日", "10", "12月10日（木）", "来週の次の木曜", "1210"])
def test_a_day_is_typed_as_well(said):
    talk = at("day").says(said)
    assert value(talk, "day") == "2026-12-10" or "12月10日（木）" in talk.buttons()


@pytest.mark.parametrize("said", ["14", "14:00", "2時", "午後2時", "14時", "1400"])
def test_a_time_is_typed_as_well(said):
    assert value(at("time").says(said), "time").startswith("2026-12-03T14:00")


def test_a_full_day_leads_to_the_waiting_list_for_that_day():
    talk = at("day", Talk(taken=filled("2026-12-03"))).taps("12月3日（木）（満員）")
    assert "埋まりました" in talk.bot[-1]
    talk.taps("キャンセル待ちにする", "午後", "キャンセル待ちに入る")
    assert [str(day) for day in talk.wish.days] == ["2026-12-03"]


def test_a_full_time_leads_to_the_nearest_and_to_the_waiting_list_for_its_day():
    talk = at("time", Talk(taken={**filled("2026-12-03", but=("10:00",))}))
    talk.taps("14:00（満員）")
    assert {"12月3日（木） 10:00", "キャンセル待ちにする"} <= set(talk.buttons())
    talk.taps("キャンセル待ちにする", "午後", "キャンセル待ちに入る")
    assert [str(day) for day in talk.wish.days] == ["2026-12-03"]


def test_who_has_a_booking_is_not_led_to_the_list_by_a_full_day():
    taken = filled("2026-12-04")
    talk = Talk(taken=taken, booking=booking(state=State.CONFIRMED, room=Room("91234567890", "1", ""))).says("変更")
    talk.taps("12月4日（金）（満員）")
    assert "キャンセル待ちにする" not in talk.buttons()
    assert "12月4日（金）は埋まりました" in talk.bot[-1]


def test_nothing_free_is_told_in_words_with_the_list():
    assert "空いている希望日時がありません" in at("day", packed()).bot[-1]


def test_another_day_is_tapped_on_the_calendar_above_while_the_time_is_asked():
    talk = at("day")
    other = talk.button("12月10日（木）")
    talk.taps("12月3日（木）")._act(other)
    assert value(talk, "day") == "2026-12-10"
    assert "14:00" in talk.buttons()


def test_a_cell_tapped_after_all_was_answered_is_old_and_changes_nothing():
    talk = at("day")
    other = talk.button("12月10日（木）")
    talk.taps("12月3日（木）", "14:00")._act(other)
    assert "前の画面のもの" in "".join(talk.bot[-2:])
    assert value(talk, "day") == "2026-12-03"


def test_a_cell_of_an_earlier_run_is_old():
    talk = at("day")
    other = talk.button("12月10日（木）")
    talk.says("やめる")._act(other)
    assert "前の画面のもの" in "".join(talk.bot[-2:])


def test_who_booked_before_sees_the_first_times_under_their_days():
    talk = known().says("予約").taps("この内容で進む")
    first = talk.said[-1].groups[0]
    assert WORDS(first.heading, first.values) == "11月26日（木）"
    assert "11月27日（金） 10:00" in talk.buttons()


def test_who_waits_chooses_a_week_or_a_day_or_any():
    day = at("day", packed()).taps("キャンセル待ちにする")
    assert {"11/30（月）～12/4（金）", "12月3日（木）", "どの日でもよい"} <= set(day.buttons())
    day.taps("12月3日（木）", "午前", "キャンセル待ちに入る")
    assert [str(one) for one in day.wish.days] == ["2026-12-03"]


def test_a_year_of_days_goes_on_from_calendar_to_calendar():
    talk, seen = at("day", Talk(office=office(horizon_days=366))), set()
    while True:
        assert len(talk.messages[-1]["contents"]["contents"]) <= 8
        seen |= {name for name, vacancy in vacancies(talk).items() if vacancy == "open"}
        if "もっと先の週" not in talk.buttons():
            break
        talk.taps("もっと先の週")
    assert len(seen) == len({today(start) for start in bookable_starts(talk.office, talk.now)})


# --- how many taps and bubbles it takes ---


def test_no_way_to_a_booking_is_longer_than_it_was_and_no_talk_has_more_than_twelve_bubbles():
    talk = Talk().says("予約").taps("はい、すべて", "同意する").says(*FIRST_BOOKING)
    talk.taps("職業相談", "必要ない", "12月3日（木）", "14:00", "申し込む")
    assert (talk.taps_made, talk.texts_typed - 1) == (7, 4)
    assert talk.booking.start == THURSDAY
    assert len(talk.bot) <= 12


def test_moving_takes_four_taps_and_cancelling_three():
    held = booking(state=State.CONFIRMED, room=Room("91234567890", "1", ""))
    moved = Talk(booking=held).says("確認").taps("日時を変更する", "12月4日（金）", "10:00", "変更する")
    assert (moved.taps_made, moved.booking.start) == (4, tokyo("2026-12-04 10:00"))
    gone = Talk(booking=held).says("確認").taps("予約を取り消す", "答えたくない", "取り消す")
    assert (gone.taps_made, gone.booking) == (3, None)


def test_who_booked_before_books_with_three_taps():
    talk = Talk(known=BEFORE).says("予約").taps("この内容で進む", "11月27日（金） 10:00", "申し込む")
    assert (talk.taps_made, talk.booking.start) == (3, tokyo("2026-11-27 10:00"))


# --- back and stop ---

EVERY = ("eligible", "consent", "name", "number", "telephone", "email", "purpose", "support", "day", "time", "review")


@pytest.mark.parametrize("question", EVERY)
def test_going_back_and_stopping_are_buttons_at_every_question(question):
    talk = at(question)
    assert ("戻る" in talk.every_button()) is (question != "eligible")
    assert "やめる" in talk.every_button()
    if talk.messages[-1]["type"] == "text":  # a PC shows no button below a text
        assert "「戻る」「やめる」と送ることもできます" in talk.messages[-1]["text"]
    else:
        assert "quickReply" not in talk.messages[-1]
    assert talk.taps("やめる").conversation.flow == ""


@pytest.mark.parametrize("question", EVERY[1:])
def test_going_back_asks_the_question_before(question):
    talk = at(question).taps("戻る")
    before = EVERY[EVERY.index(question) - 1]
    assert before not in talk.conversation.answers


@pytest.mark.parametrize("command", ["変更", "キャンセル", "連絡先の変更", "消去"])
def test_who_stops_with_a_booking_leaves_it_as_it_is(command):
    held = booking(state=State.CONFIRMED, room=Room("91234567890", "1", ""))
    talk = Talk(booking=held).says(command)
    assert [one["label"] for one in actions(talk.messages)].count("いまのままにする") >= 1
    assert "戻る" not in talk.every_button()
    assert talk.taps("いまのままにする").booking == held


def test_a_text_that_was_not_understood_says_how_to_go_back_and_stop_too():
    for question in ("name", "telephone", "day"):
        assert {"戻る", "やめる"} <= set(at(question).says("？？？").every_button())


def test_nothing_of_it_stands_where_no_question_is_open():
    assert not {"戻る", "やめる"} & set(Talk().says("こんにちは").every_button())
