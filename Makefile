# What there is to do in this checkout; `make help` lists it.
#
# Give LLVM=14 or LLVM=19 to any target to build with that version's libclang instead of the newest
# one installed. Such a build has a folder of its own, so that switching costs nothing.

LLVM ?=
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# More options for each swift command.
SWIFTFLAGS ?=

ifeq ($(LLVM),)
SCRATCH := .build
else
SCRATCH := .build/llvm-$(LLVM)
# Read by Package.swift, and by Scripts/install-dependencies.
export LLVM_PREFIX := /usr/lib/llvm-$(LLVM)
export LLVM
endif

BINARY := $(SCRATCH)/release/sc-rewrite
RUNTIME := Sources/StaticCallRuntime
# Static: an installed binary must not need the toolchain any more. At a fixed address: relocating some
# 40,000 pointers takes half a millisecond, a fifth of what `sc-rewrite cc` costs.
BUILD_RELEASE = $(SWIFT) build -c release --static-swift-stdlib -Xlinker -no-pie --product sc-rewrite \
	--scratch-path $(SCRATCH) $(SWIFTFLAGS)

# What reads Swift needs the toolchain's own libraries, and cannot be static: so it has a folder of its own, and
# goes beside sc-rewrite, which looks there.
SWIFT_READER := $(SCRATCH)/release/sc-rewrite-swift
SWIFT_SCRATCH := $(SCRATCH)/swift-reader$(if $(SC_SWIFT_SYNTAX),-$(SC_SWIFT_SYNTAX))
BUILD_SWIFT_READER = $(SWIFT) build -c release --product sc-rewrite-swift --scratch-path $(SWIFT_SCRATCH) \
	$(SWIFTFLAGS) && install -D -m 755 $(SWIFT_SCRATCH)/release/sc-rewrite-swift $(SWIFT_READER)

# One target after the other under -j, too: swift uses all cores by itself, locks its folder against a
# second one, and `demo` is a sequence to be read. The sample's own Makefile does run in parallel.
.NOTPARALLEL:

.PHONY: build
build: ## The release build: .build/release/sc-rewrite
	$(BUILD_RELEASE)

# The other build makes the folder.
.PHONY: swift
swift: $(BINARY) ## What reads Swift, for trees that have any: .build/release/sc-rewrite-swift
	$(BUILD_SWIFT_READER)

# For those who want the binary without asking swift, above all `sudo make install`, where there is
# often no swift on root's PATH: the build is called only if a source is newer.
$(BINARY): Package.swift $(shell find Sources -type f)
	$(BUILD_RELEASE)

$(SWIFT_READER): Package.swift $(shell find Sources/StaticCallCore Sources/CSwiftHost Sources/SwiftScanner \
		Sources/sc-rewrite-swift -type f) | $(BINARY)
	$(BUILD_SWIFT_READER)

WITH_TOOL := --no-print-directory SC_REWRITE='$(CURDIR)/$(BINARY)' SC_INCLUDE='$(CURDIR)/$(RUNTIME)/include'
HOOKS := -C Samples/hooks $(WITH_TOOL)
INLINE := -C Samples/inline $(WITH_TOOL)
SWIFTHOOKS := -C Samples/SwiftHooks $(WITH_TOOL)
FIRMWARE := -C Samples/firmware $(WITH_TOOL)

.PHONY: demo
demo: ## Rewrite Samples/hooks, show the diff, build and run the result; then Samples/inline and SwiftHooks
	Scripts/install-dependencies demo
	$(BUILD_RELEASE)
	@echo '--- Samples/hooks: src/ is rewritten to gen/, and gen/ compiled'
	@$(MAKE) -s $(HOOKS) clean
	@$(MAKE) -s $(HOOKS) rewritten
	cat Samples/hooks/gen/static_calls.diff
	@echo '--- The rewritten program at work (make -C Samples/hooks run)'
	@$(MAKE) -s $(HOOKS) run
	@echo '--- src/, gen/, gen/ with patching off, gen/ on aarch64: do all print the same?'
	@$(MAKE) -s $(HOOKS) check
	@echo 'They do.'
	@echo '--- Samples/inline: with site tables, the calls themselves are patched (make -C Samples/inline run)'
	@$(MAKE) -s $(INLINE) clean
	@$(MAKE) -s $(INLINE) run
	@$(MAKE) -s $(INLINE) check
	$(BUILD_SWIFT_READER)
	@echo '--- Samples/SwiftHooks: the same in a Swift package, and what calls cost (make -C Samples/SwiftHooks run)'
	@$(MAKE) -s $(SWIFTHOOKS) clean
	@$(MAKE) -s $(SWIFTHOOKS) run
	@$(MAKE) -s $(SWIFTHOOKS) check

