"""How many due notices a second one worker gets accepted by a LINE that takes 50 ms for each."""

import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.adapters.store.cipher import Cipher
from bot.adapters.store.store import RedisStore
from bot.booking.model import Channel, Kind, State
from bot.booking.notices.reminders import Plan, notice
from bot.ports.bookings import KeepBooking
from bot.ports.notices import KeepNotice
from bot.settings import from_environ
from tests.e2e.town import Town, free_port
from tests.make import ROOM, booking

ROWS = 3000
DELAY = "0.05"  # seconds


def main() -> None:
    """Measure and print."""
    port = free_port()
    line = subprocess.Popen([sys.executable, "-m", "benchmarks.instant_line", str(port), DELAY])  # noqa: S603 - fixed words
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Path(folder), {"LINE_API_URL": f"http://127.0.0.1:{port}"}, fresh=True).open("web")
        try:
            fill(town, ROWS)
            began = time.monotonic()
            town.start("worker")
            left = ROWS
            while left:
                time.sleep(1)
                left = town.client.zcard(town.keys.planned)
            seconds = time.monotonic() - began
        finally:
            town.close()
            line.terminate()
            line.wait()
    print(f"ledger: {ROWS} notices in {seconds:.0f} s, the worker's start included: {ROWS / seconds:.0f}/s")


def fill(town: Town, rows: int) -> None:
    """Put so many confirmed bookings with their details due into the store."""
    cipher = Cipher(from_environ(town.environment).data_keys)
    store = RedisStore(town.client, town.keys, cipher, town.clock)
    now = town.clock.now()
    for number in range(rows):
        start = now + timedelta(days=3)
        made = booking(id=f"b{number}", number=str(number), user=f"U{number:032x}", start=start, room=ROOM)
        confirmed = replace(made, state=State.CONFIRMED)
        row = notice(confirmed, Plan(Kind.DETAILS, now, start), Channel.LINE)
        store.commit((), (KeepBooking(confirmed), KeepNotice(row, row.due)))


if __name__ == "__main__":
    main()
