import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.playground.line.api.app import create_platform_app
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from tests.playground.conftest import GROUP, HANAKO, SECRET, TARO, TOKEN, Api, Clock, ListeningBot, words

HEADERS = {"Authorization": f"Bearer {TOKEN}"}
PUSH = {"to": TARO, "messages": [words("お知らせ")]}


@pytest.fixture
def served(line: Platform) -> Iterator[httpx.Client]:
    url, stop = run_in_thread(line)
    with httpx.Client(base_url=url, headers=HEADERS, timeout=60) as client:
        yield client
    stop()


def push(client: httpx.Client) -> int:
    return client.post("/v2/bot/message/push", json=PUSH).status_code


def test_people_come_write_and_go_over_http(line: Platform, api: Api, bot: ListeningBot) -> None:
    api.control("POST", "/people", {"user_id": HANAKO, "display_name": "花子"})
    said = api.control("POST", "/say", {"user": HANAKO, "text": "予約"}).json["event"]
    api.control("POST", "/sticker", {"user": HANAKO})
    api.control("POST", "/image", {"user": HANAKO})
    api.control("POST", "/unsend", {"user": HANAKO, "message_id": said["message"]["id"]})
    api.control("POST", "/block", {"user": HANAKO})
    kinds = [event["type"] for event in bot.events if event["source"]["userId"] == HANAKO]
    assert kinds == ["follow", "message", "message", "message", "unsend", "unfollow"]


def test_a_tap_over_http_takes_a_label_or_an_action(line: Platform, api: Api) -> None:
    action = {"type": "postback", "label": "はい", "data": "yes"}
    items = [{"type": "action", "action": action}]
    api.push(TARO, words("よいですか") | {"quickReply": {"items": items}})
    shown = api.control("GET", f"/talks/{TARO}").json
    assert shown["quick_replies"] == [action]
    for button in ({"label": "はい"}, {"action": action}):
        event = api.control("POST", "/tap", {"user": TARO, **button}).json["event"]
        assert event["postback"] == {"data": "yes"}


def test_a_transcript_tells_who_wrote_what_and_whether_it_arrived(line: Platform, api: Api) -> None:
    line.say(TARO, "予約")
    line.block(TARO)
    api.push(TARO)
    mine, dropped = api.control("GET", f"/talks/{TARO}").json["entries"]
    assert (mine["who"], mine["message"]["text"], mine["read"]) == ("user", "予約", True)
    assert (dropped["who"], dropped["via"], dropped["delivered"]) == ("bot", "push", False)
    assert dropped["at"] == "2026-12-01T01:00:00+00:00"


def test_a_batch_over_http_is_one_webhook(line: Platform, api: Api, bot: ListeningBot) -> None:
    acts = [{"act": "say", "user": TARO, "text": text} for text in ("一", "二")]
    done = api.control("POST", "/batch", {"acts": acts}).json["done"]
    assert [each["event"] for each in done] == bot.received[-1]["events"]


def test_events_and_raw_bodies_can_be_sent_over_http(line: Platform, api: Api, bot: ListeningBot) -> None:
    api.control("POST", "/events", {"events": [{"type": "beyond"}]})
    api.control("POST", "/raw", {"body": '{"events":[]}', "signature": "bad"})
    assert bot.received[-2]["events"] == [{"type": "beyond"}]
    assert bot.headers[-1]["x-line-signature"] == "bad"


def test_groups_are_made_over_http(line: Platform, api: Api) -> None:
    api.control("POST", "/groups", {"group_id": GROUP, "name": "窓口", "members": [TARO]})
    assert api.control("GET", "/groups").json["groups"][0]["members"] == [TARO]


def test_calls_and_webhooks_can_be_looked_up(line: Platform, api: Api) -> None:
    api.push(TARO)
    line.say(TARO, "予約")
    call = api.control("GET", "/calls").json["calls"][-1]
    assert (call["endpoint"], call["status"], call["body"]["to"]) == ("push", 200, TARO)
    posted = api.control("GET", "/webhooks?since=1").json
    assert [(each["status"], each["reason"]) for each in posted["webhooks"]] == [(200, "success")]
    assert posted["statistics"] == {"success": 2}


def test_the_quota_is_set_over_http(line: Platform, api: Api) -> None:
    api.control("POST", "/quota", {"limit": 200, "used": 200})
    assert api.push(TARO).status_code == 429
    api.control("POST", "/quota", {"limit": None})
    assert api.push(TARO).status_code == 200


def test_what_makes_no_sense_is_told(line: Platform, api: Api) -> None:
    assert api.control("POST", "/say", {"user": TARO}).json == {"error": "say needs text"}
    assert api.control("POST", "/faults", {"kind": "flood"}).json == {"error": "faults: no such fault: flood"}
    assert api.control("POST", "/tap", {"user": TARO, "label": "無い"}).status_code == 409


def test_changes_name_the_talks_that_moved_on(line: Platform, api: Api) -> None:
    line.add_friend(HANAKO)
    before = api.control("GET", "/changes?wait=0").json
    assert set(before["talks"]) == {TARO, HANAKO}
    line.say(HANAKO, "予約")
    after = api.control("GET", f"/changes?since={before['sequence']}").json
    assert after["talks"] == [HANAKO]
    assert api.control("GET", f"/changes?since={after['sequence']}&wait=0.01").json["talks"] == []


