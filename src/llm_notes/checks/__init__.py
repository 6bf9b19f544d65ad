"""What every page is held to, and the findings that say what is wrong."""
