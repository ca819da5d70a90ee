"""Refusing a person in the console: only a manager, with a reason and an end, after the text was looked at."""

import re
from dataclasses import replace

import pytest

from bot.booking.limits.refusal import without_person
from bot.booking.model import State
from bot.booking.staff.staff import Role
from bot.ports.bookings import KeepBooking
from bot.ports.privacy import KeepRefusal
from bot.service.health.upkeep import forget_old
from tests.make import USER, booking, tokyo
from tests.service.refusing import KNOWN, is_refused

PATH = "/staff/bookings/b1/refuse"
GOOD = {"until": "2026-12-24", "reason": "無断欠席が続いたため", "told": "y"}


@pytest.fixture
def missed(office):
    """An office where somebody missed a consultation."""
    one = booking(state=State.NO_SHOW, start=tokyo("2026-11-24 14:00"), answers=KNOWN)
    office.store.commit((), (KeepBooking(one),))
    return office


@pytest.fixture
def manager(missed):
    """The manager's browser."""
    return missed.clerk("責任", Role.MANAGER)


def refuses(manager, **changes):
    manager.posts(PATH, **{**GOOD, **changes}, stage="send")
    assert manager.status == 303
    return manager.follows()


def told(office) -> list[str]:
    office.sweeps()
    return [message["text"] for _, messages, _ in office.context.line.pushes for message in messages]


def test_the_text_is_looked_at_first_and_arrives_as_it_was_shown(missed, manager):
    page = manager.posts(PATH, **GOOD).page
    assert not is_refused(missed.context, USER)
    bubble = re.search(r'<blockquote class="bubble">(.*?)</blockquote>', page, re.DOTALL)[1]
    assert "12月24日（木）まで" in page
    refuses(manager)
    [text] = told(missed)
    assert re.sub(r"\s|<br>", "", bubble) == re.sub(r"\s", "", text)
    assert "お断りを始めました" in manager.page


def test_it_stands_in_the_list_and_on_the_pages_of_the_person(missed, manager):
    refuses(manager, told="")
    assert told(missed) == []
    assert "山田 太郎" in manager.page
    assert "無断欠席が続いたため" in manager.page
    page = missed.clerk().opens("/staff/bookings/b1").page
    assert "お断り中" in page
    assert "/refuse" not in page
    assert "person_refused" in " ".join(missed.entries())


@pytest.mark.parametrize(
    ("field", "changes", "why"),
    [
        ("reason", {"reason": "  "}, "入力してください"),
        ("reason", {"reason": "あ" * 201}, "200文字まで"),
        ("until", {"until": ""}, "どちらか|印をつけて"),
        ("until", {"open_end": "y"}, "どちらか一方"),
        ("until", {"until": "12/24"}, "日付を選んで"),
        ("until", {"until": "9999-12-31"}, "日付を選んで|1年先まで"),
        ("until", {"until": "2026-11-24"}, "1年先まで"),
        ("until", {"until": "2028-01-01"}, "1年先まで"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(missed, manager, field, changes, why):
    page = manager.posts(PATH, **{**GOOD, **changes}, stage="send").page
    assert manager.status in (400, 409)
    assert re.search(why, re.search(rf'class="invalid-feedback" id="{field}-help">([^<]*)', page)[1])
    assert changes.get("reason", GOOD["reason"]).strip() in page
    assert not is_refused(missed.context, USER)


def test_a_second_manager_learns_that_it_was_done(missed, manager):
    refuses(manager)
    other = missed.clerk("責任二", Role.MANAGER)
    assert "もうお断りしています" in other.opens(PATH).page
    assert "もうお断りしています" in other.posts(PATH, **GOOD, stage="send").page
    assert other.status == 409


def test_it_is_lifted_with_a_reason_that_the_person_reads(missed, manager):
    refuses(manager, told="", until="", open_end="y")
    [one] = missed.store.refusals()
    path = f"/staff/refusals/{one.id}/lift"
    assert "解除するまで" in manager.opens(path).page
    assert manager.posts(path, reason="", stage="send").status == 400
    form = {"reason": "ご事情をうかがったため", "told": "y"}
    assert "ご事情をうかがったため" in manager.posts(path, **form).page
    assert is_refused(missed.context, USER)
    manager.posts(path, **form, stage="send")
    assert not is_refused(missed.context, USER)
    assert "解除" in manager.follows().page
    assert "ご事情をうかがったため" in told(missed)[-1]
    assert manager.posts(path, **form, stage="send").status == 409


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.MANAGER])
def test_only_a_manager_may(missed, role):
    clerk = missed.clerk("他", role)
    assert clerk.opens(PATH).status == 403
    assert clerk.posts(PATH, **GOOD, stage="send").status == 403
    assert clerk.opens("/staff/refusals").status == 403
    assert not is_refused(missed.context, USER)


def test_without_the_token_of_the_session_nothing_happens(missed, manager):
    assert manager.posts_bare(PATH, **GOOD, stage="send").status == 400
    assert not is_refused(missed.context, USER)


def test_the_list_says_who_was_erased_without_his_name(missed, manager):
    refuses(manager, told="")
    [one] = missed.store.refusals()
    missed.store.commit((), (KeepRefusal(without_person(one)),))
    page = manager.opens("/staff/refusals").page
    assert "記録を消去した方" in page
    assert "山田" not in page


def test_who_can_only_be_called_is_a_task_with_the_words_to_say(missed, manager):
    missed.store.commit((), (KeepBooking(replace(missed.booking(), user="", version=2)),))
    assert "伝え方：電話" in manager.posts(PATH, **GOOD).page
    refuses(manager)
    missed.sweeps()
    page = manager.opens("/staff/todo").page
    assert "届かなかった通知：申し込みのお断り" in page
    [task] = re.findall(r"/staff/todo/([^/\"]+)/call", page)
    assert "理由：無断欠席が続いたため" in manager.posts(f"/staff/todo/{task}/call").page


def test_a_clerk_who_enters_a_booking_reads_until_when_and_why_and_loses_nothing(missed, manager):
    refuses(manager, told="")
    clerk = missed.clerk()
    page = clerk.opens("/staff/bookings/new").page
    given = {name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)[1] for name in ("once", "terms")}
    typed = {
        "name": "山田 太郎",
        "number": "13010-12345678",
        "telephone": "090-1234-5678",
        "email": "",
        "purpose": "consultation",
        "support": "none",
        "way": "by_telephone",
        "agreed": "read_aloud",
        "consent": "y",
        "time": re.search(r'value="(2026-1[^"]+)"', page)[1],
    }
    page = clerk.posts("/staff/bookings/new", **given, **typed).page
    assert clerk.status == 409
    beside = re.search(r'class="invalid-feedback" id="number-help">([^<]*)', page)[1]
    assert "12月24日（木）まで" in beside
    assert "無断欠席が続いたため" in beside
    assert 'value="090-1234-5678"' in page


