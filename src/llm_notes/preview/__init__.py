"""The preview, `make serve`: what a clean build produces, updated at each save, with all mistakes listed.

plugin.py is the MkDocs plugin `llm_notes`, which collects what is wrong with the pages; served.py decides what is shown.
Neither adds anything to a page of a build or removes anything from it: a build is the same without them, except that it leaves drafts
out. In a preview, edit.py gives the headings links to their lines in the file.
"""
