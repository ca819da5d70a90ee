"""Tells when clocks can't be trusted: a machine that is off the store's time, a store whose clock went back."""

from bot.ports.services import Services

MOST = 2.0  # seconds that a machine's clock may be off
OFF = "clock off"
LASTS = 60  # seconds for which a worker's word counts


def look_at_clocks(services: Services) -> None:
    """Note how far this machine is off, and take up what a step back of the store's clock would leave lying."""
    back = services.store.after_a_step_back()
    if back:
        services.log("clock_went_back", seconds=back)
        services.store.count("clock_went_back")
    off = services.clock.skew().total_seconds()
    if abs(off) > MOST:
        services.store.note(OFF, f"{off:.1f}", LASTS)
        if services.store.once_in("clock told", LASTS):
            services.log("clock_off", seconds=round(off, 1))


def seconds_off(services: Services) -> float:
    """Give how far the clock of this machine, or of a worker's, is off, whichever is worse; positive is ahead."""
    ours = services.clock.skew().total_seconds()
    theirs = float(services.store.noted(OFF) or 0)
    return max(ours, theirs, key=abs)


def are_off(services: Services) -> bool:
    """Say whether a machine's clock is off by more than it may be."""
    return abs(seconds_off(services)) > MOST
