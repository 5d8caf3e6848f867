//! The search by itself, on every backend: one token, and a crowd of them.

use super::{ALGORITHMS, DIGITS, FIRST, Path, codes, key, place, read, strangers};
use otp_core::{
    Algorithm, Counter, Digits,
    mac::{Backend, Crowd, Mac},
    window::{Fit, Pick, Window},
};
use std::array;

/// Where the codes fit, and what there is to report of it.
#[derive(Clone, Copy, Debug)]
enum Case {
    Free(Pick),
    Spent,
    Nowhere,
}

const CASES: [Case; 5] =
    [Case::Free(Pick::Lowest), Case::Free(Pick::Highest), Case::Free(Pick::Only), Case::Spent, Case::Nowhere];

/// A search to be made.
#[derive(Clone, Copy)]
struct Search {
    backend: Backend,
    algorithm: Algorithm,
    digits: Digits,
    window: Window,
    pick: Pick,
}

pub(super) fn paths(seed: u64, widths: &'static [u32]) -> impl Iterator<Item = Path> {
    let mut found = Vec::new();
    for backend in Backend::available() {
        for algorithm in ALGORITHMS {
            for digits in DIGITS {
                for &alignments in widths {
                    for case in CASES {
                        let unspent = match case {
                            Case::Spent => FIRST + u64::from(alignments),
                            Case::Free(_) | Case::Nowhere => FIRST,
                        };
                        let pick = if let Case::Free(pick) = case { pick } else { Pick::Lowest };
                        let window = Window {
                            first: FIRST.into(),
                            alignments,
                            unspent: unspent.into(),
                            last: u64::MAX,
                        };
                        let search = Search { backend, algorithm, digits, window, pick };
                        found.push(search.alone::<1>(seed, case));
                        found.push(search.alone::<2>(seed, case));
                        found.push(search.alone::<3>(seed, case));
                    }
                }
            }
            found.extend([2, 3].map(|count| crowd(backend, algorithm, seed, count)));
        }
    }
    found.into_iter()
}

impl Search {
    fn alone<const K: usize>(self, seed: u64, case: Case) -> Path {
        let Self { backend, algorithm, digits, window, pick } = self;
        let at = FIRST + u64::from(place(seed, window.alignments));
        let key = key(seed, 20);
        let (secrets, expected) = match case {
            Case::Free(_) => (codes(key, algorithm, digits, at, K), Fit::At(Counter::new(at))),
            Case::Spent => (codes(key, algorithm, digits, at, K), Fit::Spent),
            Case::Nowhere => (strangers(key, algorithm, digits, K), Fit::Nowhere),
        };
        let name =
            format!("window {backend} {algorithm:?} {digits:?} {K} codes in {} {case:?}", window.alignments);
        Path::new(name, secrets, move |secrets| {
            let mac = Mac::on(backend, algorithm, &secrets[0]);
            window.search(&mac, digits, &read::<K>(&secrets[1..]), pick) == expected
        })
    }
}

/// As many keys as there are lanes are hashed in, several at once, and the crowd of them is searched.
fn crowd(backend: Backend, algorithm: Algorithm, seed: u64, count: usize) -> Path {
    let found = place(seed, 32) as usize;
    let mut secrets = codes(key(seed, 20), algorithm, Digits::Six, FIRST, count);
    let strangers = (1..Crowd::LANES as u64).map(|lane| key(seed + 1000 * lane, 20));
    secrets.extend(strangers);
    // The key whose codes they are sits in its lane.
    let own = secrets.remove(0);
    secrets.insert(count + found, own);
    Path::new(format!("crowd {backend} {algorithm:?} {count} codes"), secrets, move |secrets| {
        let (codes, keys) = secrets.split_at(count);
        let mut macs = Mac::many(backend, algorithm, keys.iter().map(Vec::as_slice));
        let macs: [Mac; Crowd::LANES] = array::from_fn(|_| macs.next().unwrap());
        let window = Window { first: FIRST.into(), alignments: 11, unspent: FIRST.into(), last: u64::MAX };
        let tokens = macs.each_ref().map(|mac| Some((mac, window)));
        let fits = if count == 2 {
            Window::search_crowd(&tokens, Digits::Six, &read::<2>(codes))
        } else {
            Window::search_crowd(&tokens, Digits::Six, &read::<3>(codes))
        };
        // Counted without a branch: how long it takes must not depend on the lane.
        let wrong = |fits: [bool; Crowd::LANES]| {
            (0..).zip(fits).filter(|(lane, fits)| *fits != (*lane == found)).count()
        };
        fits.map_or(backend.to_string() == "single", |fits| wrong(fits) == 0)
    })
}
