"""The messages that seekers leave for staff."""

from bot.adapters.redis.client import store_errors
from bot.adapters.store.parts.base import StoreBase
from bot.booking.staff.staff_message import StaffMessage


class Messages(StoreBase):
    """Finds the messages for staff."""

    def staff_message(self, message: str) -> StaffMessage | None:
        """Find a message for staff by id."""
        return self._messages.one(message)

    def staff_messages(self) -> list[StaffMessage]:
        """Give every message for staff that is kept, oldest first."""
        return self._messages.in_order(self._keys.staff_messages)

    def staff_messages_of(self, user: str) -> list[StaffMessage]:
        """Give the messages for staff of a LINE user, oldest first."""
        with store_errors():
            theirs = self._keys.staff_messages_of(self._spelling().hashed(user))
        found = (self._his(user, one) for one in self._messages.in_order(theirs))
        return [one for one in found if one]
