"""That sending to LINE rests is seen: in the settings, in the health page, in the metrics."""

from dataclasses import replace

import pytest

from bot.adapters.redis.circuit import FAILURES_TO_OPEN, RedisCircuit
from bot.booking.staff.staff import Role
from bot.web.app import create_app
from tests.console.office import ConsoleOffice
from tests.stores import KEYS


@pytest.fixture
def guarded(office: ConsoleOffice) -> ConsoleOffice:
    """The office with a circuit."""
    circuit = RedisCircuit(office.client, KEYS, office.clock.now, office.context.log)
    office.context = replace(office.context, circuit=circuit)
    office.app = create_app(office.context, ["secret"], office.setup())
    return office


def fails(office: ConsoleOffice, reason: str, times: int = FAILURES_TO_OPEN) -> None:
    for _ in range(times):
        office.context.circuit.failed(reason)


def settings(office: ConsoleOffice) -> str:
    return office.clerk("管理", Role.ADMINISTRATOR).opens("/staff/settings").page


def metrics(office: ConsoleOffice) -> str:
    return office.app.test_client().get("/metrics").get_data(as_text=True)


def test_while_all_is_well_nothing_is_said(guarded):
    page = settings(guarded)
    assert "休んでいます" not in page
    assert "最後にLINEへ" not in page
    assert "madoguchi_line_rests 0.0" in metrics(guarded)


def test_while_sending_rests_the_settings_say_since_when_and_why(guarded):
    fails(guarded, "http_503")
    page = settings(guarded)
    assert "LINEへの送信：11月25日（水）10:00から休んでいます" in page
    assert "最後にLINEへ送れなかったとき：11月25日（水）10:00（相手側の調子がよくありません）" in page
    assert "madoguchi_line_rests 1.0" in metrics(guarded)
    assert 'madoguchi_line_last_failure_seconds{reason="http_503"}' in metrics(guarded)
    assert "line_rests" in guarded.app.test_client().get("/readyz").json["warnings"]


def test_while_sending_rests_every_clerk_reads_it_on_every_page(guarded):
    clerk = guarded.clerk()
    assert "line-rests" not in clerk.opens("/staff/").page
    fails(guarded, "http_503")
    assert "11月25日（水）10:00からLINEへの送信を休んでいます" in clerk.opens("/staff/").page
    assert "急ぐものは電話で" in clerk.opens("/staff/requests").page


def test_afterwards_the_last_failure_still_stands_there(guarded):
    fails(guarded, "SomethingNewError")
    guarded.context.circuit.went_well()
    page = settings(guarded)
    assert "から休んでいます" not in page
    assert "（相手側が答えません）" in page
    assert "madoguchi_line_rests 0.0" in metrics(guarded)


def test_where_nothing_was_tried_for_ten_minutes_nothing_is_claimed(guarded):
    fails(guarded, "http_503")
    guarded.clock.advance(9 * 60)
    assert "から休んでいます" in settings(guarded)
    guarded.clock.advance(2 * 60)
    assert guarded.context.circuit.state().open_since is None
    assert guarded.context.circuit.passage() == "probe"  # one at a time all the same


def test_four_failures_and_a_success_are_no_outage(guarded):
    fails(guarded, "http_500", FAILURES_TO_OPEN - 1)
    guarded.context.circuit.went_well()
    fails(guarded, "http_500", FAILURES_TO_OPEN - 1)
    assert "休んでいます" not in settings(guarded)
    assert not guarded.context.circuit.is_open()


def test_one_refused_token_is_enough(guarded):
    fails(guarded, "http_401", 1)
    assert guarded.context.circuit.is_open()
    assert "LINEの設定が無効です" in settings(guarded)


def test_a_clock_that_is_put_back_does_not_keep_the_circuit_open(guarded):
    fails(guarded, "http_500")
    guarded.at("2026-11-25 09:00")
    assert not guarded.context.circuit.is_open()
    assert guarded.context.circuit.passage()


def test_a_probe_that_fails_makes_the_rest_half_as_long_again_up_to_half_a_minute(guarded):
    fails(guarded, "http_500")
    for rest in (5, 7.5, 11.25, 16.875, 25.312, 30, 30):
        guarded.clock.advance(rest - 0.5)
        assert guarded.context.circuit.is_open()
        guarded.clock.advance(0.6)
        assert guarded.context.circuit.passage() == "probe"
        assert guarded.context.circuit.is_open()  # one at a time
        fails(guarded, "http_500", 1)
    assert guarded.client.ttl(KEYS.line_circuit) > 0


def test_a_probe_whose_process_died_is_followed_by_another(guarded):
    fails(guarded, "http_500")
    guarded.clock.advance(6)
    assert guarded.context.circuit.passage() == "probe"
    guarded.clock.advance(14)
    assert guarded.context.circuit.passage() == ""
    guarded.clock.advance(2)
    assert guarded.context.circuit.passage() == "probe"
