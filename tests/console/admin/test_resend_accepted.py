"""Managers send again what LINE accepted and did not bring: choose, look, send once."""

import re
from dataclasses import replace

from bot.booking.model import State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.staff.staff import Role
from bot.booking.waitlist import Part, WaitingWish, WishState, offer
from bot.ports.notices import KeepNotice
from bot.ports.waitlist import KeepWish
from bot.service.waitlist.offering import notice
from tests.make import ROOM, answers, booking, tokyo

PAGE = "/staff/resend-accepted"
SPAN = {"since": "2026-11-25T10:00", "until": "2026-11-25T10:30"}


def lost(office):
    """Let LINE accept the details of two bookings at ten."""
    for count in (1, 2):
        made = {"id": f"b{count}", "number": f"12345{count}", "user": f"U{count:032x}"}
        office.request(**made, state=State.CONFIRMED, room=ROOM)
    office.sweeps()
    office.at("2026-11-25 13:00")
    assert len(office.pushes) == 2


def seen(page: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def test_a_manager_looks_then_sends_and_pressing_twice_sends_once(office):
    lost(office)
    chief = office.clerk("長", Role.MANAGER)
    assert 'value="2026-11-25T11:00"' in chief.opens(PAGE).page, "the last two hours are filled in"
    page = chief.posts(PAGE, **SPAN).page
    assert "この間に受け付けられた通知：2件" in page
    assert "2件をもう一度送る" in page
    assert "123451" in page
    assert "山田" not in page
    assert len(office.pushes) == 2, "looking sends nothing"
    given = {**SPAN, "stage": "send", "seen": seen(page)}
    assert chief.posts(PAGE, **given).status == 303
    assert "2件をもう一度送ります" in chief.follows().page
    assert chief.posts(PAGE, **given).status == 409
    assert "もう一度送ってある：2件" in chief.page
    office.sweeps()
    assert len(office.pushes) == 4
    noted = [entry.split()[1] for entry in office.entries()]
    assert (noted.count("resent"), noted.count("resent_span")) == (2, 1)


def test_without_having_looked_nothing_is_sent(office):
    lost(office)
    chief = office.clerk("長", Role.MANAGER)
    for given in ({}, {"seen": ""}, {"seen": "other"}):
        assert chief.posts(PAGE, **SPAN, stage="send", **given).status in (400, 409)
    office.sweeps()
    assert len(office.pushes) == 2


def test_what_is_wrong_with_the_times_stands_beside_them(office):
    chief = office.clerk("長", Role.MANAGER)
    for since, until, words in (
        ("", "", "入力してください"),
        ("きのう", "2026-11-25T09:00", "日付と時刻を入れてください"),
        ("2026-11-25T09:00", "2026-11-25T09:00", "より後にしてください"),
        ("2026-11-25T09:00", "2027-11-25T09:00", "いまより後は選べません"),
        ("2026-11-01T09:00", "2026-11-25T09:00", "一度に選べるのは7日までです"),
    ):
        page = chief.posts(PAGE, since=since, until=until)
        assert page.status == 400
        assert words in page.page, (since, until)


def test_an_empty_span_says_so_and_offers_nothing_to_send(office):
    chief = office.clerk("長", Role.MANAGER)
    page = chief.posts(PAGE, since="2026-11-25T01:00", until="2026-11-25T02:00").page
    assert "この間に受け付けられた通知：0件" in page
    assert 'id="send"' not in page


def test_only_managers_find_the_way_to_it(office):
    assert PAGE in office.clerk("長", Role.MANAGER).opens("/staff/settings").page
    assert PAGE in office.clerk("長2", Role.MANAGER).opens("/staff/todo").page
    assert PAGE not in office.clerk().opens("/staff/todo").page
    assert office.clerk("別").opens(PAGE).status == 403


def test_an_offer_of_the_waiting_list_is_named_among_what_was_accepted(office):
    until = tokyo("2026-11-25 15:00")
    days, since = (tokyo("2026-12-03 00:00").date(),), tokyo("2026-11-25 09:00")
    waits = WishState.WAITING
    wish = WaitingWish("w1", waits, since, days, (Part.AFTERNOON,), "Uw1", answers(), booking().consent)
    offered = offer(wish, tokyo("2026-12-03 14:00"), until)
    row = notice(offered, Kind.WAIT_OFFERED, tokyo("2026-11-25 10:05"), until)
    told = replace(row, state=NoticeState.ACCEPTED, attempts=1, first_attempt=row.due, accepted=row.due)
    office.store.commit((), (KeepWish(offered, until), KeepNotice(told, None)))
    office.at("2026-11-25 10:40")
    page = office.clerk("長", Role.MANAGER).posts(PAGE, **SPAN).page
    assert "この間に受け付けられた通知：1件" in page
    assert "キャンセル待ち：空きのお知らせ" in page
