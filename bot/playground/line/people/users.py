"""People: how they come, go and write. Each act gives the event that LINE makes of it."""

from dataclasses import replace

from bot.playground.line.people import identifiers
from bot.playground.line.people.people import Person
from bot.playground.line.people.talks import Entry
from bot.playground.line.people.world import ActRefusedError, World
from bot.playground.line.webhooks import events
from bot.playground.line.webhooks.happenings import Happenings
from bot.playground.line.wire import Json


class Users:
    def __init__(self, world: World, happenings: Happenings, *, auto_read: bool = True) -> None:
        self._world = world
        self._happenings = happenings
        self._auto_read = auto_read

    def add_stranger(self, user_id: str | None = None, display_name: str = "友だちでない人") -> str:
        """A person who hasn't added the account; gives the user id. No event."""
        user_id = user_id or identifiers.user_id()
        self._world.put_person(Person(user_id, display_name))
        return user_id

    def add_friend(self, user_id: str | None = None, display_name: str = "求職者") -> Json:
        """A new friend, or a stranger who becomes one: `follow`."""
        user_id = user_id or identifiers.user_id()
        with self._world.lock:
            known = self._world.people.get(user_id) or Person(user_id, display_name)
            self._world.put_person(replace(known, friend=True, blocked=False))
        return self._happenings.happen("follow", events.from_user(user_id), {"follow": {"isUnblocked": False}})

    def block(self, user_id: str) -> Json:
        self._world.change_person(user_id, blocked=True)
        return self._happenings.happen("unfollow", events.from_user(user_id), answerable=False)

    def unblock(self, user_id: str) -> Json:
        self._world.change_person(user_id, blocked=False, friend=True)
        return self._happenings.happen("follow", events.from_user(user_id), {"follow": {"isUnblocked": True}})

    def say(self, user_id: str, words: str, group_id: str | None = None) -> Json:
        return self._write(user_id, events.text(words), group_id)

    def sticker(self, user_id: str, package_id: str = "446", sticker_id: str = "1988") -> Json:
        return self._write(user_id, events.sticker(package_id, sticker_id), None)

    def image(self, user_id: str) -> Json:
        return self._write(user_id, events.image(), None)

    def unsend(self, user_id: str, message_id: str) -> Json:
        """Only what the person wrote, in a talk with the bot or in a group."""
        talk_id = self._talk_of(user_id, message_id)
        self._world.amend(talk_id, message_id, unsent=True, message={"type": "unsent"})
        source = _source(user_id, None if talk_id == user_id else talk_id)
        return self._happenings.happen("unsend", source, {"unsend": {"messageId": message_id}}, answerable=False)

    def view(self, user_id: str) -> None:
        """The person looks at the talk: what the bot wrote is read. No event."""
        with self._world.lock:
            talk = self._world.talk(user_id)
            unread = [entry for entry in talk.visible() if entry.who == "bot" and not entry.read]
            self._world.write(user_id, [replace(entry, read=True) for entry in reversed(unread)])

    def show_own(self, user_id: str, message: Json, group_id: str | None = None) -> None:
        """A message of the person appears in the talk."""
        at = self._happenings.clock()
        entry = Entry(message["id"], "user", message, at, "user", user_id, message["quoteToken"], self._auto_read)
        with self._world.lock:
            self._world.require_can_write(user_id, group_id)
            self._world.remember_read_token(message["markAsReadToken"], group_id or user_id, entry.id)
            if group_id is None:
                self._world.change_person(user_id, last_wrote=at)
            self._world.write(group_id or user_id, [entry])

    def _write(self, user_id: str, message: Json, group_id: str | None) -> Json:
        self.show_own(user_id, message, group_id)
        return self._happenings.happen("message", _source(user_id, group_id), {"message": message})

    def _talk_of(self, user_id: str, message_id: str) -> str:
        for talk_id in (user_id, *self._world.groups):
            entry = self._world.talk(talk_id).entries.get(message_id)
            if entry and entry.author == user_id:
                return talk_id
        raise ActRefusedError(f"the person wrote no message {message_id}")


def _source(user_id: str, group_id: str | None) -> Json:
    return events.from_group(group_id, user_id) if group_id else events.from_user(user_id)
