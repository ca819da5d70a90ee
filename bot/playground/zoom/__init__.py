"""A local Zoom: tokens, meetings, limits and waiting rooms, enough to try the bot without an account."""
