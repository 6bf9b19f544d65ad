"""The checks. Each takes the repository's root or a built site and returns its findings as sentences,
`file:line: what is wrong. What to do.`; an empty list means none. The tests beside this package
run them on the real repository, and on copies with a planted fault.
"""

import llm_notes.extension  # noqa: F401 (registers every block; otherwise, pages would be read without any)
