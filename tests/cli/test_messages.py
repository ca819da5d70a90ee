"""`madoguchi message …` on a real Redis."""

import pytest

from bot.booking.staff.staff_message import Cause, MessageState, StaffMessage
from bot.bootstrap import build
from bot.ports.staff import KeepStaffMessage
from bot.settings import from_environ
from tests.folders import ROOT
from tests.least_settings import LEAST_SETTINGS
from tests.make import USER, WEDNESDAY

TEXT = "履歴書は必要ですか"


@pytest.fixture
def town(redis_url, monkeypatch, tmp_path):
    values = {
        **LEAST_SETTINGS,
        "REDIS_URL": redis_url,
        "MADOGUCHI_PLAYGROUND": "1",
        "OFFICE_FILE": str(ROOT / "office.toml"),
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    built = build(from_environ(values), sending=False)
    built.clock.move_to(WEDNESDAY)
    one = StaffMessage("m1", MessageState.OPEN, WEDNESDAY, USER, TEXT, Cause.ASKED, "book", "book.name")
    built.process.store.commit((), (KeepStaffMessage(one),))
    return built.process


def test_messages_are_listed_shown_and_answered_once(town, run):
    [listed] = run("message", "list", "--json").json
    assert (listed["id"], listed["state"], listed["flow"], listed["booking"]) == ("m1", "open", "book", None)
    assert TEXT not in run("message", "list").out
    assert run("message", "show", "m1", "--json").json["text"] == TEXT
    assert TEXT in run("message", "show", "m1").out
    assert run("message", "list").out.split() == ["m1", "返事待ち", "2026-11-25", "10:00（日本時間）", "-"]
    told = run("message", "show", "m1").out
    assert [one for one in ("本人が希望", "予約の申し込み中", "氏名", "10:00（日本時間）") if one not in told] == []
    assert [one for one in ("open", "asked", "book", "+00:00", "None") if one in told] == []
    told = run("message", "answer", "m1", "--text", "不要です", "--json")
    assert (told.status, told.json["state"]) == (0, "answered")
    again = run("message", "close", "m1")
    assert (again.status, "先にほかの職員が" in again.err) == (1, True)
    assert run("message", "list", "--state", "open", "--json").json == []
    assert town.store.notices("m1")[0].subject_id == "m1"


def test_a_message_is_closed_and_one_that_there_is_not_is_refused(town, run):
    assert "返事なしで閉じました" in run("message", "close", "m1").out
    assert run("message", "show", "nobody").status == 1
    assert run("message", "answer", "nobody", "--text", "はい").status == 1
