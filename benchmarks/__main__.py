"""`make bench` runs them all."""

from benchmarks import console, ledger, webhooks

webhooks.main()
ledger.main()
console.main()
