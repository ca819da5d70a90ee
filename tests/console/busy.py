"""A busy Thursday: every state, every mark, every list of the console has something to show. All people are made up."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, timedelta

from werkzeug.serving import make_server

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, Room
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.corrections import Mark
from bot.booking.staff.counsellors import Counsellor
from bot.booking.staff.staff import Role
from bot.booking.staff.staff_message import Cause, MessageState, StaffMessage
from bot.booking.waitlist import Part, WaitingWish, WishState, offer
from bot.console.page_context import actor_of
from bot.errors import SendError
from bot.ports.audit import Entry, Record
from bot.ports.office import KeepSchedule
from bot.ports.staff import KeepStaffMessage
from bot.ports.waitlist import KeepWish
from bot.service.bookings import steps
from bot.service.privacy.refusals import planned, write_down
from bot.service.staff.marks_and_notes import set_mark
from tests.console.office import Browser, ConsoleOffice
from tests.make import answers, tokyo

PEOPLE = (
    *("青木 一郎", "石田 かおり", "上野 健太", "江口 みさき", "小川 直樹", "加藤 結衣", "木下 大輔", "久保 真理子"),
    *("小島 翔", "斎藤 美咲", "清水 拓也", "須藤 彩", "関口 亮", "Nguyen Thi Lan Anh", "高橋 由美", "千葉 陸"),
)
NOW = "2026-12-03 14:12"
KINDS = ("waits", "arrived", "late", "lost", "missed", "open")  # bookings of which each looks different
WIDTHS = {1280: 900, 768: 1024, 390: 844}  # of a desk, a tablet and a telephone, with heights


class Busy:
    """The office, filled step by step as its clerks would have done."""

    def __init__(self, office: ConsoleOffice) -> None:
        self.office, self.count = office, 0
        self.sato = office.clerk("佐藤 花子", Role.MANAGER)
        self.suzuki = office.clerk("鈴木 次郎", signed_in=False)
        assert self.sato.staff
        assert self.suzuki.staff
        self.actor = actor_of(self.suzuki.staff)
        office.at("2026-11-25 10:00")
        self._past()
        self._today()
        self._requests()
        self._outcomes()
        self._refused()
        self._counsellor()
        self._waits()

    def asks(self, start: str, **given: str) -> Booking:
        """Let the next person ask for a time."""
        place, self.count = self.count, self.count + 1
        telephone = f"090-{1000 + place * 7:04}-{2000 + place * 13:04}"
        known = {"name": PEOPLE[place % len(PEOPLE)], "number": f"13010-{10000000 + place:08}", "telephone": telephone}
        made = self.office.request(
            id=f"b{place}",
            number=str(310000 + place * 37),
            user=f"U{place:032x}",
            start=tokyo(start),
            end=tokyo(start) + timedelta(minutes=30),
            created=self.office.clock.now().astimezone(UTC),
            answers=answers(**{**known, "email": f"person{place}@example.com", **given}),
        )
        entry = Entry(self.office.clock.now(), "seeker", "requested", made.id)
        self.office.store.commit((), (Record(entry),))
        return made

    def fixes(self, start: str, **given: str) -> Booking:
        """Let the next person ask, and confirm it."""
        made = self.asks(start, **given)
        place = self.count
        meeting = f"9{place:02}34567{place:03}"[:11]
        room = Room(meeting, f"{482000 + place}", f"https://zoom.example/j/{meeting}")
        return steps.confirm_booking(self.office.context, made.id, room, self.actor)

    def step(self, one: Booking, wanted: Step, reason: str = "") -> Booking:
        return steps.take_step(self.office.context, one.id, wanted, self.actor, reason=reason)

    def mark(self, one: Booking, mark: Mark) -> None:
        set_mark(self.office.context, one.id, mark, self.actor, self.office.booking(one.id).version, on=True)

    def passes(self, *moments: str) -> None:
        """Let the clock stand at moments, and send what is due then."""
        self.office.sweeps()
        for moment in moments:
            self.office.at(moment)
            self.office.sweeps()

    def _past(self) -> None:
        office = self.office
        visited = [self.fixes(f"2026-11-{day} 10:00") for day in (26, 27, 30)]
        self.passes("2026-11-25 17:00", "2026-11-26 09:30", "2026-11-26 17:00", "2026-11-27 09:30", "2026-11-27 17:00")
        self.passes("2026-11-30 09:30", "2026-11-30 16:00")
        for one in visited[:2]:
            self.step(one, Step.ATTEND)
        self.step(visited[2], Step.NO_SHOW)
        self.again = [office.booking(one.id).answers["number"].value for one in visited]

    def _today(self) -> None:
        office = self.office
        office.at("2026-12-01 09:30")
        self.met = self.fixes("2026-12-03 10:00", number=self.again[0])
        self.missed = self.fixes("2026-12-03 10:30")
        self.open = [self.fixes("2026-12-03 11:00"), self.fixes("2026-12-03 13:30", number=self.again[2])]
        self.arrived = self.fixes("2026-12-03 14:00")
        self.late = self.fixes("2026-12-03 14:00", support="interpreter")
        self.phone = self.fixes("2026-12-03 14:30")
        office.sweeps()
        office.context.line.failures.append(SendError("http_403", permanent=True))
        self.lost = self.fixes("2026-12-03 15:00", support="companion")
        office.sweeps()
        self.step(self.fixes("2026-12-03 13:00"), Step.CANCEL_BY_SEEKER)
        self.step(self.asks("2026-12-03 14:30"), Step.DECLINE, "担当者が不在のため")
        self.fixes("2026-12-04 10:00")
        office.sweeps()

    def _requests(self) -> None:
        office = self.office
        office.at("2026-12-02 15:00")
        self.waits = [self.asks("2026-12-04 11:00", number=self.again[2])]
        self.passes("2026-12-02 17:00")
        office.at("2026-12-03 09:20")
        self.waits += [self.asks("2026-12-04 10:00"), self.asks("2026-12-07 14:00", support="interpreter")]
        office.at("2026-12-03 09:25")
        self.waits += [self.asks("2026-12-11 13:30")]
        assert self.suzuki.staff
        office.console.hold(self.waits[1].id, self.suzuki.staff.id)

    def _counsellor(self) -> None:
        """Enter a counsellor who comes next year, with an id that tests know."""
        office, made = self.office, Counsellor("c1", "田中", weekly_from("mon-fri 10:00-12:00"), since=date(2027, 4, 1))
        schedule = office.store.office_state().schedule
        office.store.commit((), (KeepSchedule(schedule.with_counsellor(made)),))

    def _waits(self) -> None:
        """Let two people wait, one of whom has an offer; the other has an id that tests know."""
        consent, since = self.phone.consent, self.office.clock.now()
        days = (tokyo("2026-12-08 00:00").date(), tokyo("2026-12-09 00:00").date())
        known = answers(name="山口 さくら", number="13010-55555555", telephone="090-5555-1234")
        one = WaitingWish("w1", WishState.WAITING, since, days, tuple(Part), "U" + "a" * 32, known, consent)
        two = replace(one, id="w2", user="U" + "b" * 32, answers=answers(name="松本 隆", number="13010-66666666"))
        out, ends = offer(two, tokyo("2026-12-08 10:00"), tokyo("2026-12-03 14:40")), tokyo("2026-12-08 17:15")
        self.office.store.commit((), (KeepWish(one, ends), KeepWish(out, ends)))

    def _refused(self) -> None:
        """Refuse the one who missed his consultation, with an id that tests know."""
        one = self.office.booking(self.missed.id)
        made = planned(self.office.context, one, "無断欠席が続いたため", tokyo("2027-01-01 00:00"), self.actor)
        write_down(self.office.context, one, replace(made, id="r1"), told=False)
        left = StaffMessage("m1", MessageState.OPEN, self.office.clock.now(), one.user, "質問です", Cause.ASKED)
        self.office.store.commit((), (KeepStaffMessage(left),))

    def _outcomes(self) -> None:
        office = self.office
        self.passes("2026-12-03 09:30", "2026-12-03 10:00", "2026-12-03 10:30", "2026-12-03 13:00", "2026-12-03 13:30")
        self.passes("2026-12-03 14:00", NOW)
        self.step(self.met, Step.ATTEND)
        self.step(self.missed, Step.NO_SHOW)
        self.mark(self.arrived, Mark.ARRIVED)
        self.mark(self.late, Mark.LATE)
        self.mark(self.phone, Mark.PHONE)
        office.sweeps()

    def clerk(self, role: Role) -> Browser:
        """Give a signed-in browser of a role."""
        return self.sato if role is Role.MANAGER else self.office.clerk(f"{role.value} 田中", role)


@contextmanager
def served(office: ConsoleOffice) -> Iterator[str]:
    """Serve the console to real browsers; give its address."""
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
