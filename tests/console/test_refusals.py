"""Refusing a person in the console: only a manager, with a reason and an end, after the text was looked at."""

import re
from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.booking.refusal import without_person
from bot.booking.staff import Role
from bot.ports import KeepBooking, KeepRefusal
from tests.make import USER, answers, booking, tokyo
from tests.service.test_refusals import is_refused

PATH = "/staff/bookings/b1/refuse"
GOOD = {"until": "2026-12-24", "reason": "無断欠席が続いたため", "told": "y"}
KNOWN = {name: replace(one, key=one.value if name == "number" else one.key) for name, one in answers().items()}


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
    return [message["text"] for _, messages, _ in office.services.line.pushes for message in messages]


def test_the_text_is_looked_at_first_and_arrives_as_it_was_shown(missed, manager):
    page = manager.posts(PATH, **GOOD).page
    assert not is_refused(missed.services, USER)
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
    assert not is_refused(missed.services, USER)


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
    assert is_refused(missed.services, USER)
    manager.posts(path, **form, stage="send")
    assert not is_refused(missed.services, USER)
    assert "解除" in manager.follows().page
    assert "ご事情をうかがったため" in told(missed)[-1]
    assert manager.posts(path, **form, stage="send").status == 409


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.MANAGER])
def test_only_a_manager_may(missed, role):
    clerk = missed.clerk("他", role)
    assert clerk.opens(PATH).status == 403
    assert clerk.posts(PATH, **GOOD, stage="send").status == 403
    assert clerk.opens("/staff/refusals").status == 403
    assert not is_refused(missed.services, USER)


def test_without_the_token_of_the_session_nothing_happens(missed, manager):
    assert manager.posts_bare(PATH, **GOOD, stage="send").status == 400
    assert not is_refused(missed.services, USER)


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
