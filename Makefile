# Pitboss. `make` says what it can do; the work is in tools/, tests/run and bench/run.
SHELL := /bin/bash
.DEFAULT_GOAL := help

export PORT ?= 8360
export SIM_PORT ?= 8370
export CUSTOMERS ?= 5000
export SEED ?= 360
export RATE ?= 20
export DATA ?= ./data

.PHONY: help run test build dev check lint fmt bench lighthouse screenshots fuzz clean

help:
	@echo 'make run     install what is missing, build, and start the portal over a simulated operator; Ctrl-C stops it'
	@echo 'make test    all tests: units under ASan, UBSan and TSan, over HTTP, faults, lint, fuzzing for seconds'
	@echo 'make build   release programs, build/pitboss and build/pitboss-sim, and the web front end, build/web'
	@echo 'make dev     like run, with a debug build that is rebuilt and restarted when a file changes'
	@echo 'make check   build, lint and unit tests, in under two minutes'
	@echo 'make lint    format, include layers, clang-tidy, biome, types'
	@echo 'make fmt     format everything'
	@echo 'make bench   measure, and print ratios against peers'
	@echo 'make lighthouse   scores of the customer page; make screenshots takes the pictures of the README'
	@echo 'make fuzz    every fuzz target for FUZZ_SECONDS (60) seconds'
	@echo 'make clean   remove what was built (not DATA)'
	@echo
	@echo 'Variables:   PORT=$(PORT) SIM_PORT=$(SIM_PORT) CUSTOMERS=$(CUSTOMERS) SEED=$(SEED) RATE=$(RATE) DATA=$(DATA)'

run:
	@exec tools/run.sh

test:
	@exec tests/run

build:
	@tools/install-packages.sh build
	@tools/build.sh release pitboss pitboss-sim
	@tools/build-web.sh

dev:
	@exec tools/dev.sh

check: build
	@tools/lint.sh
	@tests/run --quick

lint:
	@exec tools/lint.sh

fmt:
	@tools/install-packages.sh build test
	@exec tools/fmt.sh

bench:
	@tools/install-packages.sh build test bench
	@tools/build.sh release
	@PATH="$$(tools/node.sh):$$PATH" exec bench/run

lighthouse:
	@exec tools/lighthouse.sh

screenshots:
	@exec tools/screenshots.sh

fuzz:
	@exec tools/fuzz.sh

clean:
	@rm -rf build
