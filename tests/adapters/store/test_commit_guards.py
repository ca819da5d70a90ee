"""Each guard of the commit's script at its very edge, on each server."""

import json
from typing import get_args

import pytest

from bot.adapters.redis.client import Client
from bot.adapters.store.commands.spelling import guard_lines, write_lines
from bot.adapters.store.scripts.commit import WRITE
from bot.ports.rooms import HostIsFree, MeetingIsFree
from bot.ports.store import Guard, Write

# What stands there, the guard's words after its name, and whether it lets pass.
EDGES = [
    ((), ["absent", "a"], True),
    ((["SET", "a", "1"],), ["absent", "a"], False),
    ((), ["no_field", "h", "f"], True),
    ((["HSET", "h", "g", "1"],), ["no_field", "h", "f"], True),
    ((["HSET", "h", "f", "1"],), ["no_field", "h", "f"], False),
    ((["HSET", "h", "f", "7"],), ["field", "h", "f", "7"], True),
    ((["HSET", "h", "f", "7"],), ["field", "h", "f", "8"], False),
    ((), ["field", "h", "f", "0"], True),
    ((), ["field", "h", "f", "1"], False),
    ((), ["has_field", "h", "f"], False),
    ((["HSET", "h", "f", ""],), ["has_field", "h", "f"], True),
    ((), ["fields", "h", "0"], True),
    ((["HSET", "h", "f", "7"],), ["fields", "h", "1"], True),
    ((["HSET", "h", "f", "7"],), ["fields", "h", "0"], False),
    ((["HSET", "h", "f", "7"],), ["fields", "h", "2"], False),
    ((), ["member", "z", "x"], False),
    ((["ZADD", "z", "0", "y"],), ["member", "z", "x"], False),
    ((["ZADD", "z", "0", "x"],), ["member", "z", "x"], True),
    ((), ["less", "h", "f", "1"], True),
    ((["HSET", "h", "f", "4"],), ["less", "h", "f", "5"], True),
    ((["HSET", "h", "f", "5"],), ["less", "h", "f", "5"], False),
    ((["ZADD", "z", "5", "x"],), ["fewer_between", "z", "5", "5", "2"], True),
    ((["ZADD", "z", "5", "x"], ["ZADD", "z", "5", "y"]), ["fewer_between", "z", "5", "5", "2"], False),
    ((["ZADD", "z", "4", "x"], ["ZADD", "z", "6", "y"]), ["fewer_between", "z", "5", "5", "1"], True),
    ((["ZADD", "z", "5", "x"], ["ZADD", "z", "7", "y"]), ["fewer_between", "z", "5", "(7", "2"], True),
    ((["ZADD", "z", "5", "x"], ["ZADD", "z", "6", "y"]), ["fewer_between", "z", "5", "(7", "2"], False),
    ((), ["exactly_at", "z", "5", "0"], True),
    ((["ZADD", "z", "5", "x"],), ["exactly_at", "z", "5", "0"], False),
    ((["ZADD", "z", "5", "x"],), ["exactly_at", "z", "5", "1"], True),
    ((["ZADD", "z", "5", "x"],), ["exactly_at", "z", "5", "2"], False),
    ((), ["over", "s", "10"], True),
    ((["SET", "s", "10 b1"],), ["over", "s", "10"], True),
    ((["SET", "s", "11 b1"],), ["over", "s", "10"], False),
    # A host's times "start over"; ours goes from 20 to 30, and one at a time is allowed.
    ((["HSET", "t", "b1 10", "10 20"],), ["fewer_over", "t", "b2", "20", "30", "1"], True),
    ((["HSET", "t", "b1 30", "30 40"],), ["fewer_over", "t", "b2", "20", "30", "1"], True),
    ((["HSET", "t", "b1 10", "10 21"],), ["fewer_over", "t", "b2", "20", "30", "1"], False),
    ((["HSET", "t", "b1 29", "29 40"],), ["fewer_over", "t", "b2", "20", "30", "1"], False),
    ((["HSET", "t", "b1 10", "10 40"],), ["fewer_over", "t", "b2", "20", "30", "1"], False),
    ((["HSET", "t", "b1 22", "22 24"],), ["fewer_over", "t", "b2", "20", "30", "1"], False),
    ((["HSET", "t", "b2 10", "10 40"],), ["fewer_over", "t", "b2", "20", "30", "1"], True),
    ((["HSET", "t", "b1 22", "22 24"],), ["fewer_over", "t", "b2", "20", "30", "2"], True),
    ((["HSET", "t", "b1 22", "22 24", "b3 22", "22 24"],), ["fewer_over", "t", "b2", "20", "30", "2"], False),
]


@pytest.mark.parametrize(
    ("stands", "guard", "passes"), EDGES, ids=lambda one: str(one) if isinstance(one, list) else ""
)
def test_a_guard_lets_pass_up_to_its_edge_and_not_beyond(client: Client, stands, guard: list[str], passes: bool):
    for command in stands:
        client.execute_command(*command)
    guards = json.dumps([["Guard", *guard]])
    answer, *_ = client.register_script(WRITE)(["store"], ["", 0, 0, guards, json.dumps([["SET", "done", "1"]])])
    assert answer == ("" if passes else "Guard")
    assert client.exists("done") == passes


def test_what_is_let_go_is_only_what_is_still_ours(client: Client):
    client.set("mine", "b1")
    client.set("theirs", "b2")
    writes = json.dumps([["DELIF", "mine", "b1"], ["DELIF", "theirs", "b1"]])
    assert client.register_script(WRITE)(["store"], ["", 0, 0, "[]", writes])[:2] == ["", 1]
    assert (client.get("mine"), client.get("theirs")) == (None, "b2")


def test_every_guard_and_write_is_spelled():
    spelled = {*guard_lines.registry, *write_lines.registry} - {object}
    assert spelled | {MeetingIsFree} == {*get_args(Guard), *get_args(Write)}
    assert guard_lines.dispatch(MeetingIsFree) is guard_lines.dispatch(HostIsFree)  # it is a kind of that
