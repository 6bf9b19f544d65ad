"""`llm-notes cite` adds references in the project's format: from exported BibTeX, and from two services' answers."""

import io
import json
import urllib.error

import pytest
from building import ROOT
from small import run, small, text_of

from llm_notes.content import bibliography
from llm_notes.writing import cite, references
from llm_notes.writing.changes import Changes, Refused

EXPORTED = r"""% from a reference manager
@article{K17,
  Author = {M{\"u}ller, J{\'e}r{\^o}me and van der Berg, Anna and others},
  Title = {{The {BERT} \& Co}},
  Year = 2019, Month = jan,
  DOI = {https://doi.org/10.1000/ab_c},
  Journal = {Journal of Things},
  abstract = {Long.}, file = {:/home/x.pdf:PDF},
}
"""
SCHOLAR = "@article{vaswani2017attention, title={Attention is all you need}, author={Vaswani, A. and X, Y}, journal={arXiv preprint arXiv:1706.03762}, year={2017}}"
FEED = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Neural Machine Translation of
  Rare Words</title><published>2015-08-31T16:37:31Z</published><author><name>Rico Sennrich</name></author>
  <author><name>Barry Haddow</name></author></entry></feed>"""
WORK = {
    "type": "article-journal",
    "title": "Long <i>Short-Term</i> Memory",
    "author": [{"family": "Hochreiter", "given": "Sepp"}, {"literal": "A Group"}],
    "issued": {"date-parts": [[1997, 11, 15]]},
    "container-title": "Neural Computation",
}


@pytest.fixture
def answers(monkeypatch):
    """Address -> the network's answer; other addresses get none."""
    known: dict[str, bytes] = {}

    def urlopen(request, timeout):
        if request.full_url in known:
            return io.BytesIO(known[request.full_url])
        raise urllib.error.URLError("no network")

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    return known


def test_bibtex_as_programs_export_it(tmp_path):
    root = small(tmp_path)
    (root / "x.bib").write_text(EXPORTED, encoding="utf-8")
    said = run(root, "cite", "x.bib")
    assert "Cite it at the end of the claim: [@muller2019]" in said
    assert text_of(root, "docs/references.bib").endswith(
        "\n\n@article{muller2019,\n"
        "  author        = {Müller, Jérôme and van der Berg, Anna and others},\n"
        "  title         = {The BERT & Co},\n"
        "  date          = {2019-01},\n"
        "  year          = {2019},\n"
        "  journal       = {Journal of Things},\n"
        "  doi           = {10.1000/ab_c},\n"
        "  url           = {https://doi.org/10.1000/ab_c},\n"
        "}\n"
    )
    entry = bibliography.load(root / "docs/references.bib")["muller2019"]
    assert entry.names == "Müller et al." and entry.title == "The BERT & Co"


def test_pasted_text_and_what_is_there_already(tmp_path):
    root = small(tmp_path)
    before = text_of(root, "docs/references.bib")
    assert "[@vaswani2017]" in (said := run(root, "cite", "-", typed=SCHOLAR)) and "has it already" in said
    assert text_of(root, "docs/references.bib") == before


def test_a_number_of_arxiv_completes_its_stub(tmp_path, answers):
    root = small(tmp_path)
    run(root, "import", str(ROOT / "tests/notes/raw-notes-2.md"), "--yes")
    answers["https://export.arxiv.org/api/query?id_list=1508.07909"] = FEED.encode()
    said = run(root, "cite", "https://arxiv.org/abs/1508.07909v5")
    bib = text_of(root, "docs/references.bib")
    assert "arxiv1508.07909" not in bib and "@misc{sennrich2015,\n  author        = {Sennrich, Rico and Haddow, Barry},\n" in bib
    assert "title         = {Neural Machine Translation of Rare Words}" in bib and "date          = {2015-08-31}" in bib
    assert "BPE [@sennrich2015], WordPiece" in text_of(root, "docs/llm-course-ch2-using-transformers/tokenizers.md")
    assert "cites sennrich2015" in said and "at the end of the claim" not in said, "the page should cite it where the link was"


def test_a_doi(tmp_path, answers):
    root = small(tmp_path)
    answers["https://doi.org/10.1162/neco.1997.9.8.1735"] = json.dumps(WORK).encode()
    run(root, "cite", "doi:10.1162/neco.1997.9.8.1735")
    bib = text_of(root, "docs/references.bib")
    assert (
        "@article{hochreiter1997,\n  author        = {Hochreiter, Sepp and {A Group}},\n  title         = {Long Short-Term Memory},\n"
        in bib
    )
    assert "date          = {1997-11-15}" in bib and "journal       = {Neural Computation}" in bib


@pytest.mark.parametrize(
    "asked, sentence",
    [
        ("arXiv:1508.07909", "arXiv can't be reached (no network). Paste the entry instead"),
        ("10.1162/neco.1997.9.8.1735", "doi.org can't be reached (no network)"),
        ("what is this", "neither BibTeX nor a number"),
        ("-", "nothing was pasted"),
        ("nothing.bib", "there is no such file"),
        ("@misc{a, title = {T}, year = 2020, url = {https://x.y}}", "the entry 'a' has no author"),
        ("@misc{a, title = {T}, author = {B, C}, url = {https://x.y}}", "the entry 'a' has no year"),
        ("@misc{a, title = {T}, author = {B, C}, year = 2020}", "the entry 'a' has no doi, url or arXiv number"),
        ("@misc{a, title = {T", "isn't readable as BibTeX"),
    ],
)
def test_what_cant_be_added_is_said(tmp_path, answers, asked, sentence):
    root = small(tmp_path)
    before = text_of(root, "docs/references.bib")
    assert sentence in run(root, "cite", asked, fails=True)
    assert text_of(root, "docs/references.bib") == before


def test_a_number_without_its_archive_is_one_of_arxiv():
    entry = "@misc{{a, title = {{T}}, author = {{B, C}}, year = 2020, eprint = {{{}}}{}}}"
    assert cite.from_bibtex(entry.format("2001.00001v2", ""))[0].arxiv == "2001.00001"
    with pytest.raises(Refused, match="has no doi, url or arXiv number"):
        cite.from_bibtex(entry.format("12345", ", eprinttype = {pubmed}"))


def test_keys_dont_clash():
    entry = references.Entry(authors=["O'Neill, A"], title="The Second Thing", date="2020-01")
    assert cite.new_key(entry, set()) == "oneill2020"
    assert cite.new_key(entry, {"oneill2020"}) == "oneill2020second"
    assert (
        len(
            cite.from_bibtex(
                "@misc{a, title={T}, author={" + " and ".join(f"F{n}, G" for n in range(9)) + "}, year=2020, url={https://x.y}}"
            )[0].authors
        )
        == 4
    )


def test_every_entry_of_the_site_is_known_by_its_number():
    changes = Changes(ROOT)
    for key, reference in list(references.known(changes).items())[:40]:
        if reference.arxiv:
            assert references.key_of(references.known(changes), references.Entry(arxiv=reference.arxiv)) == key


def test_a_text_without_an_entry():
    with pytest.raises(Refused, match="there is no entry"):
        cite.from_bibtex("% nothing")
