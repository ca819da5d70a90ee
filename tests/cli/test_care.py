"""`madoguchi erase|retention|keys rotate|backup|restore` on a real Redis."""

import base64
import json
import os
import re
import resource
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.adapters.files.private_files import write_private
from bot.adapters.redis.client import connect
from bot.adapters.store.account_marks import AccountMarks
from bot.adapters.store.backups import backup as backups
from bot.adapters.store.backups.likeness import Likeness
from bot.adapters.store.backups.restoring import put_back
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.forms import FORMAT
from bot.adapters.store.key_rotation import Sealing, rotate
from bot.adapters.store.parts.health import BACKUP_NOTED_MS
from bot.booking.lifecycle import confirm
from bot.booking.model import State
from bot.booking.notices.notice import NoticeState
from bot.booking.staff.staff import Role
from bot.bootstrap import Built, build
from bot.cli.command import main
from bot.cli.commands.stored_data.backup import _patiently as patiently
from bot.errors import HALF, RefusedError, StoreDownError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.ports.events import KeepConversation
from bot.ports.staff import KeepStaff
from bot.ports.work import Work
from bot.service.events.office_now import context_now
from bot.service.health.set_aside import set_aside
from bot.service.notices.ledger import keep_all, planned
from bot.service.staff import accounts, passwords
from bot.settings import from_environ
from bot.web.app import create_app
from tests.backups import taken
from tests.console.office import QUICK_HASHER
from tests.e2e.town import wait_until
from tests.faults.rows import fault, twin
from tests.folders import ROOT
from tests.make import OFFICE, ROOM, USER, WEDNESDAY, answers, booking, tokyo
from tests.redis_contents import everything, found, lookup_key, traces_of_person
from tests.service.made_bookings import requested
from tests.stores import K1, K2, audit_entries
from workers.accounts import note_accounts

OTHER = "U" + "0" * 31 + "2"


def key(name: str, byte: bytes) -> str:
    return f"{name}:{base64.b64encode(byte * 32).decode()}"


@pytest.fixture(scope="module", autouse=True)
def _quick_hashes() -> Iterator[None]:
    kept, passwords.HASHER = passwords.HASHER, QUICK_HASHER
    yield
    passwords.HASHER = kept


