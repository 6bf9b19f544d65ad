"""The checks. Each takes the repository's root or a built site and returns its findings as sentences,
`file:line: what is wrong. What to do.`; none found is an empty list. The tests beside this package
run them on the real repository, and on copies with a planted fault.
"""

import llm_notes.extension  # noqa: F401 (imports every block; a page read without them would have none)
