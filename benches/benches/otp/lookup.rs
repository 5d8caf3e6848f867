//! Which of many tokens made a pair of codes?

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use otp_benches::{Fleet, parse};
use otp_core::{Lookup, UnixTime, lookup};
use std::hint::black_box;

/// Fleets of a thousand to a million tokens: the cost per token is level.
pub(crate) fn tokens(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lookup");
    group.sample_size(10);
    for size in [1000, 10_000, 100_000, 1_000_000] {
        let fleet = Fleet::new(size);
        let pair = fleet.pair(0, 3).map(parse);
        let tokens = fleet.tokens();
        let find = |run| lookup(tokens.iter().map(|(token, state)| (token, state)), run, UnixTime::new(0));
        assert_eq!(find(pair), Ok(Lookup::One(0)));
        group.throughput(Throughput::Elements(size * u64::from(Fleet::ALIGNMENTS)));
        group.bench_function(BenchmarkId::new("tokens", size), |bencher| {
            bencher.iter(|| find(black_box(pair)));
        });
    }
    let fleet = Fleet::new(10_000);
    group.throughput(Throughput::Elements(10_000));
    group.bench_function(BenchmarkId::new("set-up", 10_000), |bencher| {
        bencher.iter_batched(|| (), |()| fleet.tokens(), BatchSize::PerIteration);
    });
}
