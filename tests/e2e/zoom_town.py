"""A town with a local Zoom."""

from dataclasses import dataclass
from typing import Any

from bot.playground.zoom.platform import ZoomPlatform
from tests.e2e.town import Town, wait_until


@dataclass
class ZoomTown:
    town: Town
    zoom: ZoomPlatform
    url: str

    def rooms(self) -> list[Any]:
        return self.zoom.meetings.live()

    def room_of(self, user: str) -> dict[str, Any]:
        return wait_until(lambda: self.town.booking_of(user)["room"], what="a room")

    def pushed(self, user: str, count: int) -> str:
        wait_until(lambda: len(self.town.from_bot(user, "push")) >= count, what=f"{count} pushes")
        return self.town.texts(user, "push")[count - 1]
