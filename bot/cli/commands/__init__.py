"""One module for each command; `bot.cli.command` names them and imports the one that is called."""
