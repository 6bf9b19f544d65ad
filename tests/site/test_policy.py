"""Every page has its Content-Security-Policy before anything it governs, with the hash of each inline script and style."""

from llm_notes.publish.csp import digest

RULES = {
    "default-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "connect-src": {"'self'"},
    "worker-src": {"'self'"},
    "frame-src": {"'none'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
}


def rules(page) -> dict[str, set[str]]:
    """Return the policy of a page: directive -> sources."""
    found = page.tree.xpath("//meta[@http-equiv='Content-Security-Policy']")
    assert len(found) == 1, f"{page.path} has {len(found)} policies. Look at set_policy: it must run once, in publish."
    before = [element.tag for element in found[0].itersiblings(preceding=True)]
    assert before == ["meta"] and found[0].getparent().tag == "head", f"{page.path}: {before} come before the policy"
    return {words[0]: set(words[1:]) for words in (rule.split() for rule in found[0].get("content").split(";"))}


def test_every_page_has_the_policy(site):
    for page in site.pages.values():
        policy = rules(page)
        for directive, sources in RULES.items():
            assert policy.get(directive) == sources, f"{page.path}: {directive} is {policy.get(directive)}"
        allowed = policy["script-src"] | policy["style-src"]
        assert not {source for source in allowed if "unsafe" in source} - {"'unsafe-hashes'"} and "*" not in " ".join(allowed)
        assert {source for source in allowed if not source.startswith("'sha256-")} <= {"'self'", "'unsafe-hashes'"}


def test_every_inline_script_and_style_is_named_by_its_hash(site):
    scripts = 0
    for page in site.pages.values():
        policy = rules(page)
        for element in page.tree.xpath("//script[not(@src)][not(@type) or @type='module']"):
            scripts += 1
            assert f"'{digest(element.text)}'" in policy["script-src"], f"{page.path}: a script's hash is missing: {element.text[:60]}"
        for text in [element.text for element in page.tree.xpath("//style")] + page.tree.xpath("//@style"):
            assert f"'{digest(text)}'" in policy["style-src"], f"{page.path}: a style's hash is missing: {text[:60]}"
        assert len(policy["script-src"]) <= 8, f"{page.path}: {len(policy['script-src'])} scripts are allowed"
    assert scripts > len(site.pages)


def test_the_digest_is_the_one_of_the_standard():
    # The example of https://www.w3.org/TR/CSP3/#external-hash, section "Usage of hashes": alert('Hello, world.');
    assert digest("alert('Hello, world.');") == "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
