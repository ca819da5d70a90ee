"""POST /zoom/webhook: who may speak, what is noted, and that nothing is noted twice or with a name."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import Hosting, Room, State
from bot.playground.zoom.webhooks import signed
from bot.ports.bookings import KeepBooking
from bot.ports.rooms import HoldHost
from bot.web.app import create_app
from tests.make import WEDNESDAY, booking
from tests.service.make_context import context_on
from tests.stores import KEYS, entries
from tests.zooms import HOOK_SECRET

MEETING = "81234567890"


@pytest.fixture
def town(client):
    made = context_on(client)
    held = Hosting("host-a", booking().start, booking().end, MEETING)
    one = replace(booking(state=State.CONFIRMED), room=Room(MEETING, "1"), hosting=(held,))
    made.store.commit((), (KeepBooking(one), HoldHost(one.id, held)))
    return made


@pytest.fixture
def web(town):
    return create_app(town, ["line secret"], zoom_secret=HOOK_SECRET).test_client()


def event(name="meeting.participant_joined", person="p1", host=False, meeting=MEETING, **more):
    who = {
        "user_id": person,
        "user_name": "13010-12345678 山田 太郎",
        "id": "host-a" if host else "",
        "email": "a@b.jp",
    }
    moment = {"leave_time" if name.endswith("left") else "join_time": "2026-12-03T05:01:00Z"}
    about = {"id": meeting, "uuid": "u1", "host_id": "host-a", "participant": {**who, **moment, **more}}
    return {"event": name, "event_ts": 1, "payload": {"account_id": "a", "object": about}}


def post(web, body, at=WEDNESDAY, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return web.post("/zoom/webhook", data=raw, headers={**signed(HOOK_SECRET, raw, at), **headers})


def noted(town):
    return [(one["action"], one["at"][:16]) for one in entries(town) if one["actor"] == "zoom"]


def test_zoom_learns_that_the_address_is_ours(web):
    answer = post(web, {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}, "event_ts": 1})
    wanted = hmac.new(HOOK_SECRET.encode(), b"abc", hashlib.sha256).hexdigest()
    assert (answer.status_code, answer.json) == (200, {"plainToken": "abc", "encryptedToken": wanted})


def test_who_came_and_went_is_noted_with_the_time_and_without_a_name(town, web, client):
    post(web, event(host=True, person="p0"))
    post(web, event("meeting.participant_joined_waiting_room"))
    post(web, event())
    post(web, event("meeting.participant_left"))
    assert noted(town) == [
        (action, "2026-12-03T05:01")
        for action in ("room_joined_host", "room_waited_guest", "room_joined_guest", "room_left_guest")
    ]
    everything = "".join(str(client.lrange(KEYS.audit, 0, -1)))
    assert "山田" not in everything
    assert "a@b.jp" not in everything


def test_it_is_evidence_and_no_verdict(town, web):
    before = town.store.booking("b1")
    post(web, event())
    assert town.store.booking("b1") == before


def test_what_is_told_twice_is_noted_once(town, web):
    assert [post(web, event()).status_code for _ in range(3)] == [200, 200, 200]
    assert len(noted(town)) == 1
    post(web, event(person="p2"))
    assert len(noted(town)) == 2


def test_other_rooms_and_other_events_are_passed_over(town, web):
    for body in (
        event(meeting="89999999999"),
        event("meeting.started"),
        {"event": "user.created", "payload": {}},
        {"event": "meeting.participant_joined", "payload": {"object": []}},
        {"event": "meeting.participant_joined", "payload": {"object": {"participant": 1}}},
    ):
        assert post(web, body).status_code == 200
    assert noted(town) == []


@pytest.mark.parametrize("minutes", [-6, 6, 600])
def test_a_stamp_that_is_far_from_now_is_refused(town, web, minutes):
    assert post(web, event(), at=WEDNESDAY + timedelta(minutes=minutes)).status_code == 401
    assert noted(town) == []


@pytest.mark.parametrize("minutes", [-4, 0, 4])
def test_a_clock_that_is_a_little_off_is_forgiven(web, minutes):
    assert post(web, event(), at=WEDNESDAY + timedelta(minutes=minutes)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"x-zm-signature": ""},
        {"x-zm-signature": "v0=" + "0" * 64},
        {"x-zm-signature": "署名"},
        {"x-zm-request-timestamp": ""},
        {"x-zm-request-timestamp": "-1"},
        {"x-zm-request-timestamp": "９９"},
        {"x-zm-request-timestamp": "9" * 5000},
    ],
)
def test_what_is_not_rightly_signed_is_refused_before_it_is_read(town, web, headers):
    sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert post(web, event(), **sent).status_code == 401
    assert noted(town) == []


def test_one_changed_byte_is_refused(town, web):
    raw = json.dumps(event()).encode()
    answer = web.post("/zoom/webhook", data=raw + b" ", headers=signed(HOOK_SECRET, raw, WEDNESDAY))
    assert answer.status_code == 401
    other = web.post("/zoom/webhook", data=raw, headers=signed("other secret", raw, WEDNESDAY))
    assert other.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"\xff",
        b'{"event": 1}',
        b"[" * 100_000,
        b'{"event":"endpoint.url_validation","payload":{}}',
    ],
)
def test_what_is_signed_and_makes_no_sense_is_a_400(web, body):
    assert post(web, body).status_code == 400


def test_a_body_that_is_too_large_is_refused(web):
    assert post(web, b"x" * 300_000).status_code == 413


def test_without_a_secret_there_is_no_such_address(town):
    assert post(create_app(town, ["line secret"]).test_client(), event()).status_code == 404
