"""The staff console under /staff: server-rendered pages, every route behind a role, every answer uncacheable."""
