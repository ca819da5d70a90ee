"""The words by which a typed text is understood, phrases with what they mean, and what was learnt from these."""