def test_the_queue_says_who_is_refused_and_of_nobody_else(missed, manager):
    other = {**KNOWN, "number": replace(KNOWN["number"], key="13010-99999999")}
    missed.request(id="b2", number="222222", user="U2", answers=KNOWN)
    missed.request(id="b3", number="333333", user="U3", answers=other)
    refuses(manager, told="")
    lines = re.findall(r"<tr.*?</tr>", missed.clerk().opens("/staff/requests").page, re.DOTALL)
    marked = {one: "お断り中" in line for one in ("222222", "333333") for line in lines if one in line}
    assert marked == {"222222": True, "333333": False}


def test_the_list_does_not_lead_to_a_booking_that_is_no_longer_kept(missed, manager):
    refuses(manager, told="", until="", open_end="y")
    assert 'href="/staff/bookings/b1"' in manager.page
    missed.clock.move_to(tokyo("2027-01-10 10:00"))
    forget_old(missed.context)
    page = manager.opens("/staff/refusals").page
    assert 'href="/staff/bookings/b1"' not in page
    assert "保存の期間を過ぎました" in page
    one = missed.store.refusals()[0]
    assert 'name="told"' not in manager.opens(f"/staff/refusals/{one.id}/lift").page
    manager.posts(f"/staff/refusals/{one.id}/lift", reason="事情をうかがったため", stage="send")
    assert not is_refused(missed.context, USER)


def test_no_address_of_the_pages_holds_anything_personal(missed, manager):
    refuses(manager, told="")
    one = missed.store.refusals()[0]
    for path in ("/staff/refusals", f"/staff/refusals/{one.id}/lift", "/staff/bookings/b1"):
        links = " ".join(re.findall(r'(?:href|action)="([^"]*)"', manager.opens(path).page))
        assert "12345678" not in links
        assert USER not in links
        assert "%E5" not in links


def test_nobody_is_called_about_what_was_lifted_meanwhile(missed, manager):
    missed.store.commit((), (KeepBooking(replace(missed.booking(), user="", version=2)),))
    refuses(manager)
    missed.sweeps()
    assert "届かなかった通知：申し込みのお断り" in manager.opens("/staff/todo").page
    one = missed.store.refusals()[0]
    manager.posts(f"/staff/refusals/{one.id}/lift", reason="事情をうかがったため", stage="send")
    assert "届かなかった通知：" not in manager.opens("/staff/todo").page
