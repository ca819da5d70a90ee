"""From the seeker's word on the day to the console, the outcome, and what he reads of it."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind
from bot.cli.commands.booking_views import answers_and_consent, details, document_of
from bot.dialogue.incoming import Incoming, Sort
from bot.ports.bookings import KeepBooking
from bot.ports.events import Event
from bot.ports.staff import StaffWays
from bot.service.events.handle_event import reply_to
from bot.service.notices.ledger import ways
from bot.service.staff.statistics import figures
from bot.service.staff.tasks import tasks
from tests.make import ROOM, USER, answers, tokyo
from tests.stores import entries
from tests.talk import text_of

SICK = "体調不良のため今日はお休みします。よろしくお願いいたします。"
WITHOUT_A_WORD = "ご連絡のないまま"


@pytest.fixture
def place(office):
    office.context = replace(office.context, staff=StaffWays(group="C" + "4" * 32))
    given = {name: one for name, one in answers().items() if name != "email"}
    office.request(state=State.CONFIRMED, room=ROOM, answers=given)
    office.at("2026-12-03 09:00")
    return office


def writes(office, text: str, moment: str = "") -> str:
    if moment:
        office.at(moment)
    now = office.clock.now()
    name = f"{now:%H%M%S%f}"
    said = Incoming(Sort.TEXT, f"e{name}", now, text=text, message_id=f"m{name}")
    reply_to(office.context, Event(USER, said, f"r{name}"))
    return "".join(text_of(message) for message in office.context.line.replies[-1][1])


def unsends(office, message_id: str) -> None:
    now = office.clock.now()
    gone = Incoming(Sort.UNSEND, f"e{now:%H%M%S%f}", now, message_id=message_id)
    reply_to(office.context, Event(USER, gone, ""))


def kinds(office) -> set[str]:
    return {one.kind for one in tasks(office.context, office.console, office.clock.now())}


def outcome(office, clerk, wanted: str, moment: str = "2026-12-03 14:15"):
    office.at(moment)
    clerk.posts(f"/staff/bookings/b1/outcome/{wanted}", version=str(office.booking().version))
    office.clock.advance(31)
    office.sweeps()
    return office.pushes[-1]


def test_an_absence_is_told_noted_shown_settled_and_becomes_no_strike(place):
    said = writes(place, SICK)
    assert "来られない" in said
    assert "こちらこそ" not in said
    [note] = place.booking().day_notes
    assert (note.about, note.text) == ("absent", SICK)
    assert tokyo("2026-12-03 09:00") <= note.at < tokyo("2026-12-03 09:01")
    clerk = place.clerk()
    page = clerk.opens("/staff/").page
    assert page.index(SICK) < page.index("counters")
    assert kinds(place) >= {"day_note"}
    assert SICK in clerk.opens("/staff/todo").page
    assert SICK in clerk.opens("/staff/bookings/b1").page
    clerk.posts("/staff/bookings/b1/day-notes/settle", version=str(place.booking().version))
    assert "day_note" not in kinds(place)
    assert SICK not in clerk.opens("/staff/").page
    place.at("2026-12-03 14:15")
    page = clerk.opens("/staff/bookings/b1").page
    assert page.index("無断欠席にはあたりません") < page.index("来ていません")
    assert "「連絡あり欠席」として記録しました" in outcome(place, clerk, "excuse")
    assert place.booking().state is State.EXCUSED
    assert "連絡あり欠席" in clerk.opens("/staff/").page


@pytest.mark.parametrize("text", ["死にたい", "今日は行けません。消えたい"])
def test_staff_hear_of_despair_on_the_day_at_once_and_read_its_words(place, text):
    writes(place, text)
    assert [row.kind for row in place.store.notices("b1") if row.kind is Kind.STAFF_DAY_NOTE]
    page = place.clerk().opens("/staff/").page
    assert text in page
    assert "つらいお気持ちの言葉" in page


def test_staff_hear_of_it_at_once_and_nothing_of_what_it_says(place):
    writes(place, SICK)
    rows = [row for row in place.store.notices("b1") if row.kind is Kind.STAFF_DAY_NOTE]
    assert [row.channel for row in rows] == [Channel.STAFF_GROUP] == [*ways(place.context).staff]
    place.sweeps()
    assert any("トークに連絡が届いています" in text for text in place.pushes)
    told = [one for one in entries(place.context) if one["action"] == "told absent"]
    assert len(told) == 1
    assert "体調" not in str([*entries(place.context), place.pushes])


def test_the_words_are_sealed(place):
    writes(place, SICK)
    raw = place.client.hgetall(place.store._keys.booking("b1"))
    assert "体調" not in str(raw)


@pytest.mark.parametrize(
    ("text", "moment"),
    [(SICK, "2026-12-03 09:00"), ("10分遅れます", "2026-12-03 13:50"), ("Zoomに入れません", "2026-12-03 14:09")],
)
def test_who_gave_word_never_reads_that_he_stayed_away_without_one(place, text, moment):
    writes(place, text, moment)
    clerk = place.clerk()
    told = outcome(place, clerk, "no_show")
    assert WITHOUT_A_WORD not in told
    assert "お会いできませんでした" in told
    assert "無断" not in writes(place, "確認") + writes(place, "私の記録", "2026-12-03 15:00")


def test_twin_without_the_note_he_would_read_it(place):
    writes(place, SICK)
    one = place.booking()
    place.store.commit((), (KeepBooking(replace(one, day_notes=(), marks=(), version=one.version + 1)),))
    assert WITHOUT_A_WORD in outcome(place, place.clerk(), "no_show")


def test_a_word_ten_minutes_after_the_start_is_too_late_for_that(place):
    writes(place, "Zoomに入れません", "2026-12-03 14:11")
    assert place.booking().day_notes
    assert WITHOUT_A_WORD in outcome(place, place.clerk(), "no_show")


def test_an_outcome_with_a_word_is_taken_back(place):
    writes(place, SICK)
    clerk = place.clerk()
    outcome(place, clerk, "excuse")
    clerk.posts("/staff/bookings/b1/outcome-undo", version=str(place.booking().version))
    assert place.booking().state is State.CONFIRMED
    assert place.booking().day_notes


def test_at_most_five_notes_are_kept_the_first_among_them_each_cut(place):
    writes(place, SICK)
    for minute in range(1, 9):
        writes(place, f"今日は休みます{'。' * minute}{'あ' * 300}", f"2026-12-03 09:{minute:02}")
    notes = place.booking().day_notes
    assert len(notes) == 5
    assert notes[0].text == SICK
    assert max(len(one.text) for one in notes) == 200


def test_after_the_end_a_word_still_reaches_staff(place):
    assert "職員にも伝わります" in writes(place, "つながりません", "2026-12-03 14:50")
    assert [one.about for one in place.booking().day_notes] == ["trouble"]


def test_what_is_denied_is_not_noted(place):
    writes(place, "今日は休みません")
    writes(place, "キャンセルしないでください", "2026-12-03 09:05")
    assert place.booking().day_notes == ()
    assert place.booking().marks == ()


def test_a_booking_from_before_notes_were_kept_opens(place):
    assert place.booking().day_notes == ()
    assert place.booking().start == tokyo("2026-12-03 14:00")


def test_an_excuse_after_the_no_show_is_a_task_and_changes_no_outcome(place):
    clerk = place.clerk()
    outcome(place, clerk, "no_show")
    why = "すみません、寝坊してしまいました"
    assert "職員にも伝わります" in writes(place, why, "2026-12-04 09:00")
    assert "職員にも伝わります" in writes(place, why, "2026-12-04 09:01")
    [note] = place.booking().day_notes
    assert (note.about, note.text, place.booking().state) == ("excuse", why, State.NO_SHOW)
    assert kinds(place) >= {"day_note"}
    assert "欠席のあとの説明" in clerk.opens("/staff/bookings/b1").page
    assert [one["action"] for one in entries(place.context)].count("told why") == 1
    clerk.posts("/staff/bookings/b1/day-notes/settle", version=str(place.booking().version))
    assert "day_note" not in kinds(place)


def test_twin_without_the_note_staff_would_not_know_why(place):
    outcome(place, place.clerk(), "no_show")
    writes(place, "確認", "2026-12-04 09:00")
    assert place.booking().day_notes == ()
    assert "day_note" not in kinds(place)


def test_an_absence_with_a_word_is_counted_apart_from_no_shows(place):
    writes(place, SICK)
    clerk = place.clerk()
    outcome(place, clerk, "excuse")
    counted = figures(place.context, place.console, place.clock.now())
    assert (counted.excused, counted.missed[0]) == (1, 0)


def test_twin_the_same_without_a_word_counts_as_a_no_show(place):
    outcome(place, place.clerk(), "no_show")
    counted = figures(place.context, place.console, place.clock.now())
    assert (counted.excused, counted.missed[0]) == (0, 1)


def test_the_command_line_shows_what_was_told_and_what_became_of_it(place):
    writes(place, SICK)
    outcome(place, place.clerk(), "excuse")
    document = document_of(place.context, place.booking()) | answers_and_consent(place.booking())
    assert (document["state"], document["gave_word"]) == ("excused", True)
    assert [(one["about"], one["text"]) for one in document["day_notes"]] == [("absent", SICK)]
    assert any(SICK in row[1] for row in details(place.context, place.booking()))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SICK, "やっぱり行けます"),
        (SICK, "すみません治ったので出ます"),
        (SICK, "欠席は取り消します"),
        ("20分遅れます", "間に合いました"),
        ("20分遅れます", "遅れません"),
    ],
)
def test_who_comes_after_all_takes_his_word_back_and_staff_read_both_with_the_time(place, before, after):
    writes(place, before)
    assert "お待ちしています" in writes(place, after, "2026-12-03 09:20")
    first, back = place.booking().day_notes
    assert (first.is_taken_back, back.about, back.text) == (True, "back", after)
    assert place.booking().marks == ("tried_back",)
    page = place.clerk().opens("/staff/bookings/b1").page
    assert f"<s>{place.context.words(f'console.day_note.{first.about}')}" in page
    assert after in page
    rows = [row for row in place.store.notices("b1") if row.kind is Kind.STAFF_DAY_NOTE]
    assert len(rows) == 2


def test_who_then_is_absent_again_is_noted_again_and_staff_hear_of_it(place):
    for minute, text in enumerate((SICK, "やっぱり行けます", SICK)):
        writes(place, text, f"2026-12-03 09:0{minute}")
    assert [(one.about, one.is_taken_back) for one in place.booking().day_notes] == [
        ("absent", True),
        ("back", False),
        ("absent", False),
    ]
    assert place.booking().marks == ("tried_absent",)
    assert len([row for row in place.store.notices("b1") if row.kind is Kind.STAFF_DAY_NOTE]) == 3


def test_unsending_an_absence_takes_it_back_and_its_words_go(place):
    writes(place, SICK)
    unsends(place, place.booking().day_notes[0].message_id)
    first, back = place.booking().day_notes
    assert (first.text, first.is_taken_back, back.detail) == ("", True, "unsent")
    assert SICK not in place.clerk().opens("/staff/bookings/b1").page


def test_twin_without_the_name_of_its_message_the_note_of_an_unsent_absence_stays(place):
    writes(place, SICK)
    one = place.booking()
    unnamed = replace(one, day_notes=(replace(one.day_notes[0], message_id=""),), version=one.version + 1)
    place.store.commit((), (KeepBooking(unnamed),))
    unsends(place, one.day_notes[0].message_id)
    assert [(note.text, note.is_taken_back) for note in place.booking().day_notes] == [(SICK, False)]
