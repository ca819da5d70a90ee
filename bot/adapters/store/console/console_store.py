"""The console store on Redis: accounts, what waits, what a word finds, notices, histories."""

from bot.adapters.store.console.accounts import Accounts
from bot.adapters.store.console.bookings import Bookings
from bot.adapters.store.console.histories import Histories
from bot.adapters.store.console.notices import Notices
from bot.adapters.store.console.waiting import WaitingForStaff


class RedisConsoleStore(Accounts, WaitingForStaff, Bookings, Notices, Histories):
    """Implements bot.ports.console.ConsoleStore."""
