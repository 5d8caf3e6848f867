//! One code in a window.

use criterion::{BenchmarkId, Criterion, Throughput};
use otp_benches::{Search, parse};
use otp_core::{
    Algorithm,
    mac::{Backend, Mac},
    window::Fit,
};
use std::hint::black_box;

/// Every width, algorithm and backend: the cost per candidate falls until the lanes are full and is level from there.
pub(crate) fn candidates(criterion: &mut Criterion) {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for backend in Backend::available() {
            let mut group = criterion.benchmark_group(format!("window/{algorithm:?}/{backend}"));
            for candidates in [1, 3, 11, 101, 1001, 10_001] {
                let search = Search { algorithm, candidates };
                let (mac, code) = (Mac::on(backend, algorithm, search.key()), [parse(search.miss())]);
                assert_eq!(search.run(&mac, &code), Fit::Nowhere);
                group.throughput(Throughput::Elements(candidates.into()));
                group.bench_function(BenchmarkId::from_parameter(candidates), |bencher| {
                    bencher.iter(|| search.run(black_box(&mac), black_box(&code)));
                });
            }
        }
    }
}

/// The cost does not depend on where the code fits, or whether it does.
pub(crate) fn place(criterion: &mut Criterion) {
    let search = Search { algorithm: Algorithm::Sha1, candidates: 1001 };
    let (mac, hits) = (Mac::new(search.algorithm, search.key()), search.hits());
    let mut group = criterion.benchmark_group("place");
    for (name, code) in
        [("first", hits[0]), ("middle", hits[500]), ("last", hits[1000]), ("nowhere", search.miss())]
    {
        let code = [parse(code)];
        group.bench_function(name, |bencher| {
            bencher.iter(|| search.run(black_box(&mac), black_box(&code)));
        });
    }
}