@pytest.fixture
def environ(redis_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    values = {
        "REDIS_URL": redis_url,
        "SECRET_KEY": "s" * 32,
        "DATA_KEYS": key("k1", b"1"),
        "LINE_CHANNEL_SECRET": "c" * 32,
        "LINE_CHANNEL_ACCESS_TOKEN": "t",
        "OFFICE_FILE": str(ROOT / "office.toml"),
        "MADOGUCHI_PLAYGROUND": "1",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return values


@pytest.fixture
def town(environ: dict[str, str]) -> Built:
    """Two people with bookings, one with a talk that goes on; it is Wednesday."""
    built = build(from_environ(environ), sending=False)
    built.clock.move_to(WEDNESDAY)
    keep(built, booking())
    others = answers(name="鈴木 花子", number="13010-22345678", telephone="080-1111-2222", email="hanako@example.jp")
    keep(built, booking(id="b2", number="222222", user=OTHER, answers=others, start=tokyo("2026-12-03 15:00")))
    talk = built.process.store.load(USER, "").conversation
    built.process.store.commit((), (KeepConversation(USER, replace(talk, id="c1", asked_at=WEDNESDAY), 1),))
    return built


def keep(built: Built, made: Any) -> None:
    requested(context_now(built.process), made, lambda _: True)


def contents(town: Built, *ciphers: Cipher) -> dict[str, str]:
    return everything(town.client, town.keys, *(ciphers or (cipher_of(town),)))


def cipher_of(town: Built) -> Cipher:
    return Cipher(town.settings.data_keys)


def traces(town: Built, made: Any) -> set[tuple[str, str]]:
    cipher = cipher_of(town)
    return found(contents(town), traces_of_person(made, lookup_key(town.client, town.keys, cipher)))


# --- erase and retention ---


def test_a_dry_run_counts_and_erases_nothing(town, run):
    before = contents(town)
    told = run("erase", "--user", USER, "--dry-run", "--json")
    assert (told.status, told.json) == (0, {"state": "dry_run", "bookings": 1, "notices": 1, "others": 1})
    assert contents(town) == before


@pytest.mark.parametrize("whom", [("--user", USER), ("--booking", "123456"), ("--booking", "b1")])
def test_a_booking_that_is_over_is_erased_at_once(town, run, whom):
    made = town.process.store.booking("b1")
    town.clock.move_to(tokyo("2026-12-04 10:00"))
    assert traces(town, made)
    told = run("erase", *whom, "--json")
    assert (told.status, told.json["state"]) == (0, "erased"), told.err
    assert traces(town, made) == set()
    assert town.process.store.booking("b2")
    last = audit_entries(town.process.store)[-1]
    assert last.action == "erased"
    assert last.actor.startswith("cli:")


def test_an_open_booking_is_cancelled_and_left_to_the_workers(town, run):
    told = run("erase", "--user", USER, "--json")
    assert (told.status, told.json["state"]) == (0, "waits")
    assert town.process.store.booking("b1").state is State.CANCELLED_BY_SEEKER
    assert [erasure.user for erasure in town.process.store.erasures()] == [USER]


@pytest.mark.parametrize(
    ("whom", "why"), [(("--booking", "999999"), "その予約はありません"), (("--user", OTHER[:-1] + "9"), "消すものは")]
)
def test_whom_we_do_not_know_is_not_erased(town, run, whom, why):
    told = run("erase", *whom, "--json")
    assert told.status == 1
    assert why in told.err
    assert told.out == ""


@pytest.mark.parametrize("part", ["a", "x", "0", "U", USER[:-1], USER.lower(), f"{USER}0", "太郎", "counsellor"])
def test_a_part_of_an_id_erases_nothing_at_all(town, run, part):
    assert run("counsellor", "add", "甲野", "--weekly", "mon-fri 10:00-12:00").status == 0
    before = contents(town)
    for more in ((), ("--dry-run",)):
        told = run("erase", "--user", part, *more)
        assert (told.status, told.out) == (1, "")
        assert "LINE のユーザーIDではありません" in told.err
    assert contents(town) == before


def test_retention_says_what_is_due_before_it_deletes_it(town, run):
    confirmed = confirm(booking(), ROOM, OFFICE, WEDNESDAY)
    town.process.store.commit((), (KeepBooking(confirmed),))
    town.clock.move_to(tokyo("2026-12-05 10:00"))
    dry = run("retention", "--dry-run", "--json").json
    assert (dry["bookings"], dry["rooms"], dry["room_numbers"]) == (0, 1, ["123456"])
    assert town.process.store.booking("b1").room
    assert run("retention", "--json").json["rooms"] == 1
    assert town.process.store.booking("b1").room is None
    town.clock.move_to(tokyo("2027-01-03 10:00"))
    assert run("retention", "--dry-run", "--json").json["booking_numbers"] == ["123456", "222222"]
    assert "予約2件" in run("retention").out
    assert town.process.store.bookings() == []


def test_counts_stay_when_the_bookings_go(town, run):
    town.clock.move_to(tokyo("2027-01-03 10:00"))
    run("retention")
    assert town.process.store.counters()["over_2026_12_requested"] == 2


# --- keys rotate ---


def with_keys(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    monkeypatch.setenv("DATA_KEYS", ",".join(keys))


@fault("F69", injected="the data key is replaced")
def test_f69_rotation_seals_everything_with_the_first_key(town, run, monkeypatch):
    old, new = key("k1", b"1"), key("k2", b"2")
    lives = {name: town.client.ttl(name) for name in town.client.scan_iter()}
    with_keys(monkeypatch, new, old)
    told = run("keys", "rotate", "--json")
    assert told.status == 0
    assert (told.json["key"], told.json["unreadable"], told.json["current"]) == ("k2", 0, 0)
    assert told.json["renewed"] >= 4
    with_keys(monkeypatch, new)
    assert run("booking", "show", "123456").status == 0
    assert "山田 太郎" in run("booking", "show", "123456").out
    assert {name: town.client.ttl(name) for name in lives} == pytest.approx(lives, abs=5)
    alone = Cipher([K2])
    assert "山田 太郎" in "".join(contents(town, alone).values())
    assert "k1:" not in "".join(everything(town.client, town.keys).values())


@twin("F69", without="the rotation")
def test_before_the_rotation_the_old_key_can_not_be_taken_away(town, run, monkeypatch):
    with_keys(monkeypatch, key("k2", b"2"))
    assert run("booking", "show", "123456").status != 0


@fault("F69", injected="the rotation is broken off half-way")
def test_a_rotation_that_was_broken_off_goes_on(town, monkeypatch):
    monkeypatch.setattr("bot.adapters.store.traces.BATCH", 1)
    cipher = Cipher([K2, K1])
    steps = rotate(town.client, town.keys, cipher)
    assert [next(steps), next(steps)] == [Sealing.RENEWED] * 2
    steps.close()
    rest = list(rotate(town.client, town.keys, cipher))
    assert rest.count(Sealing.CURRENT) == 2
    assert set(rotate(town.client, town.keys, cipher)) == {Sealing.CURRENT}


def test_what_can_not_be_opened_is_counted_and_makes_the_command_fail(town, run, monkeypatch):
    with_keys(monkeypatch, key("k2", b"2"), key("k1", b"1"))
    town.client.hset(town.keys.booking("b2"), "sealed", "gone:" + base64.b64encode(b"x" * 40).decode())
    told = run("keys", "rotate", "--json")
    assert (told.status, told.json["unreadable"]) == (1, 1)


@fault("F69", injected="the service writes during the rotation")
def test_a_value_that_changes_meanwhile_is_not_written_over(town):
    cipher = Cipher([K2, K1])
    seal = cipher.seal

    def others_write_first(name: str, clear: bytes, **spelt: bool) -> str:
        if name == "booking:b1":
            town.client.hset(town.keys.booking("b1"), "sealed", seal(name, b'{"theirs": 1}'))
        return seal(name, clear, **spelt)

    cipher.seal = others_write_first
    assert list(rotate(town.client, town.keys, cipher)).count(Sealing.CHANGED) == 1
    assert cipher.open("booking:b1", town.client.hget(town.keys.booking("b1"), "sealed")) == b'{"theirs": 1}'


# --- backup and restore ---


def raw(town: Built) -> dict[str, Any]:
    """Give every key of the office as it is stored, but for what was done and tried meanwhile, and the identity."""
    passed = ("audit", "audit:head", "audit:times", "audit:marks", "audit:newest", "store", "done:backup failed")
    names = [name for name in town.client.scan_iter() if name.removeprefix(town.keys.prefix) not in passed]
    told = everything(town.client, town.keys)
    return {name: re.sub(r"\n?first_attempt\n.*", "", told[name]) for name in names}


def test_a_backup_brings_everything_back(town, run, tmp_path):
    before, lives = raw(town), {name: town.client.ttl(name) for name in town.client.scan_iter()}
    file = tmp_path / "office.backup"
    made = run("backup", str(file), "--json")
    assert made.status == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [word for word in ("山田", USER, "booking:") if word.encode() in file.read_bytes()]
    town.client.delete(*(name for name in town.client.scan_iter() if "clock" not in name))
    told = run("restore", str(file), "--json")
    assert told.status == 0, told.err
    assert told.json["sha256"] == made.json["sha256"]
    assert raw(town) == before
    assert {name: town.client.ttl(name) for name in lives} == pytest.approx(lives, abs=5)
    assert "山田 太郎" in run("booking", "show", "123456").out
    assert run("audit", "verify", "--json").json["intact"]
    assert [entry.action for entry in audit_entries(town.process.store)][:2] == ["backed_up", "restored"]


def test_it_is_not_put_over_what_is_there(town, run, tmp_path):
    file = str(tmp_path / "office.backup")
    run("backup", file)
    keep(town, booking(id="b3", number="333333", user="U3", start=tokyo("2026-12-04 15:00")))
    refused = run("restore", file)
    assert refused.status == 1
    assert "--replace" in refused.err
    assert town.process.store.booking("b3")
    assert run("restore", file, "--replace").status == 0
    assert town.process.store.booking("b3") is None
    assert town.process.store.booking("b1")


def test_a_restore_says_why_it_puts_back_less_than_the_file_holds(town, run, tmp_path):
    file = str(tmp_path / "office.backup")
    run("backup", file)
    town.client.flushall()
    told = run("restore", file).out
    held, left = map(int, re.findall(r"ファイルの(\d+)件のうち(\d+)件（期限の切れたもの", told)[0])
    assert left > 0
    assert re.match(rf"{held - left}件を戻しました。\d{{4}}-\d\d-\d\d \d\d:\d\d（日本時間）のものです。", told)


@pytest.mark.parametrize("spoil", ["cut", "changed", "other", "empty", "missing"])
def test_a_file_that_is_not_whole_is_refused(town, run, tmp_path, spoil):
    file = tmp_path / "office.backup"
    run("backup", str(file))
    whole = file.read_bytes()
    spoilt = {
        "cut": whole[:-1],
        "changed": whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:],
        "other": b"something else",
        "empty": b"",
    }
    file.unlink() if spoil == "missing" else file.write_bytes(spoilt[spoil])
    before = raw(town)
    refused = run("restore", str(file), "--replace")
    assert (refused.status, len(refused.err.splitlines())) == (2, 1)
    assert raw(town) == before


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("backup", "no-such-folder/office.backup"), "その場所がありません"),
        (("backup", "verify", "no-such-file"), "その場所がありません"),
        (("restore", "."), "フォルダーです"),
    ],
)
def test_a_file_that_can_not_be_read_or_written_is_told_with_what_to_mend(town, run, words, mend):
    told = run(*words)
    assert (told.status, len(told.err.splitlines()), mend in told.err) == (2, 1, True)


