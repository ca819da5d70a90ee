"""`madoguchi demo` fills a playground with what the product itself would have written."""

import json
from collections import Counter

import pytest

from bot.booking.model import State
from bot.bootstrap import Built, build
from bot.cli.command import main
from bot.cli.dev.demo import fill
from bot.dialogue.reading import Value, read_name, read_number
from bot.service.events.office_now import context_now
from bot.settings import from_environ
from tests.make import WEDNESDAY

BOOKINGS = 300


@pytest.fixture
def town(environ: dict[str, str], client: object, monkeypatch: pytest.MonkeyPatch) -> Built:
    """A playground on a Wednesday morning."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    made = build(from_environ(environ), sending=False)
    made.clock.move_to(WEDNESDAY)
    return made


def test_it_makes_bookings_of_all_states_that_fit_what_else_is_stored(town, capsys):
    assert main(["demo", "--bookings", str(BOOKINGS), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    store = town.process.store
    made = store.bookings()
    assert told["bookings"] == len(made) == BOOKINGS
    assert {one.state for one in made} == set(State)
    assert not store.differences()
    assert main(["audit", "verify"]) == 0
    live = [one for one in made if one.is_live]
    assert len({one.user for one in live}) == len(live)
    assert max(Counter(one.user for one in made).values()) > 1
    confirmed = next(one for one in live if one.state is State.CONFIRMED and one.start > town.process.clock.now())
    assert {row.state.value for row in store.notices(confirmed.id)} >= {"waiting"}
    history = store.audit_between(confirmed.created, town.process.clock.now(), booking=confirmed.id)
    assert [entry.action for entry in history] == ["requested", "confirm"]


def test_its_people_are_known_again_by_what_a_clerk_types(town, capsys):
    assert main(["demo", "--bookings", "5"]) == 0
    for one in town.process.store.bookings():
        typed = read_number(one.answers["number"].value)
        assert isinstance(typed, Value)
        assert typed.key == one.answers["number"].key
        assert read_name(one.answers["name"].value) == Value(one.answers["name"].value, one.answers["name"].key)


def test_no_more_are_made_than_find_a_place(town, capsys):
    assert main(["demo", "--bookings", "5000", "--places", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["bookings"] < 5000
    starts = Counter(one.start for one in town.process.store.bookings())
    assert max(starts.values()) == 1


def test_it_can_be_done_again(town, capsys):
    for _ in range(2):
        assert main(["demo", "--bookings", "50"]) == 0
    assert "架空の予約を50件作りました" in capsys.readouterr().out
    assert len({one.number for one in town.process.store.bookings()}) == 100


@pytest.mark.parametrize("words", [("--bookings", "0"), ("--bookings", "5", "--places", "0")])
def test_a_number_that_makes_no_sense_is_refused(town, capsys, words):
    assert main(["demo", *words]) == 2
    assert "--bookings は 1 から" in capsys.readouterr().err


def test_a_real_office_is_left_alone(town, monkeypatch, capsys):
    monkeypatch.setenv("MADOGUCHI_PLAYGROUND", "")
    assert main(["demo", "--bookings", "5"]) == 2
    assert "おためし" in capsys.readouterr().err
    assert town.process.store.bookings() == []


def test_numbers_that_are_taken_are_passed_over(town):
    """Both draw the same numbers, so that each of the second ones is taken at first."""
    context = context_now(town.process)
    for _ in range(2):
        assert sum(fill(context, 30)) == 30
    assert len({one.number for one in town.process.store.bookings()}) == 60


@pytest.mark.parametrize("asked", ["0", "900000", "1000000"])
def test_more_than_there_are_numbers_is_refused_in_one_line(town, capsys, asked: str):
    assert main(["demo", "--bookings", "1"]) == 0
    capsys.readouterr()
    assert main(["demo", "--bookings", asked]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--bookings は 1 から 899999（予約番号は6桁で、900000件までです。いま 1件あります）" in line
