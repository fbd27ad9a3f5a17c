"""Where things are kept: one SQLite file with two doors.

`connection` is the narrow one, the driver alone: for what must be there at once (draining the
inbox, today's lines, status, search), because importing SQLModel takes longer than a whole
`waterline status` may. `store` is the wide one: SQLModel sessions for everything that changes a
record. Both open the file by the same function, so there is one place for pragmas, migrations
and refusals.
"""
