"""Tells when clocks can't be trusted: a machine that is off the store's time, a store whose clock went back."""

from bot.ports.context import Process

MOST_SKEW_SECONDS = 2.0  # seconds that a machine's clock may be off
OFF = "clock off"
LASTS_SECONDS = 60  # seconds for which a worker's word counts


def look_at_clocks(process: Process) -> None:
    """Note how far this machine is off, and take up what a step back of the store's clock would leave lying."""
    back = process.store.after_a_step_back()
    if back:
        process.log("clock_went_back", seconds=back)
        process.store.count("clock_went_back")
    off = process.clock.skew().total_seconds()
    if abs(off) > MOST_SKEW_SECONDS:
        process.store.note(OFF, f"{off:.1f}", LASTS_SECONDS)
        if process.store.once_in("clock told", LASTS_SECONDS):
            process.log("clock_off", seconds=round(off, 1))


def seconds_off(process: Process) -> float:
    """Give how far the clock of this machine, or of a worker's, is off, whichever is worse; positive is ahead."""
    ours = process.clock.skew().total_seconds()
    theirs = float(process.store.noted(OFF) or 0)
    return max(ours, theirs, key=abs)


def are_off(process: Process) -> bool:
    """Say whether a machine's clock is off by more than it may be."""
    return abs(seconds_off(process)) > MOST_SKEW_SECONDS
