"""What clerks see of the words that a seeker reads."""

from bot.ports.events import KeepStyle
from tests.make import ROOM, USER


def test_a_booking_says_that_its_seeker_reads_easy_words_and_the_preview_is_in_them(office):
    made, clerk = office.request(), office.clerk()
    assert "やさしい日本語" not in clerk.opens(f"/staff/bookings/{made.id}").page
    office.store.commit((), (KeepStyle(USER, easy=True),))
    assert "やさしい日本語。お電話でも、" in clerk.opens(f"/staff/bookings/{made.id}").page
    typed = {"meeting_id": ROOM.meeting_id, "passcode": ROOM.passcode}
    path = f"/staff/bookings/{made.id}/answer"
    shown = clerk.posts(path, wanted="confirm", stage="look", version="1", **typed).page
    assert "2026年12月3日（木曜日）午後2時" in shown


def test_it_says_nothing_of_who_came_to_the_counter_and_has_no_line(office):
    made = office.request(user="")
    office.store.commit((), (KeepStyle("", easy=True),))
    assert "やさしい日本語" not in office.clerk().opens(f"/staff/bookings/{made.id}").page
