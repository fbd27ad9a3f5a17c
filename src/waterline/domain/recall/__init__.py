"""Questions about one's own shipped work: how they are made, what a written answer is worth.

`made` holds the questions, `points` marks a *why*, `where` and `line` make the two sorts that the
program marks by itself. What a *line* is made with, from the ground up: `languages`, `scanning`,
`uses`, `facts` (what stands around it), `exchanges`, `swaps`, `steps`, `edits` (its near misses),
`whole`, `likeness` (which of them are fair).
"""
