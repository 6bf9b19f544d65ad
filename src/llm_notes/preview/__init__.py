"""The preview, `make serve`: what a clean build yields, renewed at each save, with all mistakes named.

plugin.py is the MkDocs plugin `llm_notes`, which collects what is wrong with the pages. served.py decides what is seen.
Neither adds to a page's content or takes from it: a build is the same without them.
"""
