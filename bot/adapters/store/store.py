"""The store on Redis: one trip to load, one script to commit. Its parts stand in bot/adapters/store/parts."""

from bot.adapters.store.parts.audit import Audit
from bot.adapters.store.parts.health import HealthReads
from bot.adapters.store.parts.ledger import Ledger
from bot.adapters.store.parts.messages import Messages
from bot.adapters.store.parts.privacy import Privacy


class RedisStore(HealthReads, Audit, Ledger, Messages, Privacy):
    """Implements bot.ports.store.Store."""