def test_a_backup_that_finds_no_room_is_told_in_one_line_and_leaves_nothing(town, run, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    try:
        told = run("backup", str(tmp_path / "office.backup"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (told.status, len(told.err.splitlines()), "に書けません: " in told.err) == (2, 1, True)
    assert list(tmp_path.iterdir()) == []
    assert town.client.get(town.keys.backed_up) == "awaited"


def test_another_key_opens_nothing(town, run, tmp_path, monkeypatch):
    file = str(tmp_path / "office.backup")
    run("backup", file)
    town.client.flushall()
    with_keys(monkeypatch, key("k1", b"9"))
    assert run("restore", file).status == 2
    with_keys(monkeypatch, key("k9", b"9"), key("k1", b"1"))
    assert run("restore", file).status == 0


def test_a_good_backup_is_noted_and_an_old_one_is_an_alarm(town, run, tmp_path):
    web = create_app(context_now(town.process), ["secret"], town.console_setup).test_client()
    assert "backup_old" not in web.get("/readyz").json["warnings"]
    assert "madoguchi_backup_age_seconds 0" not in web.get("/metrics").text
    hours = lambda count: BACKUP_NOTED_MS - count * 3600_000  # noqa: E731 - one line is the whole of it
    town.client.pexpire(town.keys.backed_up, hours(27))  # none was ever made
    assert "backup_old" in web.get("/readyz").json["warnings"]
    assert run("backup", str(tmp_path / "office.backup")).status == 0
    assert "backup_old" not in web.get("/readyz").json["warnings"]
    assert re.search(r"^madoguchi_backup_age_seconds \d", web.get("/metrics").text, re.MULTILINE)
    town.client.pexpire(town.keys.backed_up, hours(27))
    assert "backup_old" in web.get("/readyz").json["warnings"]
    assert "backup_failed" not in web.get("/readyz").json["warnings"]
    assert run("backup", "no-such-folder/office.backup").status == 2
    assert {"backup_old", "backup_failed"} <= {*web.get("/readyz").json["warnings"]}
    assert "madoguchi_backup_failed 1.0" in web.get("/metrics").text
    assert run("backup", str(tmp_path / "newer.backup")).status == 0
    assert not {"backup_old", "backup_failed"} & {*web.get("/readyz").json["warnings"]}
    assert "madoguchi_backup_failed 0.0" in web.get("/metrics").text


def test_a_redis_that_is_away_for_a_moment_is_waited_for_by_a_scheduler(town, run, tmp_path, redis_url, monkeypatch):
    monkeypatch.setattr("bot.cli.commands.stored_data.backup.FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere/redis.sock")
    away = run("backup", "--tries", "3", str(tmp_path / "office.backup"))
    assert (away.status, len(away.err.splitlines())) == (2, 3)
    asked = iter(["unix:///nowhere/redis.sock", redis_url])
    told: list[int] = []

    def once() -> int:
        monkeypatch.setenv("REDIS_URL", next(asked))
        told.append(1)
        return build(from_environ(dict(os.environ)), sending=False).process.store.memory().used

    assert patiently(once, 2) > 0
    assert len(told) == 2


def test_a_rehearsal_says_that_a_file_brings_all_back_and_leaves_nothing(town, run, tmp_path, redis_url):
    keep(town, confirm(booking(), ROOM, OFFICE, WEDNESDAY))
    file, elsewhere = str(tmp_path / "office.backup"), f"{redis_url}?db=1"
    run("backup", file)
    opened = run("backup", "verify", file, "--json")
    assert (opened.status, "restored" in opened.json) == (0, False)
    before = raw(town)
    told = run("backup", "verify", file, "--restore-into", elsewhere, "--json")
    assert told.status == 0, told.err
    assert opened.json["keys"] >= told.json["restored"] > 10
    assert (told.json["differing"], told.json["audit_intact"], told.json["store_differences"]) == ([], True, 0)
    with connect(elsewhere) as there:
        assert there.dbsize() == 0
        there.set("something", "of somebody")
        refused = run("backup", "verify", file, "--restore-into", elsewhere)
        assert (refused.status, "空ではありません" in refused.err) == (2, True)
        assert there.get("something") == "of somebody"
        there.flushdb()
    assert run("backup", "verify", file, "--restore-into", redis_url).status == 2
    assert raw(town) == before
    wrong = run("backup", "verify", file, "--restore-into", "redis://one:x")
    assert (wrong.status, "--restore-into の" in wrong.err) == (2, True)


def test_a_rehearsal_names_what_does_not_come_back(town, run, tmp_path, redis_url):
    file = tmp_path / "office.backup"
    run("backup", str(file))
    held, likeness = backups.opened(file, cipher_of(town), WEDNESDAY), Likeness(town.client, town.keys)
    town.client.hset(town.keys.numbers, "x", "1")
    town.client.delete(town.keys.slots)
    town.client.set(town.keys.released_places, "of another type")
    town.client.set(f"{town.keys.prefix}more", "1")
    likeness.look(held, town.wall.now)
    assert likeness.differing == {"numbers", "slots"}
    likeness.take_away(held)
    assert likeness.differing > {"numbers", "slots", "more"}


@pytest.mark.parametrize("way", ["file", "link", "dangling link"])
def test_a_backup_is_written_over_nothing(town, run, tmp_path, way):
    file, other = tmp_path / "office.backup", tmp_path / "other"
    if way != "dangling link":
        other.write_text("important")
    file.write_text("important") if way == "file" else file.symlink_to(other)
    told = run("backup", str(file))
    assert told.status == 2
    assert "上書きはしません" in told.err
    assert [one.read_text() for one in (file, other) if one.exists()] in (["important"], ["important"] * 2, [])


def test_what_is_written_beside_a_backup_goes_through_no_link(tmp_path):
    file, other = tmp_path / "office.backup", tmp_path / "other"
    other.write_text("important")
    (tmp_path / ".office.backup.part").symlink_to(other)
    (tmp_path / "office.backup.part").symlink_to(other)
    write_private(file, b"new", over=False)
    assert (file.read_bytes(), other.read_text(), file.stat().st_mode & 0o777) == (b"new", "important", 0o600)
    with pytest.raises(FileExistsError):
        write_private(file, b"newer", over=False)
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        ".office.backup.part",
        "office.backup",
        "office.backup.part",
        "other",
    ]


@fault("F51", injected="a backup of the day before is put back")
def test_after_an_old_backup_what_may_have_been_sent_is_left_to_a_person(town, run, tmp_path):
    keep(town, confirm(booking(), ROOM, OFFICE, WEDNESDAY))
    file = tmp_path / "office.backup"
    run("backup", str(file))
    assert run("restore", str(file), "--replace", "--json").json["held_notices"] == 0
    assert state_of(town, "details") is NoticeState.WAITING
    town.clock.move_to(WEDNESDAY + timedelta(hours=24))
    assert run("restore", str(file), "--replace", "--json").json["held_notices"] >= 1
    assert state_of(town, "details") is NoticeState.UNKNOWN
    assert state_of(town, "soon") is NoticeState.WAITING
    assert town.process.store.claim_notices(10) == []


def state_of(town: Built, kind: str) -> NoticeState:
    return next(row.state for row in town.process.store.notices("b1") if row.kind.value == kind)


def test_what_ran_out_since_the_backup_stays_away(town, run, tmp_path):
    file = tmp_path / "office.backup"
    town.client.expire(town.keys.conversation(town.process.store.hashed(USER)), 1)
    run("backup", str(file))
    wait_until(lambda: not town.client.keys("*conversation*"), what="it has run out")
    town.client.flushall()
    run("restore", str(file))
    assert not town.client.keys("*conversation*")


def test_what_is_set_aside_is_listed_and_put_back(environ, town: Built, capsys):
    store, made = town.process.store, booking(state=State.CONFIRMED, room=ROOM, id="b7", number="777777")
    store.commit((), (KeepBooking(made), *keep_all(planned(context_now(town.process), made, town.clock.now()))))
    claim = next(one for one in store.claim_notices(10) if one.id.startswith("b7."))
    set_aside(context_now(town.process), Work.NOTICES, claim, "crash")
    assert main(["aside", "list", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert (found["name"], found["why"], found["booking"]) == (f"notices {claim.id}", "crash", "777777")
    assert main(["aside", "again", "notices b9"]) == 1
    assert "それは止まっていません" in capsys.readouterr().err
    assert main(["aside", "again"]) == 2
    assert "NAME か --all" in capsys.readouterr().err
    assert main(["aside", "again", "--all"]) == 0
    assert main(["aside", "list"]) == 0
    assert "止まっているものはありません" in capsys.readouterr().out
    assert [one.id for one in store.claim_notices(10)] == [claim.id]


@pytest.mark.parametrize("process", ["notices", "desk", "web"])
def test_nothing_is_put_back_while_a_process_lives(town, run, tmp_path, process):
    file, beat = str(tmp_path / "office.backup"), town.keys.heartbeat(process)
    run("backup", file)
    town.client.set(beat, "1", ex=30)
    over = threading.Event()

    def live() -> None:
        while not over.wait(0.05):
            town.client.set(beat, "1", ex=30)

    living = threading.Thread(target=live)
    living.start()
    try:
        refused = run("restore", file, "--replace")
    finally:
        over.set()
        living.join()
    assert (refused.status, "止めてから" in refused.err) == (1, True)
    town.client.pexpire(beat, 300)  # what a process that was stopped told last
    assert run("restore", file, "--replace").status == 0


def test_whoever_writes_at_the_moment_of_a_restore_is_not_written_over(town, run, tmp_path):
    run("backup", str(tmp_path / "office.backup"))
    backup = backups.opened(tmp_path / "office.backup", cipher_of(town), WEDNESDAY)

    class Busy:
        """A client under which somebody else commits between the look and the mark."""

        def __getattr__(self, name: str) -> Any:
            return getattr(town.client, name)

        def pipeline(self, **options: Any) -> Any:
            trip = town.client.pipeline(**options)
            begin = trip.multi

            def multi() -> None:
                town.process.store.commit((), (KeepBooking(booking(id="b3", number="333333", user="U3")),))
                begin()

            trip.multi = multi
            return trip

    with pytest.raises(RefusedError, match="stop_workers_first"):
        put_back(Busy(), town.keys, cipher_of(town), backup, town.wall.now(), ())
    assert town.process.store.booking("b3")
    assert town.process.store.changed() == ""


def test_a_restore_that_was_broken_off_is_said_in_one_line_and_done_anew(town, run, tmp_path, monkeypatch):
    file = str(tmp_path / "office.backup")
    run("staff", "add", "佐藤")
    run("backup", file)
    before = raw(town)
    town.client.hset(town.keys.store, "stopped", HALF)  # as one leaves it that was killed
    town.client.delete(town.keys.booking("b2"))
    shown = run("store", "show")
    assert (shown.status, "madoguchi restore をもう一度" in shown.out, "accept" in shown.out) == (1, True, False)
    for command in (("backup", f"{file}.2"), ("store", "accept"), ("staff", "add", "鈴木")):
        done = run(*command)
        assert (done.status, len(done.err.splitlines())) == (2, 1)
        assert "復元の途中" in done.err
    assert not Path(f"{file}.2").exists()
    assert "復元の途中" in run("check").out
    again = run("restore", file)  # without --replace: what is there is no office
    assert (again.status, "分かりません" in again.out) == (0, True)  # accounts are compared with nothing that is half
    assert raw(town) == before


def test_a_restore_that_ends_before_its_end_says_so(town, run, tmp_path):
    file = tmp_path / "office.backup"
    town.client.delete(town.keys.audit_times)
    town.client.set(town.keys.audit_times, "damaged")
    with file.open("wb") as out:
        snapshot = backups.read(town.settings.redis_url, town.keys)
        backups.write(out, snapshot, town.keys, cipher_of(town), town.wall.now(), town.clock.now())
    ended = run("restore", str(file), "--replace")
    assert ended.status == 2
    assert "復元は途中で止まりました" in ended.err


def test_a_restore_that_can_not_hold_what_is_in_doubt_leaves_a_store_that_nobody_writes_to(town, run, tmp_path):
    town.client.delete(town.keys.audit_times)
    town.client.set(town.keys.audit_times, "damaged")
    backup = taken(town.settings.redis_url, town.keys, town.clock.now())
    entry = Record(Entry(WEDNESDAY, "cli:t", "restored"))
    with pytest.raises(StoreDownError):
        put_back(town.client, town.keys, cipher_of(town), backup, town.wall.now(), (entry,))
    assert town.process.store.changed() == "half"
    assert run("booking", "confirm", "123456", "--meeting-id", "91234567890", "--passcode", "1").status == 2


def test_sessions_of_the_console_end_with_a_restore(town, run, tmp_path):
    file = str(tmp_path / "office.backup")
    run("backup", file)
    town.console.keep_session("s1", {"staff": "x"}, 900, new=True)
    run("restore", file, "--replace")
    assert town.console.session("s1") == {}


# --- a store that is not what it was ---


def test_an_emptied_store_is_said_in_one_line_and_goes_on_by_a_persons_word(town, run):
    assert run("store", "show", "--json").json == {"changed": "", "bookings": 2, "audit_last": None, "format": FORMAT}
    assert run("store", "accept").status == 1
    clock = town.client.get(town.keys.clock_offset)
    town.client.flushall()
    town.client.set(town.keys.clock_offset, clock)
    assert town.process.store.changed() == "emptied"
    for command in (("erase", "--user", USER), ("terms", "list"), ("staff", "add", "佐藤"), ("backup", "x")):
        done = run(*command)
        assert done.status == {"terms": 0, "backup": 0, "erase": 1}.get(command[0], 2)  # reads go on; nobody is there
        assert done.status != 2 or ("madoguchi store show" in done.err and len(done.err.splitlines()) == 1)
    shown = run("store", "show")
    assert (shown.status, "消えています" in shown.out, "予約0件" in shown.out) == (1, True, True)
    assert run("store", "accept", "--json").json["changed"] == "emptied"
    assert run("staff", "add", "佐藤").status == 0
    assert [one.action for one in audit_entries(town.process.store)] == ["backed_up", "store_accepted", "staff_added"]
    assert run("audit", "verify").status == 0


def test_after_a_stale_fail_over_what_is_due_is_left_to_a_person(town, run):
    keep(town, confirm(booking(), ROOM, OFFICE, WEDNESDAY))
    town.client.hset(town.keys.store, "seq", 0)
    assert town.process.store.changed() == "older"
    assert run("store", "accept", "--json").json["held_notices"] >= 1
    assert state_of(town, "details") is NoticeState.UNKNOWN
    assert state_of(town, "soon") is NoticeState.WAITING


# --- accounts that a restore takes back ---


def account(town: Built, name: str) -> str:
    """Put an account with a password into the store; give its id."""
    made, _ = accounts.add_staff(context_now(town.process), name, Role.RECEPTION, "cli:t", town.wall.now())
    town.store.commit((), (KeepStaff(replace(made, password="kept", code="")),))
    return made.id


def changes(done: SimpleNamespace) -> dict[str, list[str]]:
    return {one["name"] or one["id"]: one["changes"] for one in done.json["accounts_changed"]}


@pytest.fixture
def states(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder beside the service, known to all its processes."""
    (tmp_path / "state").mkdir()
    environ["STATE_DIR"] = str(tmp_path / "state")
    monkeypatch.setenv("STATE_DIR", environ["STATE_DIR"])
    return tmp_path / "state"


def test_a_restore_names_who_was_closed_or_changed_since_and_says_what_to_do(town, run):
    left, lost = account(town, "佐藤"), account(town, "鈴木")
    account(town, "高橋")
    run("backup", "office.backup")
    accounts.disable(context_now(town.process), town.console, left, "cli:t")
    accounts.renew(context_now(town.process), town.console, lost, "cli:t", town.wall.now())
    account(town, "田中")
    done = run("restore", "office.backup", "--replace", "--json")
    assert changes(done) == {"佐藤": ["disabled"], "鈴木": ["secrets"], "田中": ["added"]}
    assert done.json["accounts_known_by"] == ["store"]
    assert town.console.staff(left).enabled  # as it was in the backup


def test_the_lines_for_a_person_name_them_with_the_command(town, run):
    left = account(town, "佐藤")
    run("backup", "office.backup")
    accounts.disable(context_now(town.process), town.console, left, "cli:t")
    told = run("restore", "office.backup", "--replace").out
    assert "職員 佐藤: 止めてあったのに、また使えます。madoguchi staff disable" in told


def test_an_empty_store_is_no_reason_to_forget_who_was_closed(states, town, run):
    left = account(town, "佐藤")
    run("backup", "office.backup")
    accounts.disable(context_now(town.process), town.console, left, "cli:t")
    note_accounts(build(from_environ(os.environ)))
    assert "佐藤" not in (states / f"{town.keys.office}.accounts.json").read_text()
    town.client.flushall()
    done = run("restore", "office.backup", "--json")
    assert (changes(done), done.json["accounts_known_by"]) == ({"佐藤": ["disabled"]}, ["state_dir"])


def test_without_the_file_an_empty_store_would_bring_them_back_in_silence(town, run):
    left = account(town, "佐藤")
    run("backup", "office.backup")
    accounts.disable(context_now(town.process), town.console, left, "cli:t")
    town.client.flushall()
    done = run("restore", "office.backup", "--json")
    assert (changes(done), done.json["accounts_known_by"]) == ({}, [])
    assert town.console.staff(left).enabled
    told = run("restore", "office.backup", "--replace").out  # what is there now is what the backup said
    assert "職員" not in told


def test_where_nobody_knows_that_is_said(town, run):
    account(town, "佐藤")
    run("backup", "office.backup")
    town.client.flushall()
    assert "madoguchi staff list を、いまの職員の名簿と見くらべてください" in run("restore", "office.backup").out
    assert "佐藤  受付  使用中" in run("staff", "list").out


def test_a_file_older_than_the_backup_knows_nothing(states, town, run):
    account(town, "佐藤")
    note_accounts(build(from_environ(os.environ)))
    run("backup", "office.backup")
    town.client.flushall()
    assert run("restore", "office.backup", "--json").json["accounts_known_by"] == []


def test_a_store_that_lost_accounts_does_not_make_the_file_forget_them(states, town):
    left = account(town, "佐藤")
    worker = build(from_environ(os.environ))
    note_accounts(worker)
    kept = AccountMarks(str(states), town.keys.office).kept()
    town.client.hdel(town.keys.staff_names, town.process.store.hashed("佐藤"))
    note_accounts(worker)
    assert AccountMarks(str(states), town.keys.office).kept() == kept
    assert left in kept.accounts


def test_a_restore_ends_every_session_and_a_restored_account_signs_in_anew(town, run):
    left = account(town, "佐藤")
    town.console.keep_session("s1", {"staff": left}, 900, new=True)
    run("backup", "office.backup")
    assert run("restore", "office.backup", "--replace").status == 0
    assert town.console.session("s1") == {}
