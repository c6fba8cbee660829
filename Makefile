# openfonds: `make demo` and `make test` do all the set-up that they need.

SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PYTHONPATH := $(CURDIR)
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help setup demo up test check bench bench-ocr clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## Install what is missing: system packages, .venv, the command openfonds

$(STAMP): requirements.lock setup/packages.txt setup/install.sh setup/debian.sh
	@PYTHON=$(PYTHON) setup/install.sh $(VENV)
	@touch $@

demo: setup ## Ingest the example holding through Airflow and publish it; Ctrl-C stops all
	@$(BIN)/python -m openfonds.app.demo

up: setup ## Start Airflow alone; Ctrl-C stops it
	@$(BIN)/python -m openfonds.app.local_airflow.up

test: check ## Run every check and every test
	@setup/debian.sh setup/test-packages.txt
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not airflow"
	$(BIN)/python -m pytest -m airflow

check: setup ## Lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir .import_linter_cache

bench: setup ## Side-by-side measurements (needs OPENFONDS_TEST_DATA)
	$(BIN)/python benchmarks/ocr_speed.py
	$(BIN)/python benchmarks/text_items.py

bench-ocr: setup ## Recognition beside bare Tesseract (needs OPENFONDS_TEST_DATA)
	$(BIN)/python -m benchmarks.recognition

clean: ## Remove the environment and everything that was made
	rm -rf $(VENV) var
