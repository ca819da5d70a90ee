"""How full the store's memory is: told from 70 % on, so that somebody makes room before nothing new can be taken."""

from bot.ports.context import Process

LEVELS = (100, 85, 70)  # per cent of maxmemory


def level(process: Process) -> int:
    """Give the highest level that is reached, 0 for none."""
    used = process.store.memory().share * 100
    return next((one for one in LEVELS if used >= one), 0)
