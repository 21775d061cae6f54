# `make` lists the targets. Everything runs in .venv, which is made from requirements.lock when needed; nothing global is touched.

PYTHON ?= python3
BIN := .venv/bin
ENV := .venv/.installed

STEMS := $(filter-out __init__,$(basename $(notdir $(wildcard analysis/figures/*.py))))
CODE := $(filter-out analysis/commands/% analysis/figures/%,$(wildcard analysis/*/*.py))
TABLES := datapackage.json data/exceptions.toml data/sources.csv $(wildcard data/paper/*.csv)
KINDS := svg pdf png json

.DEFAULT_GOAL := help
.PHONY: help figures explore site axe test test-all test-slow check validate errata new-chip new-model diff refresh links release bench generate stale lock test-oldest audit-dependencies clean $(STEMS)

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  make FIGURE      one of: $(STEMS)"

$(ENV): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"Python 3.11 or newer is needed, {sys.executable} is {sys.version.split()[0]}; say make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

figures: $(foreach kind,$(KINDS),$(STEMS:%=figures/%.$(kind))) ## draw what has changed: svg, pdf, png and the numbers of each figure
	@$(if $(strip $(STALE)),$(BIN)/python -m analysis figures $(STALE),echo "figures/ is up to date")

# What is out of date is gathered here and drawn by the one command above: data are validated once, processors shared.
$(foreach kind,$(KINDS),figures/%.$(kind)) &: analysis/figures/%.py $(CODE) $(TABLES) | $(ENV)
	@: $(eval STALE += $*)

# Those of the paper draw its own points; all others read the tables that grow.
$(foreach kind,$(KINDS),$(patsubst %,figures/%.$(kind),$(filter-out paper_%,$(STEMS)))): $(wildcard data/*.csv)

$(STEMS): %: $(foreach kind,$(KINDS),figures/%.$(kind))
	@$(if $(strip $(STALE)),$(BIN)/python -m analysis figures $(STALE),echo "figures/$@.* is up to date")

WEB := .venv/.web

$(WEB): requirements-web.lock | $(ENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-web.lock
	@touch $@

explore: $(WEB) ## write figures/explorer.html, one page to explore the data, from disk and without a network
	@$(BIN)/python scripts/explore.py

site: $(WEB) figures ## write site/, static pages for all of it; ARGS="--address https://..." where it will stand
	@$(BIN)/python scripts/explore.py --out build/explorer.html
	@$(BIN)/python scripts/site/write_site.py $(ARGS)

axe: ## fetch axe-core, with which the tests of the site ask whether everybody can read it (network)
	@mkdir -p build/axe && cp tests/site/axe/package.json tests/site/axe/package-lock.json build/axe/
	npm ci --prefix build/axe --ignore-scripts --no-audit --no-fund

test: $(ENV) ## run the tests, without the long walks: browsers, packages built, whole commands
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'not slow and not walk'

test-all: $(ENV) ## run the tests and the long walks, as CI does
	$(BIN)/python -m pytest -n auto --dist worksteal

test-slow: $(ENV) ## run the simulations
	$(BIN)/python -m pytest -m slow

check: $(ENV) test-all stale ## everything that CI looks at: lint, types, layers, tests, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

validate: $(ENV) ## check every table; each fault with file, line and column
	@$(BIN)/python -m analysis validate

errata: $(ENV) ## print what is wrong or unsaid in the paper, recomputed
	@$(BIN)/python -m analysis errata

new-chip: $(ENV) ## add a device from its data sheet; asks, or takes ARGS='--name ...' (ARGS=--help lists them)
	@$(BIN)/python scripts/new_row.py chip $(ARGS)

new-model: $(ENV) ## add a model from its paper or card, or its shape with ARGS="--config FILE"; asks, or takes ARGS
	@$(BIN)/python scripts/new_row.py model $(ARGS)

diff: $(ENV) ## what the data change since REF (default HEAD): rows, cells, every headline number before and after
	@$(BIN)/python scripts/diff.py $(or $(REF),HEAD)

refresh: $(ENV) ## what is new upstream: rows to consider, conflicts, changed pages and code; data/ stays as it is (network)
	@$(BIN)/python scripts/refresh.py $(ARGS)

links: $(ENV) ## ask every source whether it is still there: dead, moved, refused, unreachable (network)
	@$(BIN)/python scripts/check_links.py $(ARGS)

release: $(ENV) ## release VERSION=x.y.z: the version everywhere, one commit, one zip that is the same from every copy of it
	@$(BIN)/python scripts/release.py $(or $(VERSION),$(error say which: make release VERSION=x.y.z))

bench: $(ENV) ## time the commands beside named peers
	@$(BIN)/python scripts/bench.py

generate: $(ENV) ## rewrite what is generated: README's numbers, environment.yml
	@$(BIN)/python scripts/generate.py

stale: $(ENV) ## fail where a generated file or a committed figure is not current
	@$(BIN)/python scripts/generate.py --check

lock: ## resolve pyproject.toml again into requirements.lock and environment.yml
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/lock/bin/uv pip compile pyproject.toml --all-extras --group test --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-header --quiet --output-file requirements.lock
	build/lock/bin/uv pip compile --group pyproject.toml:web --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --no-header --quiet --output-file requirements-web.lock
	$(MAKE) generate

test-oldest: ## run the tests with the oldest versions that pyproject.toml allows (network)
	$(PYTHON) -m venv build/oldest
	build/oldest/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/oldest/bin/uv pip compile pyproject.toml --all-extras --group test --resolution lowest-direct --python-version 3.11 \
		--no-emit-index-url --quiet --output-file build/oldest/requirements.txt
	build/oldest/bin/python -m pip install --quiet --disable-pip-version-check -r build/oldest/requirements.txt
	build/oldest/bin/python -m pytest -n auto

audit-dependencies: ## ask whether a locked dependency has a known weakness; what cannot be asked is named (network)
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	build/audit/bin/pip-audit --disable-pip --progress-spinner off --requirement requirements.lock
	build/audit/bin/pip-audit --disable-pip --progress-spinner off --requirement requirements-web.lock

clean: ## remove what was built; data and committed figures stay
	rm -rf build site .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f figures/*.png figures/*.pdf figures/*.pgf
