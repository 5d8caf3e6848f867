# `make test` sets everything up and runs every check; it is all that CI does.

CARGO ?= cargo
export RUSTDOCFLAGS += -D warnings

# `make && make install` is what a C programmer types.
.DEFAULT_GOAL := libotp

.PHONY: test tools native-peers format lint doc unit bare-features lifecycle cost benches timing fuzz python
.PHONY: bench-peers bench-python bench-seeds bench-store assure assure-timing assure-state assure-platforms semver
.PHONY: libotp install uninstall clean
# Its checks share files, a core and a clock; each runs on as many cores as there are.
.NOTPARALLEL:

test: tools format lint doc unit bare-features lifecycle cost benches timing fuzz python
	@missing=$$($(MISSING); $(CARGO) +nightly --version >/dev/null 2>&1 || echo nightly); \
		echo "make test: every check passed$${missing:+ but those SKIPPED for want of }"$$missing

# What the tests run besides Rust and a C compiler: names of Debian packages and of their commands alike.
TOOLS := oathtool valgrind cmake pkg-config sqlite3 g++ mandoc pskctool openssl
MISSING = for tool in $(TOOLS); do command -v $$tool >/dev/null || echo $$tool; done; \
	command -v qemu-x86_64 >/dev/null || echo qemu-user; \
	pkg-config --exists sqlite3 2>/dev/null || echo libsqlite3-dev; \
	command -v ykgenerate >/dev/null || echo libyubikey-dev; \
	{ command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1 || echo postgresql; \
	python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
APT := $(if $(filter 0,$(shell id -u)),,sudo -n) apt-get

# On CI nothing that can be installed may be missing.
tools:
	@missing=$$($(MISSING)); [ -z "$$missing" ] \
		|| { command -v apt-get >/dev/null && $(APT) update -qq && $(APT) install -qq -y $$missing; } || true
	@missing=$$($(MISSING)); [ -z "$$missing" ] || { echo SKIPPED: the tests that need $$missing >&2; [ -z "$$CI" ]; }

# Prints the features of the peers that are here, after installing those that can be.
PEERS := sh benches/native.sh

native-peers:
	@$(PEERS) >/dev/null

format:
	$(CARGO) fmt --all --check
	for apart in fuzz platforms/cortex-m platforms/sanitizers; do \
		$(CARGO) fmt --manifest-path $$apart/Cargo.toml --check || exit 1; \
	done

# The benches ask for more of otp-core than users get, and cargo would build it with that for all.
PUBLIC := --workspace --exclude otp-benches

# Every feature by itself, then all together, then what users get.
lint: native-peers
	$(CARGO) clippy $(PUBLIC) --no-default-features --locked -- -D warnings
	for feature in std serde hazmat; do \
		$(CARGO) clippy -p otp-core --no-default-features --features $$feature --locked -- -D warnings || exit 1; \
	done
	$(CARGO) clippy $(PUBLIC) --all-targets --all-features --locked -- -D warnings
	$(CARGO) clippy $(PUBLIC) --all-targets --locked -- -D warnings
	$(CARGO) clippy -p otp-benches --all-targets --locked -- -D warnings
	$(CARGO) clippy -p otp-benches --all-targets --features timing --locked -- -D warnings
	$(CARGO) clippy -p otp-benches --all-targets --features peers --locked -- -D warnings
	$(CARGO) clippy -p otp-benches --all-targets --features "$$($(PEERS))" --locked -- -D warnings

doc:
	$(CARGO) doc $(PUBLIC) --all-features --no-deps --locked

unit:
	$(CARGO) test $(PUBLIC) --all-features --locked

# A feature only adds: everything but what it adds passes without it.
bare-features:
	$(CARGO) test -p otp-core --no-default-features --locked

lifecycle:
	$(CARGO) run --release --locked --example lifecycle

# Every benchmark once, and a comparison with the peers whose figures nobody looks at.
benches: native-peers
	$(CARGO) bench -p otp-benches --locked -- --test
	$(CARGO) bench -p otp-seeds --locked -- --test
	$(CARGO) test -p otp-benches --features "$$($(PEERS))" --locked

# Each of nine fuzz targets for so many seconds, three minutes in all; libFuzzer needs a nightly Rust.
FUZZ_SECONDS ?= 20

fuzz:
	@$(CARGO) +nightly --version >/dev/null 2>&1 || { echo SKIPPED: fuzzing needs a nightly Rust >&2; exit 0; }; \
		SECONDS_EACH=$(FUZZ_SECONDS) fuzz/run.sh

# The same for an hour in all.
.PHONY: assure-fuzz
assure: assure-fuzz
assure-fuzz:
	$(MAKE) fuzz FUZZ_SECONDS=400

# How fast seed files are read and written.
bench-seeds:
	$(PIN) $(CARGO) bench --locked -p otp-seeds --bench seeds -- --quick

# The Python package as users get it: from the tree, and from a source distribution that is built far away from it. The
# wheel of the second is what the tests run on.
VENV := $(CURDIR)/target/venv
PIP := $(VENV)/bin/pip --disable-pip-version-check --quiet
DIST := $(CURDIR)/target/dist

$(VENV)/ready: otp-py/tests/requirements.txt
	python3 -m venv $(VENV)
	$(PIP) install -r $<
	touch $@

# Where cargo keeps what it downloads is not told to users, as in otp-ffi/Makefile.
BUILD := RUSTFLAGS="$$RUSTFLAGS --remap-path-prefix=$${CARGO_HOME:-$$HOME/.cargo}=/cargo" $(PIP)

python: $(VENV)/ready
	cd otp-py && $(VENV)/bin/ruff check && $(VENV)/bin/ruff format --check
	$(BUILD) install --force-reinstall --no-deps ./otp-py
	rm -rf $(DIST)
	$(VENV)/bin/python -m build --sdist --outdir $(DIST) otp-py >$(DIST).log
	$(BUILD) wheel --no-deps --no-cache-dir --wheel-dir $(DIST) $(DIST)/*.tar.gz
	$(VENV)/bin/twine check --strict $(DIST)/*
	$(VENV)/bin/abi3audit --strict --summary $(DIST)/*.whl
	$(PIP) install --force-reinstall --no-deps $(DIST)/*.whl
	cd otp-py && $(VENV)/bin/pytest
	$(THROUGH_PYTHON)

# What the core's own tests ask of the package that is installed.
THROUGH_PYTHON := OTP_PYTHON=$(VENV)/bin/python $(CARGO) test -p otp-core --locked --test python -- --ignored

# Ours and pyotp in turns in one process.
bench-python: $(VENV)/ready
	$(BUILD) install --force-reinstall --no-deps ./otp-py
	$(PIN) $(VENV)/bin/python otp-py/benches/peer.py

# An import of 100 000 tokens into a store, and what is asked among them.
bench-store: $(VENV)/ready
	$(BUILD) install --force-reinstall --no-deps ./otp-py
	$(VENV)/bin/python otp-py/benches/store.py

# A core to itself, where there is a second one for the rest of the system.
PIN := $(shell taskset -c 1 true 2>/dev/null && echo taskset -c 1)

# Ours and the peers in one process, in turns; writes benches/results.
bench-peers: native-peers
	$(CARGO) build --release -p otp-benches --features "$$($(PEERS))" --bin peers --locked
	$(PIN) $(CARGO) run --release -p otp-benches --features "$$($(PEERS))" --bin peers --locked

# No secret in the time of a verdict: optimised as users get it, one program at a time.
timing:
	$(CARGO) test --release -p otp-benches --features timing --test timing --locked -- --test-threads 1

# The long forms of what `make test` does in short; docs/assurance.md has the figures of the last run.
assure: assure-timing assure-state assure-platforms

# Secrets that might show in branches, addresses, counts of instructions and time.
assure-timing: tools
	$(CARGO) test -p otp-core --all-features --test constant_time --test disassembly --test backends --locked
	$(CARGO) test -p otp-core --all-features --lib --locked exhaustive
	$(CARGO) test -p otp-ffi --test constant_time --locked
	$(CARGO) test --release -p otp-benches --features timing --test timing --locked -- \
		--test-threads 1 --include-ignored --nocapture

# What a call through C costs beside the same call in Rust.
cost:
	$(CARGO) bench --locked -p otp-ffi --bench call -- --quick

# Histories, races and orders of requests, by the million; then a hostile host, and secrets that should be gone.
assure-state: tools $(VENV)/ready
	HISTORIES=1000000 $(CARGO) test -p otp-core -p otp-ffi --locked --test histories -- --nocapture
	$(BUILD) install --force-reinstall --no-deps ./otp-py
	HISTORIES=1000000 $(THROUGH_PYTHON) --nocapture
	cd otp-py && $(VENV)/bin/pytest tests/test_processes.py
	RACES=100000 $(CARGO) test -p otp-core --locked --test racing -- --nocapture one_code
	RACES=20 $(CARGO) test -p otp-ffi --locked --test programs -- --nocapture one_code_lets
	CASES=200000 $(CARGO) test -p otp-core --locked --test other_servers_counted -- --nocapture
	EVERY_ORDER=1 $(CARGO) test -p otp-core --locked --test store -- --nocapture
	DIFFERENTIAL=100 $(CARGO) test -p otp-benches --features "$$($(PEERS))" --locked --test differential -- --nocapture
	$(CARGO) test -p otp-ffi --locked --test misuse --test sanitizers --test panics --test remains -- --nocapture
	$(CARGO) test -p otp-ffi --locked --test programs -- --nocapture every_allocation
	$(CARGO) test -p otp-core --locked --features hazmat --test secrets --test guessing -- --nocapture

# Other processors, Pythons and folders, and what comes in from others.
assure-platforms: tools python semver
	@{ command -v s390x-linux-gnu-gcc && command -v qemu-system-arm && command -v bochs-bin; } >/dev/null \
		|| $(APT) install -qq -y $(EMULATED) || true
	platforms/s390x.sh
	platforms/avx512.sh
	platforms/cortex-m/run.sh
	platforms/sanitizers/run.sh
	platforms/pythons.sh $(DIST)/*.whl
	platforms/reproducible.sh
	[ -x $(DENY) ] || $(CARGO) install --locked --root target/tools cargo-deny
	$(DENY) check licenses bans sources

# Every mutant of the core has to be noticed; .cargo/mutants.toml says by whom, and which cannot be.
.PHONY: assure-mutants
assure: assure-mutants
assure-mutants:
	[ -x $(MUTANTS) ] || $(CARGO) install --locked --root target/tools cargo-mutants
	PROPTEST_MAX_SHRINK_ITERS=0 RUST_MIN_STACK=16777216 $(MUTANTS) mutants -p otp-core --no-shuffle --output target

MUTANTS := target/tools/bin/cargo-mutants
EMULATED := gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-system-arm qemu-user bochs bochs-term isolinux \
	syslinux-common genisoimage cpio
DENY := target/tools/bin/cargo-deny

# What a release may not change, against the last one.
semver:
	@release=$$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null) \
		|| { echo SKIPPED: no release to be compatible with >&2; exit 0; }; \
		[ -x target/tools/bin/cargo-semver-checks ] \
			|| $(CARGO) install --locked --root target/tools cargo-semver-checks && \
		target/tools/bin/cargo-semver-checks semver-checks -p otp-core -p otp-seeds --baseline-rev $$release

# The C library: `make libotp` builds it, and PREFIX and DESTDIR say where it goes.
libotp:
	$(MAKE) -C otp-ffi build

install uninstall:
	$(MAKE) -C otp-ffi $@

clean:
	$(CARGO) clean
