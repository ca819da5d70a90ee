"""Group chats that the bot is in. LINE: Messaging API reference, Join event and following."""

from dataclasses import replace

from bot.playground.line.people import identifiers
from bot.playground.line.people.people import Group
from bot.playground.line.people.world import World
from bot.playground.line.webhooks import events
from bot.playground.line.webhooks.happenings import Happenings
from bot.playground.line.wire import Json


class Groups:
    def __init__(self, world: World, happenings: Happenings) -> None:
        self._world = world
        self._happenings = happenings

    def create(self, name: str, members: tuple[str, ...], group_id: str | None = None) -> Json:
        """The bot is invited to a group of these people: `join`."""
        group_id = group_id or identifiers.group_id()
        with self._world.lock:
            for user_id in members:
                self._world.person(user_id)
            self._world.put_group(Group(group_id, name, members))
        return self._happenings.happen("join", events.from_group(group_id))

    def add_member(self, group_id: str, user_id: str) -> Json:
        with self._world.lock:
            group = self._world.group(group_id)
            members = tuple(dict.fromkeys((*group.members, self._world.person(user_id).user_id)))
            self._world.put_group(replace(group, members=members))
        joined = {"joined": {"members": [events.from_user(user_id)]}}
        return self._happenings.happen("memberJoined", events.from_group(group_id), joined)

    def remove_bot(self, group_id: str) -> Json:
        """A member removes the bot: `leave`."""
        with self._world.lock:
            self._world.put_group(replace(self._world.group(group_id), joined=False))
        return self._happenings.happen("leave", events.from_group(group_id), answerable=False)
