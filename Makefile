# What can be done here, each with one command. `make` alone lists them.
# Needs Python 3.11 or newer, git and make; everything else goes into .venv. On Windows: see CONTRIBUTING.md.

EDITION ?= kent-2011-12-Q1
SECTION ?=
ARGS ?=
export PYTHON
# Tests and renders start Python many hundreds of times: compiled modules are kept, whatever the machine's habit is.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
# The environment that is there already says fastest whether it is up to date.
SET_UP = python=$$([ -x $(BIN)/python ] && echo $(BIN)/python || sh tools/find-python.sh) && "$$python" tools/setup_env.py

.DEFAULT_GOAL := help
.PHONY: help init report setup test test-unit test-thorough test-notebooks notebooks lint format lab tidy accessibility bench docs guide-pictures pictures lock search-library clean

help: ## list these recipes
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

init: ## begin an organisation from its workbook (ORG=bracknell-forest FROM='KPI monitoring.xlsx')
	@$(SET_UP) runtime
	@$(BIN)/qpr init "$(ORG)" --from "$(FROM)" $(ARGS)

report: ## render an edition: web site, PDF and Word (EDITION=kent-2011-12-Q1)
	@$(SET_UP) runtime
	@$(BIN)/qpr render $(EDITION) $(ARGS)

setup: ## make .venv for rendering, testing and checking, from the locks
	@$(SET_UP) test

test: ## run all tests, the page notebooks among them (ARGS='-k rating' for some)
	@$(SET_UP) test lab
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not thorough" $(ARGS)
	@$(if $(ARGS),,$(MAKE) --no-print-directory test-notebooks)

test-unit: setup ## run the tests that need neither a render nor a browser, for the inner loop (ARGS='-k rating' for some)
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not thorough" tests/unit $(ARGS)

test-thorough: ## run what takes long: Kent's edition rendered elsewhere, every kind of page, every quarter
	@$(SET_UP) test
	@$(BIN)/python -m pytest -n auto --dist worksteal -m thorough $(ARGS)

test-notebooks: setup ## run every page notebook and example and compare its outputs with those stored in it
	@$(BIN)/python -m pytest -n auto --dist loadfile --nbval-lax --nbval-current-env notebooks/*.ipynb notebooks/examples/*.ipynb

notebooks: setup ## write the checked outputs of the page notebooks again, after a change that was meant
	@$(BIN)/python tools/refresh_notebooks.py

lint: setup ## check style, form and types, changing nothing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup ## put the code in form and mend what can be mended by itself
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

# Without EDITION or SECTION, the latest edition is opened.
lab: ## open JupyterLab for writing commentary (EDITION=kent-2011-12-Q1 SECTION=highways)
	@$(SET_UP) lab
	@.venv-lab/bin/qpr lab $(if $(SECTION)$(filter-out file,$(origin EDITION)),$(EDITION) $(SECTION)) -- $(ARGS)

tidy: setup ## take outputs and machine's notes out of the notebooks, as every commit does by itself
	@$(BIN)/qpr tidy $(ARGS)

accessibility: setup ## walk through every page, for the accessibility statement (three quarters of an hour)
	@$(BIN)/python tools/walk.py $(ARGS)

bench: setup ## measure a render against plain papermill and a plain script, scoring, the preview, and pages in Chromium
	@$(BIN)/python bench/render.py $(ARGS)
	@$(BIN)/python bench/score.py
	@$(BIN)/python bench/face.py
	@$(BIN)/python bench/preview.py
	@$(BIN)/python bench/pages.py
	@$(BIN)/python bench/search.py

docs: setup ## write the generated parts of the docs again
	@$(BIN)/python tools/data_page.py
	@$(BIN)/python tools/params_page.py
	@$(BIN)/python tools/rating_rules_page.py
	@$(BIN)/python tools/direction_rules_page.py
	@$(BIN)/python tools/checks_page.py
	@$(BIN)/python tools/live_figures_page.py
	@$(BIN)/python tools/face_page.py

# They show this machine's fonts: look at each before it is committed.
guide-pictures: ## make the pictures of docs/guide.md again, in JupyterLab and Chromium
	@$(SET_UP) test lab
	@$(BIN)/python tools/guide_pictures.py

# EDITION alone is one that somebody asked for: without it, the invented council's latest.
pictures: setup ## take pictures of every page of an edition, to look at (EDITION=...; ARGS=--all, --publisher=both)
	@$(BIN)/python tools/pictures.py $(if $(filter-out file,$(origin EDITION)),$(EDITION)) $(ARGS)

lock: setup ## remake the locks from pyproject.toml (ARGS=--upgrade for newer versions)
	@sh tools/lock.sh $(ARGS)

search-library: setup ## take the pinned search library into theme/search again, with npm (ARGS=--check compares)
	@$(BIN)/python tools/search_library.py $(ARGS)

clean: ## remove environments, caches and unfinished runs; finished editions stay
	@rm -rf .venv .venv-lab .pytest_cache .ruff_cache .mypy_cache .hypothesis outputs/.staging outputs/.drawn outputs/.preview build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
