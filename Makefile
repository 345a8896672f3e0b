# The commands of the house. `make run` and `make test` need nothing but Go beforehand.

ADDR ?= 127.0.0.1:8080
DATA ?= data/demo
SIZE ?= city
FUZZTIME ?= 20s

TOOL := go tool -modfile=tools/go.mod

.DEFAULT_GOAL := help
.PHONY: run build test check bench race fuzz golden messages generate help

run: build ## Builds and serves the demonstration city (ADDR=, DATA=, SIZE=small|city|large); Ctrl-C stops it.
	@exec bin/sem demo --addr $(ADDR) --data $(DATA) --size $(SIZE)

build: ## Builds bin/sem.
	@CGO_ENABLED=0 go build -trimpath -tags nodynamic -o bin/sem ./cmd/sem

test: ## Installs what the tests need, then runs them all: both databases, and the browser.
	@scripts/install postgresql chromium axe poppler
	@go test -timeout 30m ./...

check: ## The quick round: generated files, format, vet, lint, floors, translations, tests on SQLite without a browser.
	@scripts/check

bench: ## Runs the benchmarks on both databases and the comparison with other programs; each figure is one line: name value unit.
	@scripts/install postgresql
	@scripts/bench

race: ## Runs every test under the race detector.
	@scripts/install postgresql chromium axe poppler gcc
	@CGO_ENABLED=1 go test -race ./...

fuzz: ## Fuzzes every reader of foreign bytes, each for FUZZTIME.
	@scripts/fuzz $(FUZZTIME)

golden: ## Rewrites the golden files and docs/http.md from what the program does now; read their diff like code.
	@scripts/install postgresql
	@scripts/golden

messages: ## Collects the texts shown to people into the translation files.
	@go run ./internal/i18n/extract -update

generate: ## Writes the Go code of the page templates.
	@$(TOOL) templ generate -path internal

help: ## Prints each command with a sentence.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile
