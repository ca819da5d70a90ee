"""The store is emptied under running processes, and a backup is put back: by real processes."""

import httpx

from bot.adapters.network.http_client import trusted
from bot.ports.work import PROCESSES
from tests.e2e.town import Town, wait_until

TARO = "U" + "1" * 32


def failed(town: Town) -> list[str]:
    """Give what /readyz names; "web" while nobody answers."""
    try:
        return httpx.get(f"{town.url}/readyz", timeout=20, verify=trusted()).json()["failed"]
    except httpx.TransportError:
        return ["web"]


def test_an_emptied_store_stops_all_until_a_backup_is_put_back_and_none_is_under_living_processes(tmp_path):
    with Town(tmp_path).open("web", "worker") as town:
        town.books(TARO)
        number = town.bookings()[0]["number"]
        file = str(tmp_path / "office.backup")
        town.madoguchi("backup", file)
        assert "止めてから" in town.madoguchi("restore", file, "--replace", fails=True)
        town.client.flushall()
        wait_until(lambda: "store_changed" in failed(town), what="it is noticed", seen=lambda: failed(town))
        assert town.bookings() == []
        for name in ("web", "worker"):
            town.kill(name)
        town.client.delete(*(town.keys.heartbeat(one) for one in PROCESSES))  # they run out by themselves in 30 s
        town.madoguchi("restore", file, "--replace")
        for name in ("web", "worker"):
            town.start(name)
        wait_until(lambda: not {"store_changed", "web"} & {*failed(town)}, what="it goes on", seen=lambda: failed(town))
        assert [one["number"] for one in town.bookings()] == [number]
        assert town.madoguchi("audit", "verify")["intact"]
