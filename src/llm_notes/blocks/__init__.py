"""The `///` blocks that a page may hold, one file each, and what they share."""
