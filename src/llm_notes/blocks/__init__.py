"""The `///` blocks that a page may contain, one file each, and what they share."""
