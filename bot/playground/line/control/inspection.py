"""What the control shows: plain JSON of people, talks and webhooks."""

from collections.abc import Iterable

from bot.playground.line.people import buttons
from bot.playground.line.platform import Platform
from bot.playground.line.webhooks.records import Posting
from bot.playground.line.wire import Json, shallow


def people(platform: Platform) -> list[Json]:
    now = platform.clock()
    with platform.world.lock:
        everybody = list(platform.world.people.values())
    return [shallow(person) | {"receives": person.receives(now)} for person in everybody]


def talk(platform: Platform, talk_id: str) -> Json:
    """The transcript, and what the phone shows around it: quick replies, rich menu, loading animation."""
    world = platform.world
    with world.lock:
        found, person = world.talk(talk_id), world.people.get(talk_id)
        return {
            "id": talk_id,
            "sequence": found.changed,
            "entries": list(found.entries.values()),
            "quick_replies": buttons.quick_replies(found),
            "rich_menu": platform.menus.shown_to(talk_id),
            "loading_until": person.loading_until if person else None,
        }


def webhooks(platform: Platform, log: Iterable[Posting]) -> Json:
    shown = [shallow(posting) | {"reason": posting.reason} for posting in log]
    return {"webhooks": shown, "statistics": dict(platform.courier.statistics)}
