"""A local LINE: enough of the Messaging API, strict about its rules, to try the bot without an account."""
