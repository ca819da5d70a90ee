"""How guards and writes are spelled, by what they are about; whoever imports any of it has all of it."""

from bot.adapters.store.commands import (  # noqa: F401 - each registers what it spells
    audit,
    bookings,
    events,
    ledger,
    office,
    privacy,
    replies,
    rooms,
    staff,
    waitlist,
    work,
)
