"""The waiting list as staff see it."""

from dataclasses import replace

from bot.booking.waiting import Part, WaitingWish, WishState, offer
from bot.ports.waitlist import KeepWish
from tests.make import answers, booking, tokyo

DAYS = (tokyo("2026-12-03 00:00").date(), tokyo("2026-12-04 00:00").date())


def wish(name: str) -> WaitingWish:
    return WaitingWish(
        id=name,
        state=WishState.WAITING,
        since=tokyo("2026-11-25 09:00"),
        days=DAYS,
        parts=(Part.AFTERNOON,),
        user=f"U{name}",
        answers=answers(),
        consent=booking().consent,
    )


def test_staff_see_how_many_wait_and_who_has_an_offer(office):
    until = tokyo("2026-11-25 10:30")
    out = offer(wish("w1"), tokyo("2026-12-03 14:00"), until)
    office.store.commit(
        (), (KeepWish(out, until), KeepWish(replace(wish("w2"), answers={}), tokyo("2026-12-03 17:15")))
    )
    clerk = office.clerk()
    page = clerk.opens("/staff/waiting").page
    assert "2人" in page
    assert "山田 太郎" in page
    assert "12月3日（木）" in page
    assert "10:30" in page
    assert ">2</span>" in clerk.opens("/staff/week").page


def test_an_empty_list_says_so(office):
    page = office.clerk().opens("/staff/waiting").page
    assert "待っている方はいません" in page
    assert "お知らせしている席はありません" in page
