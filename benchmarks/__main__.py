"""`make bench` runs them all."""

from benchmarks import webhooks

webhooks.main()
