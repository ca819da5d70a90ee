"""Commands about counsellors, and lists for spreadsheets."""