@pytest.mark.parametrize(
    ("kind", "statuses", "arrived"),
    [
        ("error_500", [500, 200], 1),
        ("accept_then_500", [500, 200], 2),
        ("rate_429", [429, 200], 1),
        ("monthly_429", [429, 200], 1),
        ("other_429", [429, 200], 1),
        ("unauthorized_401", [401, 200], 1),
        ("slow", [200, 200], 2),
    ],
)
def test_a_fault_spoils_one_call(
    line: Platform, served: httpx.Client, kind: str, statuses: list[int], arrived: int
) -> None:
    served.post("/control/faults", json={"kind": kind, "endpoint": "push"})
    served.get("/v2/bot/info")
    assert [push(served), push(served)] == statuses
    assert len(line.transcript(TARO)) == arrived


@pytest.mark.parametrize(("kind", "arrived"), [("accept_and_drop", 1), ("hang", 0)])
def test_a_dropped_call_has_no_answer(line: Platform, served: httpx.Client, kind: str, arrived: int) -> None:
    line.faults.add(kind, seconds=0.01)
    with pytest.raises(httpx.RemoteProtocolError):
        push(served)
    assert len(line.transcript(TARO)) == arrived


def test_a_fault_lasts_until_it_is_cleared(line: Platform, served: httpx.Client) -> None:
    served.post("/control/faults", json={"kind": "error_500", "times": None})
    assert [push(served) for _ in range(3)] == [500] * 3
    served.delete("/control/faults")
    assert push(served) == 200


def test_the_server_keeps_its_connections_open(line: Platform, served: httpx.Client) -> None:
    streams = {id(served.get("/v2/bot/info").extensions["network_stream"]) for _ in range(5)}
    assert len(streams) == 1


def test_a_waiting_page_is_told_of_a_change(line: Platform, served: httpx.Client) -> None:
    since = line.world.sequence
    line.postman.lanes.put_later(0.05, "later", lambda: line.say(TARO, "予約"))
    assert served.get(f"/control/changes?since={since}").json()["talks"] == [TARO]


def wait_for(url: str) -> None:
    for _ in range(100):
        try:
            httpx.get(url)
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return


def reopened(path: Path, clock: Clock) -> Platform:
    bot = ListeningBot()
    return Platform(
        channel_secret=SECRET,
        access_tokens=[TOKEN],
        clock=clock,
        deliver=bot,
        deliver_now=True,
        state_file=path,
    )


def test_a_second_start_shows_yesterdays_talks(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "var" / "line.json"
    first = reopened(path, clock)
    first.add_friend(TARO, "太郎")
    token = first.say(TARO, "予約")["replyToken"]
    before = Api(create_platform_app(first).test_client())
    pushed = before.push(TARO, X_Line_Retry_Key="5f5cf5bd-1f07-4a21-a2a4-bb09b7f6b1a7")
    first.stop()
    second = reopened(path, clock)
    assert second.transcript(TARO) == first.transcript(TARO)
    assert second.world.people == first.world.people
    api = Api(create_platform_app(second).test_client())
    again = api.push(TARO, X_Line_Retry_Key="5f5cf5bd-1f07-4a21-a2a4-bb09b7f6b1a7")
    assert again.json["sentMessages"] == pushed.json["sentMessages"]
    assert api.reply(token).status_code == 200
    second.stop()


def test_a_server_that_is_told_to_end_saves_first(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = f"""
from datetime import UTC, datetime
from pathlib import Path
from bot.playground.line.platform import Platform
from bot.playground.line.server import serve
line = Platform(channel_secret="s", access_tokens=["t"], clock=lambda: datetime.now(UTC), deliver=lambda *_: 200,
                state_file=Path({str(tmp_path / "line.json")!r}))
line.add_friend({TARO!r})
serve(line, port={port})
"""
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        wait_for(f"http://127.0.0.1:{port}/control/people")
        process.terminate()
    assert process.returncode == 0
    assert json.loads((tmp_path / "line.json").read_text())["people"][0]["user_id"] == TARO


def test_the_state_is_saved_on_demand(tmp_path: Path, clock: Clock) -> None:
    platform = reopened(tmp_path / "line.json", clock)
    platform.add_friend(TARO)
    Api(create_platform_app(platform).test_client()).control("POST", "/save")
    assert json.loads((tmp_path / "line.json").read_text())["people"][0]["user_id"] == TARO
    platform.stop()


def test_only_its_owner_may_read_the_saved_talks(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "line.json.new").write_text("left by a crash")
    platform = reopened(tmp_path / "line.json", clock)
    platform.save()
    assert (tmp_path / "line.json").stat().st_mode & 0o777 == 0o600
    platform.stop()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
    ],
    ids=str,
)
def test_another_site_can_not_reach_the_control_through_a_browser(
    served: httpx.Client, headers: dict[str, str]
) -> None:
    said = served.post("/control/say", json={"user": TARO, "text": "予約"}, headers=headers)
    assert said.status_code == 403
    assert served.get("/control/people", headers=headers).status_code == 403
    assert served.post("/control/say", json={"user": TARO, "text": "予約"}).status_code == 200