# Programs that the tests start must not take this make's options for theirs.
WITHOUT_MAKE := env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS

.PHONY: test
test: ## All tests (debug build); UPDATE_GOLDENS=1 rewrites the goldens
	Scripts/install-dependencies test
	$(SWIFT) build --build-tests --scratch-path $(SCRATCH) $(SWIFTFLAGS)
	$(WITHOUT_MAKE) $(SWIFT) test --skip-build --scratch-path $(SCRATCH) $(SWIFTFLAGS)

# How long, in all, and with which numbers: the same seed gives the same inputs.
SECONDS := 60
SEED := 1
FUZZ := .build/fuzz

.PHONY: fuzz
fuzz: ## Mutate the fixtures for SECONDS (60) with SEED (1); what fails is kept in .build/fuzz
	Scripts/install-dependencies test
	$(SWIFT) build --build-tests --scratch-path $(SCRATCH) $(SWIFTFLAGS)
	$(WITHOUT_MAKE) '$(SCRATCH)/debug/sc-fuzz' all $(SEED) $(SECONDS) $(FUZZ)

.PHONY: stress
stress: ## Threads call through patched sites while others update them, for SECONDS (600)
	Scripts/install-dependencies test
	$(BUILD_RELEASE)
	Scripts/stress $(BINARY) $(if $(filter command% environment%,$(origin SECONDS)),$(SECONDS),600)

