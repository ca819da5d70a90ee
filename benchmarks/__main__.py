"""`make bench` runs them all."""

from benchmarks import ledger, webhooks

webhooks.main()
ledger.main()
