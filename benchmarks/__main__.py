"""`make bench` runs them all."""

from benchmarks import console, events, ledger, webhooks

webhooks.main()
events.main()
ledger.main()
console.main()
