# `make test` sets everything up and runs every check; it is all that CI does.

CARGO ?= cargo
export RUSTDOCFLAGS += -D warnings

.PHONY: test tools format lint doc unit bare-features lifecycle clean

test: tools format lint doc unit bare-features lifecycle
	@echo 'make test: every check passed'

# oathtool prints the published codes that the story is checked against.
tools:
	@command -v oathtool >/dev/null || { command -v apt-get >/dev/null && apt-get update -qq && apt-get install -qq -y oathtool; } \
		|| echo 'SKIPPED: oathtool cannot be installed here, so the published codes are not checked against it' >&2

format:
	$(CARGO) fmt --all --check

lint:
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(CARGO) clippy --workspace --all-targets --all-features --locked -- -D warnings
	$(CARGO) clippy --workspace --no-default-features --locked -- -D warnings

doc:
	$(CARGO) doc --workspace --all-features --no-deps --locked

unit:
	$(CARGO) test --workspace --all-features --locked

# A feature only adds: everything but what it adds passes without it.
bare-features:
	$(CARGO) test --workspace --no-default-features --locked

lifecycle:
	$(CARGO) run --release --locked --example lifecycle

clean:
	$(CARGO) clean
