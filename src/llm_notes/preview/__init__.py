"""The preview, `make serve`: what a clean build produces, updated at each save, with all mistakes listed.

plugin.py is the MkDocs plugin `llm_notes`, which collects what is wrong with the pages; served.py decides what is shown.
Neither adds anything to a page or removes anything: a build is the same without them.
"""