.PHONY: install
install: $(BINARY) $(wildcard $(SWIFT_READER)) ## Install below PREFIX (/usr/local), staged in DESTDIR if given; what reads Swift, too, if it was built
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/include' \
		'$(DESTDIR)$(PREFIX)/share/sc-rewrite/static_call_runtime'
	install -m 755 $(BINARY) '$(DESTDIR)$(PREFIX)/bin/sc-rewrite'
	if [ -x $(SWIFT_READER) ]; then install -D -m 755 $(SWIFT_READER) \
		'$(DESTDIR)$(PREFIX)/libexec/sc-rewrite/sc-rewrite-swift'; fi
	install -m 644 $(RUNTIME)/include/static_call.h '$(DESTDIR)$(PREFIX)/include/static_call.h'
	install -m 644 $(wildcard $(RUNTIME)/*.c $(RUNTIME)/*.h) $(RUNTIME)/include/static_call.h \
		'$(DESTDIR)$(PREFIX)/share/sc-rewrite/static_call_runtime'

.PHONY: uninstall
uninstall: ## Remove what install put below PREFIX
	rm -f '$(DESTDIR)$(PREFIX)/bin/sc-rewrite' '$(DESTDIR)$(PREFIX)/include/static_call.h'
	rm -rf '$(DESTDIR)$(PREFIX)/share/sc-rewrite' '$(DESTDIR)$(PREFIX)/libexec/sc-rewrite'

# Fixtures are input, and some badly formatted on purpose; goldens are what the tool makes of them.
SWIFT_SOURCES = Package.swift Sources Plugins Samples/SwiftHooks/Package.swift Samples/SwiftHooks/Sources \
	$(filter-out %/Fixtures %/Goldens,$(wildcard Tests/*))

.PHONY: format
format: ## Format the Swift sources in place
	$(SWIFT) format --in-place --parallel --recursive $(SWIFT_SOURCES)

.PHONY: lint
lint: ## Check the Swift sources' format and style
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_SOURCES)

.PHONY: swiftpm-plugin
swiftpm-plugin: ## `swift package sc-rewrite` in Samples/SwiftHooks, which builds the tool again there: minutes
	Scripts/install-dependencies demo
	@$(MAKE) $(SWIFTHOOKS) plugin

.PHONY: linux-tree
linux-tree: ## Make a configured, partly built Linux tree in .build/linux (SC_LINUX_DIR)
	Scripts/linux-tree

.PHONY: linux-configs
linux-configs: ## Make three configurations, each with O= and in place, in .build/linux-configs (SC_LINUX_CONFIGS)
	Scripts/linux-configs

.PHONY: linux-smoke
linux-smoke: linux-tree ## Rewrite real kernel files; their machine code must stay the same
	Scripts/install-dependencies demo
	$(BUILD_RELEASE)
	Scripts/linux-smoke $(BINARY)

# What linux-check, linux-ninja, linux-sites and bench-sites work on: some 900 units.
LINUX_PARTS := kernel/ mm/ fs/ arch/x86/ security/keys/

.PHONY: linux-check
linux-check: ## The same for whole parts of Linux, and all static calls accounted for: takes an hour or two
	Scripts/install-dependencies demo
	$(BUILD_RELEASE)
	Scripts/linux-check $(BINARY)

.PHONY: linux-ninja
linux-ninja: ## Ninja scans each unit of such a tree by itself; linked, the same bytes as from one run
	Scripts/install-dependencies bench
	$(BUILD_RELEASE)
	SC_LINUX_PARTS='$(LINUX_PARTS)' Scripts/linux-tree $(or $(SC_LINUX_DIR),.build/linux-full)
	Scripts/linux-ninja $(BINARY)

.PHONY: linux-sites
linux-sites: ## objtool's tables of static call sites and those of `sc-rewrite sites`, in such a tree
	Scripts/install-dependencies demo
	$(BUILD_RELEASE)
	SC_LINUX_PARTS='$(LINUX_PARTS)' Scripts/linux-sites $(BINARY)

.PHONY: linux-boot
linux-boot: ## A small kernel with tables from sc-rewrite alone, booted in qemu (SC_LINUX_BOOT_DIR)
	Scripts/install-dependencies boot
	$(BUILD_RELEASE)
	Scripts/linux-boot $(BINARY)

.PHONY: bench-scan
bench-scan: ## Time the rewriting of six Linux trees beside spatch and clang -fsyntax-only, then of Swift
	Scripts/install-dependencies bench
	$(BUILD_RELEASE)
	$(BUILD_SWIFT_READER)
	Scripts/linux-configs
	Scripts/bench-scan $(BINARY)
	Scripts/bench-scan-swift $(BINARY)

.PHONY: bench-scan-swift
bench-scan-swift: ## Its last part: Swift, beside swiftc -parse
	Scripts/install-dependencies bench
	$(BUILD_RELEASE)
	$(BUILD_SWIFT_READER)
	Scripts/bench-scan-swift $(BINARY)

.PHONY: bench-sites
bench-sites: ## Time `sc-rewrite sites` beside objtool, on one object and on all of such a tree
	Scripts/install-dependencies bench
	$(BUILD_RELEASE)
	SC_LINUX_PARTS='$(LINUX_PARTS)' Scripts/linux-tree $(or $(SC_LINUX_DIR),.build/linux-full)
	Scripts/bench-sites $(BINARY)

.PHONY: bench-cc
bench-cc: ## Time a compiler alone and behind `sc-rewrite cc`
	Scripts/install-dependencies bench
	$(BUILD_RELEASE)
	Scripts/bench-cc $(BINARY)

.PHONY: bench-call
bench-call: ## Time static calls beside direct calls and pointers
	Scripts/install-dependencies bench
	$(BUILD_RELEASE)
	Scripts/bench-call $(BINARY)

.PHONY: bench-update
bench-update: ## Time updates of keys with up to 100,000 sites while threads run through them
	Scripts/install-dependencies bench
	$(BUILD_RELEASE)
	Scripts/bench-update $(BINARY)

.PHONY: fresh-machine
fresh-machine: ## `make demo` and `make test` on a new minimal Debian 12 (needs root, debootstrap)
	$(WITHOUT_MAKE) Scripts/fresh-machine

.PHONY: clean
clean: ## Remove the builds, not the Linux tree
	rm -rf $(filter-out .build/linux%,$(wildcard .build/* .build/.lock))
	@$(MAKE) $(HOOKS) clean
	@$(MAKE) $(INLINE) clean
	@$(MAKE) $(SWIFTHOOKS) clean
	@$(MAKE) $(FIRMWARE) clean

.PHONY: help
help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16
