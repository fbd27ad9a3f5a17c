"""Questions about one's own shipped work: what is asked, how it is made, what an answer is worth.

`made` holds the values, `points` the marking of a *why*, `where` and `line` make the two sorts
that the program marks by itself; `languages`, `scanning`, `facts`, `edits` and `choosing` are
what a *line* is made with.
"""
