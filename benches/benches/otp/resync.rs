//! Runs of codes in a window.

use criterion::{BenchmarkId, Criterion, Throughput};
use otp_benches::{Search, parse};
use otp_core::{Algorithm, mac::Mac, window::Fit};
use std::hint::black_box;

/// One code, a pair and a triple over the same alignments: a run costs one more MAC for each further code.
pub(crate) fn runs(criterion: &mut Criterion) {
    for candidates in [101, 1001, 10_001] {
        let search = Search { algorithm: Algorithm::Sha1, candidates };
        let mut group = criterion.benchmark_group(format!("resync/{candidates}"));
        group.throughput(Throughput::Elements(candidates.into()));
        run::<1>(&mut group, search);
        run::<2>(&mut group, search);
        run::<3>(&mut group, search);
    }
}

type Group<'c> = criterion::BenchmarkGroup<'c, criterion::measurement::WallTime>;

fn run<const K: usize>(group: &mut Group<'_>, search: Search) {
    let (mac, codes) = (Mac::new(search.algorithm, search.key()), [parse(search.miss()); K]);
    assert_eq!(search.run(&mac, &codes), Fit::Nowhere);
    group.bench_function(BenchmarkId::new("codes", K), |bencher| {
        bencher.iter(|| search.run(black_box(&mac), black_box(&codes)));
    });
}
