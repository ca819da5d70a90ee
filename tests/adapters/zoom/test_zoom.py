"""The adapter against a local Zoom on a real socket: rooms, tokens, limits, and each way of going wrong."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from bot.adapters.network import http_client
from bot.adapters.network.http_client import trusted
from bot.adapters.redis.client import Client
from bot.adapters.zoom import rooms as adapter
from bot.adapters.zoom.errors import error_of
from bot.adapters.zoom.rooms import Zoom
from bot.adapters.zoom.settings_compared import open_room
from bot.errors import SendError
from bot.playground.zoom.platform import ZoomPlatform
from bot.ports.rooms import WantedRoom
from tests.adapters.servers import answers, serving
from tests.make import tokyo
from tests.stores import CIPHER, KEYS
from tests.zooms import local_zoom, zoom_for

START = tokyo("2026-12-03 14:00")
WANTED = WantedRoom("相談（受付番号 123456）", "madoguchi-123456-b1", START, 30, "042137")


@dataclass
class Place:
    zoom: Zoom
    local: ZoomPlatform
    url: str
    client: Client


@pytest.fixture
def place(client: Client) -> Iterator[Place]:
    with local_zoom() as (local, url):
        yield Place(zoom_for(url, client), local, url, client)


def refused(place: Place, reason: str) -> SendError:
    with pytest.raises(SendError) as error:
        place.zoom.create("host-a", WANTED)
    assert error.value.reason == reason
    return error.value


def test_a_room_is_opened_changed_and_deleted(place):
    room = place.zoom.create("host-a", WANTED)
    held = place.local.meetings.get(room.meeting_id)
    assert (room.passcode, held.passcode, held.host) == ("042137", "042137", "host-a")
    assert held.start == START
    later = WantedRoom("相談", WANTED.mark, START + timedelta(days=1), 30, "999000")
    assert place.zoom.change("host-a", room.meeting_id, later).passcode == "999000"
    assert place.local.meetings.get(room.meeting_id).start == START + timedelta(days=1)
    place.zoom.close(room.meeting_id)
    place.zoom.close(room.meeting_id)
    assert place.local.meetings.live() == []


def test_a_room_has_a_waiting_room_and_is_never_recorded(place):
    room = place.zoom.create("host-a", WANTED)
    rules = place.local.meetings.get(room.meeting_id).settings
    assert (rules["waiting_room"], rules["join_before_host"], rules["auto_recording"]) == (True, False, "none")


def test_what_zoom_made_otherwise_is_named_the_worst_first(place):
    assert place.zoom.create("host-a", WANTED).otherwise == ()
    for kind, name in OTHERWISE:
        place.local.faults.add(kind, endpoint="create")
        room = place.zoom.create("host-a", WANTED)
        assert room.otherwise == (name,)
        assert place.zoom.read(room.meeting_id, WANTED).otherwise == (name,)
        assert place.zoom.change("host-a", room.meeting_id, WANTED).otherwise == (), "asked once more, it is as wanted"
    room = place.zoom.create("host-a", WANTED)
    assert place.zoom.read(room.meeting_id, replace(WANTED, start=START + timedelta(minutes=30))).otherwise == (
        "zoom_time",
    )


OTHERWISE = [
    ("recording_on", "zoom_recording"),
    ("waiting_room_off", "zoom_waiting_room"),
    ("before_host_on", "zoom_before_host"),
    ("registration_on", "zoom_entry"),
    ("other_length", "zoom_time"),
]


def test_of_an_answer_that_leaves_things_out_nothing_is_said_and_the_worst_comes_first():
    least = {"id": 81234567890, "password": "1"}
    for silent in ({}, {"settings": None}, {"settings": []}, {"settings": {"auto_recording": None}}):
        assert open_room({**least, **silent}, WANTED).otherwise == ()
    both = {"waiting_room": False, "auto_recording": "local", "use_pmi": True, "meeting_authentication": True}
    said = open_room({**least, "settings": both, "start_time": "2026-12-03T04:00:00Z"}, WANTED).otherwise
    assert said == ("zoom_recording", "zoom_waiting_room", "zoom_entry", "zoom_shared", "zoom_time")


def test_a_passcode_that_the_accounts_rule_refuses_has_a_reason_of_its_own(place):
    place.local.faults.add("passcode_rule", endpoint="create")
    assert refused(place, "zoom_passcode").permanent
    assert refused_by('{"code":300,"message":"Validation Failed.","errors":[{"field":"password","message":"x"}]}') == (
        "zoom_passcode"
    )
    assert refused_by('{"code":300,"message":"Validation Failed.","errors":[{"field":"topic"}]}') == "zoom_400"


def refused_by(body: str) -> str:
    return error_of(httpx.Response(400, text=body)).reason


def test_the_start_is_told_as_wall_clock_time_in_tokyo(place, monkeypatch):
    sent = []
    monkeypatch.setattr(place.local.meetings, "create", lambda host, body: sent.append(body) or _stop())
    with pytest.raises(SendError):
        place.zoom.create("host-a", WANTED)
    assert (sent[0]["start_time"], sent[0]["timezone"]) == ("2026-12-03T14:00:00", "Asia/Tokyo")


def _stop():
    from bot.playground.zoom.answers import broken

    raise broken()


def test_rooms_are_found_again_by_their_mark_over_all_pages(place, monkeypatch):
    monkeypatch.setattr(adapter, "PAGE", 2)
    for count in range(5):
        place.zoom.create("host-a", WantedRoom("x", f"other-{count}", START, 30, "1"))
    room = place.zoom.create("host-a", WantedRoom("x", WANTED.mark, START + timedelta(days=2), 30, "1"))
    found = place.zoom.find("host-a", WANTED.mark)
    assert [(one.meeting, one.start) for one in found] == [(room.meeting_id, START + timedelta(days=2))]
    assert place.zoom.find("host-b", WANTED.mark) == []
    assert place.local.calls("list") == 4


def test_the_hosts_own_address_is_nowhere(place):
    room = place.zoom.create("host-a", WANTED)
    assert "zak" not in repr(room) + repr(place.zoom.read(room.meeting_id, WANTED))
    assert not any("zak" in str(place.client.dump(key)) for key in place.client.keys("*"))


# --- the token ------------------------------------------------------------------------------------------------------


def test_one_token_serves_many_calls_and_processes(place, client):
    for _ in range(3):
        place.zoom.find("host-a", "x")
    zoom_for(place.url, client).find("host-a", "x")
    assert place.local.tokens.given == 1


def test_the_token_is_sealed_and_lives_as_long_as_zoom_lets_it(place):
    place.zoom.find("host-a", "x")
    sealed = place.client.get(KEYS.zoom_token)
    token = CIPHER.open("zoom-token", sealed).decode()
    assert token not in sealed
    assert 3500 < place.client.ttl(KEYS.zoom_token) <= 3599


def test_the_token_is_renewed_before_it_ends(place):
    place.zoom.find("host-a", "x")
    place.client.expire(KEYS.zoom_token, 200)
    place.zoom.find("host-a", "x")
    assert place.local.tokens.given == 2
    assert place.client.ttl(KEYS.zoom_token) > 3500


def test_while_one_process_renews_the_others_go_on_with_the_old_token(place):
    place.zoom.find("host-a", "x")
    place.client.expire(KEYS.zoom_token, 200)
    place.client.set(KEYS.zoom_renewing, "1", ex=15)
    place.zoom.find("host-a", "x")
    assert place.local.tokens.given == 1


def test_an_early_renewal_that_fails_leaves_the_old_token_in_use(place):
    place.zoom.find("host-a", "x")
    place.client.expire(KEYS.zoom_token, 200)
    place.local.faults.add("error_500", endpoint="token")
    assert place.zoom.find("host-a", "x") == []


def test_twenty_threads_without_a_token_fetch_one(place, client):
    errors = []

    def find():
        try:
            zoom_for(place.url, client).find("host-a", "x")
        except SendError as error:
            errors.append(error)

    threads = [threading.Thread(target=find) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, place.local.tokens.given) == ([], 1)


def test_a_token_that_zoom_refuses_is_replaced_at_once(place):
    place.zoom.find("host-a", "x")
    place.local.tokens.revoke_all()
    assert place.zoom.find("host-a", "x") == []
    assert place.local.tokens.given == 2


def test_wrong_credentials_are_named_and_tried_again_later(place, client):
    zoom = zoom_for(place.url, client, secret="wrong")
    with pytest.raises(SendError) as error:
        zoom.find("host-a", "x")
    assert (error.value.reason, error.value.permanent) == ("zoom_401", False)


# --- limits and faults ----------------------------------------------------------------------------------------------


def test_a_host_opens_and_changes_a_hundred_rooms_a_day(place):
    for count in range(100):
        place.zoom.create("host-a", WantedRoom("x", f"m{count}", START, 30, "1"))
    assert place.zoom.left("host-a") == 0
    refused(place, "zoom_daily")
    assert place.local.calls("create") == 100, "the hundred and first is not even asked for"
    assert place.zoom.left("host-b") == 100


def test_the_days_end_at_midnight_in_london(client):
    now = [tokyo("2026-11-26 08:59")]
    with local_zoom(lambda: now[0]) as (_, url):
        zoom = zoom_for(url, client, now=lambda: now[0])
        zoom.create("host-a", WANTED)
        assert zoom.left("host-a") == 99
        now[0] = tokyo("2026-11-26 09:00")
        assert zoom.left("host-a") == 100


def test_when_zoom_itself_says_that_the_day_is_full_it_is_believed(place):
    place.local.meetings.use_up("host-a")
    assert refused(place, "zoom_daily").refused
    assert place.zoom.left("host-a") == 0


def test_too_many_calls_in_a_second_are_another_matter(place):
    place.zoom.find("host-a", "x")
    place.local.faults.add("rate_429", endpoint="create")
    error = refused(place, "zoom_rate")
    assert (error.permanent, error.refused) == (False, True)
    assert place.zoom.left("host-a") == 99


@pytest.mark.parametrize(
    ("kind", "reason", "opened"),
    [
        ("error_500", "zoom_500", 0),
        ("accept_then_500", "zoom_500", 1),
        ("hang", "zoom_unknown", 0),
        ("accept_and_drop", "zoom_unknown", 1),
        ("daily_429", "zoom_daily", 0),
    ],
)
def test_what_goes_wrong_has_a_name_and_may_be_tried_again(place, kind, reason, opened):
    place.zoom.find("host-a", "x")
    place.local.faults.add(kind, endpoint="create")
    assert not refused(place, reason).permanent
    assert len(place.local.meetings.live()) == opened


def test_a_slow_zoom_is_given_up_in_time(place, monkeypatch):
    monkeypatch.setattr(http_client, "READ_TIMEOUT", httpx.Timeout(0.2))
    place.zoom.find("host-a", "x")
    place.local.faults.add("slow", endpoint="create", seconds=0.6)
    assert not refused(place, "zoom_unknown").refused


def test_nobody_there_is_certain_not_to_have_opened_anything(place, client):
    with pytest.raises(SendError) as error:
        zoom_for("http://127.0.0.1:9", client).find("host-a", "x")
    assert (error.value.reason, error.value.refused) == ("zoom_unknown", True)


def test_a_host_that_zoom_does_not_know_may_come_back(place):
    with pytest.raises(SendError) as error:
        place.zoom.create("nobody@office.example", WANTED)
    assert (error.value.reason, error.value.permanent, error.value.refused) == ("zoom_no_host", False, True)


def test_a_room_that_somebody_deleted_is_gone(place):
    with pytest.raises(SendError) as error:
        place.zoom.change("host-a", "81234567890", WANTED)
    assert error.value.reason == "zoom_gone"


def test_an_answer_that_makes_no_sense_is_no_room():
    for body in ({}, {"id": "x", "password": "1"}, {"id": 1}, {"id": 1, "password": None}, {"id": 1, "password": ""}):
        with pytest.raises(SendError, match="zoom_unknown"):
            open_room(body, WANTED)


ODD = [
    (404, "<html>Not found</html>"),
    (403, "<html>blocked</html>"),
    (400, "[]"),
    (200, "<html>sign in</html>"),
    (200, "[]"),
    (200, '{"status":"ok"}'),
    (200, '{"meetings":null}'),
    (200, '{"meetings":["x"]}'),
    (302, ""),
    (500, "<html>"),
]


@pytest.mark.parametrize(("status", "body"), ODD)
def test_an_answer_in_words_that_are_not_zooms_leaves_everything_unknown(place, status, body):
    place.zoom.find("host-a", "x")  # so that there is a token
    answer = f"HTTP/1.1 {status} ?\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    with serving(answers(answer)) as server:
        zoom = zoom_for(f"http://127.0.0.1:{server.port}", place.client)
        for call in (
            lambda: zoom.find("host-a", "x"),
            lambda: zoom.create("host-a", WANTED),
            lambda: zoom.change("host-a", "81234567890", WANTED),
        ):
            with pytest.raises(SendError) as error:
                call()
            assert error.value.reason in ("zoom_unknown", "zoom_500")
            assert (error.value.permanent, error.value.refused) == (False, False)


@pytest.mark.parametrize(
    "body", ['{"access_token":null,"expires_in":5}', '{"access_token":"","expires_in":5}', "[]", "<html>"]
)
def test_a_token_that_is_none_is_not_kept(client, body):
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    with serving(answers(answer)) as server, pytest.raises(SendError, match="zoom_unknown"):
        zoom_for(f"http://127.0.0.1:{server.port}", client).find("host-a", "x")
    assert client.get(KEYS.zoom_token) is None


def test_a_token_is_kept_for_an_hour_at_most(client):
    body = '{"access_token":"t","expires_in":1e30}'
    answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    with serving(answers(answer)) as server, pytest.raises(SendError):
        zoom_for(f"http://127.0.0.1:{server.port}", client).find("host-a", "x")
    assert 3000 < client.ttl(KEYS.zoom_token) <= 3600


def listing(place: Place, **asked: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {place.local.tokens.give()}"}
    return httpx.get(f"{place.url}/v2/users/host-a/meetings", params=asked, headers=headers, verify=trusted())


def test_the_local_zoom_lists_in_pages_of_at_most_300_with_an_opaque_token(place):
    for _ in range(3):
        place.zoom.create("host-a", WANTED)
    assert listing(place, type="upcoming", page_size="1000").json()["page_size"] == 300
    seen, token = [], ""
    for _ in range(3):
        body = listing(place, type="upcoming", page_size="1", next_page_token=token).json()
        seen += [one["id"] for one in body["meetings"]]
        token = body["next_page_token"]
    assert (len(set(seen)), token, body["total_records"]) == (3, "", 3)
    for wrong in ({"next_page_token": "2"}, {"type": "next"}):
        assert listing(place, **wrong).status_code == 400


def test_upcoming_rooms_tell_mark_and_age(place):
    made = place.zoom.create("host-a", WANTED)
    (found,) = place.zoom.upcoming("host-a")
    assert (found.meeting, found.mark, found.start) == (made.meeting_id, WANTED.mark, START)
    assert found.created is not None
    assert place.zoom.upcoming("host-b") == []
