"""Everything runs under the user of Redis whose line stands in docs/operations.md, and that user can't do harm."""

import re
from collections.abc import Iterator

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from bot.adapters.redis.client import Client, connect, connect_blocking
from bot.booking.model import State
from bot.bootstrap import Built, build
from bot.cli.command import main
from bot.ports.work import QUEUES
from bot.service.events.handle_event import reply_to
from bot.service.events.office_now import context_now
from bot.settings import from_environ
from bot.web.app import create_app
from tests.adapters.rq_worker import worker_of
from tests.console.office import ConsoleOffice
from tests.faults.rows import fault, twin
from tests.folders import ROOT
from tests.make import WEDNESDAY
from tests.service.chat import ANSWERS, event
from workers.sweep import sweep
from workers.timed import by_the_clock

DOCUMENT = ROOT / "docs" / "operations.md"
(LINE,) = re.findall(r"^ACL SETUSER madoguchi .*$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
CONFIRM = ("--meeting-id", "91234567890", "--passcode", "123456", "--json")


@pytest.fixture
def url(client: Client, redis_url: str) -> Iterator[str]:
    """The server's address for that user."""
    client.execute_command(*LINE.replace("PASSWORD", "geheim").split(" "))
    yield redis_url.replace("unix://", "unix://madoguchi:geheim@")
    client.execute_command("ACL", "DELUSER", "madoguchi")


@pytest.fixture
def town(environ: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch) -> Built:
    """What all processes work with, as that user; it is Wednesday."""
    monkeypatch.setenv("REDIS_URL", url)
    made = build(from_environ({**environ, "REDIS_URL": url}), sending=False)
    made.clock.move_to(WEDNESDAY)
    return made


def test_a_seeker_books_staff_work_and_the_health_page_is_content(town, url):
    context = context_now(town.process)
    for number, text in enumerate(ANSWERS, 1):
        reply_to(context, event(number, text))
    (made,) = context.store.bookings()
    web = create_app(context, ["secret"], town.console_setup).test_client()
    assert web.get("/readyz").json["status"] == "ready"
    assert "madoguchi_redis_memory_bytes" in web.get("/metrics").text
    office = ConsoleOffice(town.client, url)
    clerk = office.clerk()
    assert made.number in clerk.opens("/staff/requests").page
    assert clerk.signs_in().answer.status_code == 303


def test_commands_work(town, tmp_path, capsys):
    for number, text in enumerate(ANSWERS, 1):
        reply_to(context_now(town.process), event(number, text))
    (made,) = town.process.store.bookings()
    file = str(tmp_path / "backup")
    for words in (
        ("booking", "confirm", made.id, *CONFIRM),
        ("booking", "list", "--json"),
        ("audit", "verify"),
        ("store", "show"),
        ("store", "compare"),
        ("retention", "--dry-run"),
        ("keys", "rotate"),
        ("backup", file),
        ("restore", file, "--replace"),
    ):
        assert main(words) == 0, capsys.readouterr().err
    assert town.process.store.booking(made.id).state is State.CONFIRMED
    capsys.readouterr()
    assert main(("check", "--offline")) == 0
    assert "なお、appendfsync は、この利用者からは見えません" in capsys.readouterr().out


def test_a_worker_sweeps_and_works(town, url):
    with connect_blocking(url) as connection:
        queues = {name: Queue(name, connection=connection, serializer=JSONSerializer) for name in QUEUES}
        assert sweep(context_now(town.process), queues) == 0
        by_the_clock(context_now(town.process), queues["desk"])
        queues["desk"].empty()
        queues["notices"].enqueue("time.sleep", 0)
        worker, _ = worker_of(connection)
        assert worker.work(burst=True)


HARM = (
    ("FLUSHALL",),
    ("FLUSHDB",),
    ("CONFIG", "GET", "*"),
    ("CONFIG", "SET", "maxmemory", "1"),
    ("KEYS", "*"),
    ("EVAL", "return 1", "0"),
    ("SHUTDOWN",),
    ("REPLICAOF", "NO", "ONE"),
    ("ACL", "LIST"),
    ("MONITOR",),
    ("FUNCTION", "FLUSH"),
    ("GET", "{madoguchi:other}:lookup-key"),
    ("SET", "other", "1"),
    ("DEL", "other"),
    ("DEL", "rq:{madoguchi:other}:queue:other-desk"),
)


@fault("F52", injected="with the service's user of Redis: empty it, see or change another's keys, change its settings")
@pytest.mark.parametrize("command", HARM, ids=" ".join)
def test_f52_the_user_can_do_no_harm(url, command):
    with connect(url) as client, pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command)


@twin("F52", without="a user of its own")
def test_the_default_user_could_empty_all(client):
    client.set("other", "1")
    client.execute_command("FLUSHALL")
    assert client.dbsize() == 0
