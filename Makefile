# Firn's everyday commands. `make` alone lists them.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMIT  ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
DATE    ?= $(shell git show -s --format=%cI HEAD 2>/dev/null || echo unknown)
IMAGE   ?= firn

# Seconds for each fuzz target, and how long each benchmark runs.
FUZZTIME  ?= 60
BENCHTIME ?= 1s
BENCH     ?= .

export VERSION COMMIT DATE

.DEFAULT_GOAL := help
.PHONY: help build test check ci generate fuzz bench bench-quick bench-pieces demo docker clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build the static binary, bin/firn
	.ci/build-static bin/firn

test: ## run all the tests
	go test ./...

check: ## format, vet, staticcheck, generated code, static build, race, tests
	.ci/run --quick

ci: ## everything that CI runs
	.ci/run

generate: ## make the protobuf and gRPC code again from proto/
	bash .ci/generate

fuzz: ## fuzz every target, FUZZTIME seconds each (60)
	.ci/fuzz $(FUZZTIME)

bench: ## measure a served release of international size, or FIRN_RF2: docs/benchmarks.md
	go run ./internal/bench

bench-quick: ## the same in a minute or two: a look, not a result
	go run ./internal/bench -quick

bench-pieces: ## run Go's benchmarks that BENCH matches, BENCHTIME each (all, 1s)
	go test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime $(BENCHTIME) ./...

demo: ## make a small synthetic release, import it and serve it
	go run ./cmd/firn demo

docker: ## build the container image, IMAGE (firn)
	docker build --build-arg VERSION --build-arg COMMIT --build-arg DATE \
		-t $(IMAGE):latest -t '$(IMAGE):$(subst +,-,$(VERSION))' .

clean: ## remove what the other targets left
	rm -rf bin
	go clean -testcache
