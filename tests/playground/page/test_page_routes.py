"""The page's routes without a browser: the way to LINE's stand-in, the bookings, the policy."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import Plan, notice
from bot.playground.page import line_door
from tests.make import booking
from tests.playground.chat import Place, open_place, web_app
from tests.playground.conftest import TARO

FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place() as opened:
        opened.line.add_friend(TARO, "山田 太郎")
        yield opened


@contextmanager
def client_of(place: Place, line_url: str) -> Iterator[FlaskClient]:
    with closing(line_door.door(line_url)) as door:
        yield web_app(place, door).test_client()


@pytest.fixture
def web(place: Place) -> Iterator[FlaskClient]:
    with client_of(place, place.line_url) as client:
        yield client


def test_the_page_forbids_scripts_and_styles_that_are_not_ours(web: FlaskClient) -> None:
    policy = web.get("/playground").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    with web.get("/playground/static/main.js") as script:
        assert script.headers["Content-Security-Policy"] == policy
    assert " style=" not in web.get("/playground").text


def test_the_control_is_reached_through_the_page(web: FlaskClient, place: Place) -> None:
    assert web.get("/playground/line/people").json["people"][0]["user_id"] == TARO
    said = web.post("/playground/line/say", json={"user": TARO, "text": "予約"})
    assert said.json["event"]["message"]["text"] == "予約"
    assert web.post("/playground/line/say", json={"user": "nobody", "text": "予約"}).status_code == 409
    assert web.get("/playground/line/menus/none/picture").status_code == 404


def test_another_site_can_not_act_through_the_browser(web: FlaskClient, place: Place) -> None:
    refused = web.post("/playground/line/say", json={"user": TARO, "text": "予約"}, headers=FROM_ELSEWHERE)
    assert refused.status_code == 403
    assert web.post("/playground/clock", json={"advance_seconds": 60}, headers=FROM_ELSEWHERE).status_code == 403
    assert place.clock.now() == datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def test_only_a_stand_in_on_this_machine_is_handed_on_to(place: Place) -> None:
    with client_of(place, "https://api.line.me") as web:
        assert web.get("/playground/line/people").status_code == 404


def test_a_stand_in_that_is_away_is_said_plainly(place: Place) -> None:
    with client_of(place, "http://127.0.0.1:9") as web:
        answer = web.get("/playground/line/people")
        assert (answer.status_code, answer.json["error"]) == (502, "LINE の代わりに届きません")


def rows(made: Any, *planned: tuple[Kind, datetime, NoticeState]) -> tuple[Any, ...]:
    return tuple(
        replace(notice(made, Plan(kind, due, None), Channel.LINE), state=state) for kind, due, state in planned
    )


def next_of(web: FlaskClient) -> str:
    return str(web.get("/playground/bookings").json["next"]["text"])


def test_the_next_thing_to_happen_is_the_earliest_that_is_still_open(web: FlaskClient, place: Place) -> None:
    made = booking(state=State.CONFIRMED)
    now = place.clock.now()
    place.store.found = [made]
    place.store.rows[made.id] = rows(
        made,
        (Kind.DETAILS, now - timedelta(hours=1), NoticeState.ACCEPTED),
        (Kind.SOON, made.start - timedelta(minutes=30), NoticeState.WAITING),
        (Kind.DAY_BEFORE, now + timedelta(hours=2), NoticeState.WAITING),
    )
    assert next_of(web) == "12月1日（火）12:00、受付番号 123456 の「前日のお知らせ」をLINEで送ります"
    place.clock.advance(2 * 3600 + 1)
    assert next_of(web).startswith("まもなく、")


def test_a_request_that_nobody_answers_runs_out_next(web: FlaskClient, place: Place) -> None:
    place.store.found = [booking()]
    assert next_of(web) == "12月2日（水）17:15、受付番号 123456 の回答の期限が切れます"


def test_nothing_planned_is_null(web: FlaskClient, place: Place) -> None:
    place.store.found = [booking(state=State.CANCELLED_BY_SEEKER)]
    assert web.get("/playground/bookings").json["next"] is None


def test_a_notice_of_an_earlier_edition_will_not_happen(web: FlaskClient, place: Place) -> None:
    made = booking(state=State.CONFIRMED)
    place.store.found = [replace(made, edition=2)]
    place.store.rows[made.id] = rows(made, (Kind.SOON, made.start, NoticeState.WAITING))
    assert web.get("/playground/bookings").json["next"] is None


def test_the_moments_of_a_booking_follow_from_the_office(web: FlaskClient, place: Place) -> None:
    place.store.found = [booking()]
    [shown] = web.get("/playground/bookings").json["bookings"]
    assert shown["moments"] == {
        "eve": "2026-12-02T17:00:00+09:00",
        "soon": "2026-12-03T13:30:00+09:00",
        "late": "2026-12-03T14:10:00+09:00",
    }
    assert (shown["state_text"], shown["when"]) == ("申込中", "12月3日（木）14:00")
