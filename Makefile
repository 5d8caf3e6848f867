# `make test` sets everything up and runs every check; it is all that CI does.

CARGO ?= cargo
export RUSTDOCFLAGS += -D warnings

.PHONY: test tools format lint doc unit bare-features lifecycle clean

test: tools format lint doc unit bare-features lifecycle
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

# Every feature by itself, then all together, then what users get.
lint:
	$(CARGO) clippy --workspace --no-default-features --locked -- -D warnings
	for feature in std serde hazmat; do \
		$(CARGO) clippy -p otp-core --no-default-features --features $$feature --locked -- -D warnings || exit 1; \
	done
	$(CARGO) clippy --workspace --all-targets --all-features --locked -- -D warnings
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

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
