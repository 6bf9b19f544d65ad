"""The files that make the published site an app: what the manifest names is there, and the worker lists what is served."""

import hashlib
import json
import shutil
import struct

from building import renew_worker


def test_the_manifest_names_the_site_and_icons_of_their_sizes(site):
    manifest = json.loads((site.folder / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["name"] == "LLM Notes" and manifest["scope"] == manifest["start_url"] == "./"
    for icon in manifest["icons"]:
        size = struct.unpack(">II", (site.folder / icon["src"]).read_bytes()[16:24])
        assert icon["sizes"] == f"{size[0]}x{size[1]}", icon
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for path, page in site.pages.items():
        if page.article is not None:
            assert len(page.tree.xpath("//link[@rel='manifest']")) == 1, path


def test_the_worker_lists_what_is_served_and_changes_when_it_does(site, tmp_path):
    folder = shutil.copytree(site.folder, tmp_path / "site", ignore=shutil.ignore_patterns("*.safetensors"))
    first = renew_worker(folder)
    assert renew_worker(folder) == first, "the same files should give the same version"
    assert set(site.pages) <= set(first["files"]), "a page isn't listed"
    assert set(first["files"]).isdisjoint(first["unkept"]) and {"llms.txt", "llm-notes.apkg", "index.html.md"} <= set(first["unkept"])
    bytes_, digest = first["files"]["index.html"]
    content = (folder / "index.html").read_bytes()
    assert bytes_ == len(content) and hashlib.sha256(content).hexdigest().startswith(digest)
    scripts = {path for path in first["core"] if path.endswith(".js")}
    assert any("bundle" in path for path in scripts) and any("register" in path for path in scripts), first["core"]
    (folder / "index.html").write_bytes(content + b"\n")
    assert renew_worker(folder)["version"] != first["version"]
    program = (folder / "sw.js").read_text(encoding="utf-8")
    assert json.loads(program[len("const BUILD = ") :].partition(";\n")[0])["files"]["index.html"][0] == len(content) + 1


def test_the_page_speaks_of_no_pdf_that_the_site_lacks(site):
    text = site.pages["offline/index.html"].article.text_content()
    assert "Anki deck" in text and (site.folder / "llm-notes.pdf").exists() == ("PDF" in text)
