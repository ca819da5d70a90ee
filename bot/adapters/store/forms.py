"""The forms that the stored data had, by number (decision 61); what each brought."""

FIRST = 1  # also the form of a store in which no number stands
SHORT = 2  # what is sealed is shortened before (decision 61)
PACKED = 3  # a booking's settled rows stand in one hash, its history is places in the audit log (decision 69)
COMPACT = 4  # lines of the audit log are short, words stand together, settled rows say less (decision 71)
FORMAT = COMPACT  # the newest that this release knows
