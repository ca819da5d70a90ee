"""30,000 reminders that fall due at once, nearest start first, for two workers against a LINE that takes 50 ms."""

import sys

from benchmarks.ledger import MANY, measure_many

measure = measure_many


def main() -> None:
    """Measure and print; a number says how many."""
    for result in measure_many(int(sys.argv[1]) if len(sys.argv) > 1 else MANY):
        print(result)


if __name__ == "__main__":
    main()
