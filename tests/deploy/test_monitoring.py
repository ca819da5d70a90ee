"""The rules and the board for Prometheus and Grafana ask only for what /metrics tells."""

import json
import re

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.store import RedisStore
from bot.ports.health import Count
from bot.web.metrics import FROM_ZERO, scraped
from tests.folders import ROOT
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS

RULES = ROOT / "deploy/monitoring/alerts.yaml"
BOARD = ROOT / "deploy/monitoring/grafana.json"
SET_BY_PROMETHEUS = {"madoguchi"}  # the job's name
ONLY_WHEN_IT_HAPPENED = {
    "madoguchi_last_webhook_age_seconds",
    "madoguchi_last_sweep_seconds",
    "madoguchi_backup_age_seconds",
    "madoguchi_process_heard_seconds",
}


def told(client: Client) -> str:
    town = context_of(RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS)))
    town.store.commit((), (Count("booked"),))
    return scraped(town).decode()


def test_every_number_that_is_asked_for_is_told(client):
    known = set(re.findall(r"^(madoguchi_\w+)", told(client), re.MULTILINE)) | ONLY_WHEN_IT_HAPPENED
    for file in (RULES, BOARD):
        asked = set(re.findall(r"\bmadoguchi_\w+", file.read_text()))
        assert len(asked) >= 8
        assert asked <= known, file


def test_counters_of_trouble_begin_at_zero_so_that_the_first_is_a_rise(client):
    text = told(client)
    for name in FROM_ZERO:
        assert f'madoguchi_total{{name="{name}"}} 0.0' in text
    named = re.search(r'name=~"([\w|]+)"', RULES.read_text())
    assert named
    assert set(named[1].split("|")) <= set(FROM_ZERO)


def test_what_waits_for_staff_and_who_works_is_told(client):
    text = told(client)
    assert 'madoguchi_waiting{what="requests"} 0.0' in text
    assert 'madoguchi_worker_up{queue="notices"} 0.0' in text
    assert re.search(r'madoguchi_build_info\{version="[\d.]+"\} 1.0', text)


def test_the_board_s_panels_each_ask_for_something():
    panels = json.loads(BOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) >= 10
    assert all(target["expr"] for panel in panels for target in panel["targets"])
