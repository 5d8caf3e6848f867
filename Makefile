# `make test` sets everything up and runs every check; it is all that CI does.

CARGO ?= cargo
export RUSTDOCFLAGS += -D warnings

.PHONY: test tools format lint doc unit bare-features lifecycle benches clean

test: tools format lint doc unit bare-features lifecycle benches
	@command -v oathtool >/dev/null && echo 'make test: every check passed' \
		|| echo 'make test: every check passed but one. $(SKIP)'

# oathtool prints the published codes that the story is checked against.
APT := $(if $(filter 0,$(shell id -u)),,sudo -n) apt-get
SKIP := SKIPPED: oathtool is not here and cannot be installed, so the published codes are not checked against it

tools:
	@command -v oathtool >/dev/null \
		|| { command -v apt-get >/dev/null && $(APT) update -qq && $(APT) install -qq -y oathtool; } \
		|| echo '$(SKIP)' >&2

format:
	$(CARGO) fmt --all --check

# The benches ask for more of otp-core than users get, and cargo would build it with that for all.
PUBLIC := --workspace --exclude otp-benches

# Every feature by itself, then all together, then what users get.
lint:
	$(CARGO) clippy $(PUBLIC) --no-default-features --locked -- -D warnings
	for feature in std serde hazmat; do \
		$(CARGO) clippy -p otp-core --no-default-features --features $$feature --locked -- -D warnings || exit 1; \
	done
	$(CARGO) clippy $(PUBLIC) --all-targets --all-features --locked -- -D warnings
	$(CARGO) clippy $(PUBLIC) --all-targets --locked -- -D warnings
	$(CARGO) clippy -p otp-benches --all-targets --locked -- -D warnings

doc:
	$(CARGO) doc $(PUBLIC) --all-features --no-deps --locked

unit:
	$(CARGO) test $(PUBLIC) --all-features --locked

# A feature only adds: everything but what it adds passes without it.
bare-features:
	$(CARGO) test $(PUBLIC) --no-default-features --locked

lifecycle:
	$(CARGO) run --release --locked --example lifecycle

# Every benchmark once.
benches:
	$(CARGO) bench -p otp-benches --locked -- --test
	$(CARGO) test -p otp-benches --locked

clean:
	$(CARGO) clean
