"""What an office's commands do in a day, one after the other, on a store that is not a server by itself."""

from pathlib import Path
from typing import Any

from bot.booking.model import State
from bot.bootstrap import Built
from bot.cli.command import main
from bot.service.events.handle_event import reply_to
from bot.service.events.office_now import context_now
from tests.service.chat import ANSWERS, event


def all_commands_work(town: Built, folder: Path, capsys: Any, *more: tuple[str, ...]) -> None:
    """Book in the talk, then confirm, prove, compare, rotate, back up, restore, do more if asked, and erase."""
    for number, text in enumerate(ANSWERS, 1):
        reply_to(context_now(town.process), event(number, text))
    (made,) = town.process.store.bookings()
    file = str(folder / "backup")
    for words in (
        ("booking", "confirm", made.id, "--meeting-id", "91234567890", "--passcode", "123456", "--json"),
        ("audit", "verify"),
        ("store", "compare"),
        ("keys", "rotate"),
        ("backup", file),
        ("restore", file, "--replace"),
        *more,
    ):
        assert main(words) == 0, capsys.readouterr()
    assert town.process.store.booking(made.id).state is State.CONFIRMED
    assert main(("erase", "--booking", made.id)) == 0
