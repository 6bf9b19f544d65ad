"""The rules that every page has to follow, and the findings that say what is wrong."""
