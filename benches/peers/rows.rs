//! The rows of the comparison: what each measures, and what it must show.

use crate::{
    demand::{Bound, Demand, Finding},
    libraries::{self, LIBOATH, RUSTCRYPTO, TOTP_RS},
    ours::{self, OURS},
    peer::{Factor, Key, Peer, Task},
    rounds::{Contender, Plan, Race},
};
use otp_benches::{Fleet, Search};
use otp_core::{Algorithm, mac::Backend};

/// A table of figures taken in one race.
pub(crate) struct Row {
    pub(crate) title: String,
    pub(crate) scale: Scale,
    pub(crate) race: Race,
    pub(crate) findings: Vec<Finding>,
}

/// What the figures are compared by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// The same task for everybody.
    Call,
    /// Tasks of different sizes.
    Candidate,
}

impl Row {
    fn new(title: impl Into<String>, scale: Scale, race: Race, demands: &[Demand]) -> Self {
        let title = title.into();
        let findings = demands.iter().map(|demand| demand.judge(&title, &race)).collect();
        Self { title, scale, race, findings }
    }
}

/// Everybody, over one window.
pub(crate) fn windows(plan: Plan) -> Vec<Row> {
    use Algorithm::{Sha1, Sha256, Sha512};
    use Factor::{Counter, Time};
    use Key::{Cached, Raw};

    let (liboath, rustcrypto, totp_rs) = (LIBOATH, RUSTCRYPTO.name, TOTP_RS.name);
    let faster = Demand::faster;
    let row = |title: &str, algorithm, candidates, key, factor, demands: &[Demand]| {
        let search = Search { algorithm, candidates };
        let task = Task { search, code: search.miss(), key, factor };
        let enter = |peer: &Peer| Contender::new(peer.name, candidates.into(), (peer.search)(task));
        let race = plan.race([&OURS].into_iter().chain(libraries::ALL).map(enter).collect());
        Row::new(title, Scale::Call, race, demands)
    };
    let mut rows = vec![
        row(
            "1001 candidates",
            Sha1,
            1001,
            Cached,
            Counter,
            &[faster(liboath, 30.0, 40.0), faster(rustcrypto, 10.0, 14.0), faster(totp_rs, 14.0, 19.0)],
        ),
        row(
            "11 candidates (look-ahead 10)",
            Sha1,
            11,
            Cached,
            Counter,
            &[faster(liboath, 12.0, 16.0), faster(rustcrypto, 4.0, 6.0)],
        ),
        row(
            "TOTP ±1 from a raw key",
            Sha1,
            3,
            Raw,
            Time,
            &[faster(liboath, 3.0, 4.0), faster(totp_rs, 1.4, 2.0)],
        ),
        row(
            "one candidate from a raw key",
            Sha1,
            1,
            Raw,
            Counter,
            &[faster(liboath, 1.8, 2.2).on_every_machine(), faster(totp_rs, 1.0, 1.1).on_every_machine()],
        ),
        row("SHA-256, 1001 candidates", Sha256, 1001, Cached, Counter, &[faster(rustcrypto, 4.5, 5.5)]),
        row("SHA-512, 1001 candidates", Sha512, 1001, Cached, Counter, &[faster(rustcrypto, 5.0, 6.5)]),
    ];
    let cycles = cycles(&rows[0].race);
    rows[0].findings.push(cycles);
    rows
}

/// What a candidate costs beside the additions, rotations and logic of two SHA-1 compressions in 512-bit registers, on
/// a core that does four such operations a cycle: 606 + 440 + 300 + 117 of them for 16 candidates.
fn cycles(race: &Race) -> Finding {
    const ALU_BOUND: f64 = 22.9;
    let cycles = race.times[0].unit_over(&race.cycle);
    let bound = Bound::Longer { demanded: None, aim: 1.35 };
    let against = format!("ALU-port bound of {ALU_BOUND} cycles");
    Finding::new("1001 candidates, cycles each", against, bound, Some(cycles.scaled(1.0 / ALU_BOUND)), true)
}

/// Every backend that the machine has, forced.
pub(crate) fn backends(plan: Plan) -> Vec<Row> {
    let search = Search { algorithm: Algorithm::Sha1, candidates: 1001 };
    let task = Task { search, code: search.miss(), key: Key::Cached, factor: Factor::Counter };
    let row = |backend: Backend| {
        let ours = Contender::new(OURS.name, 1001, ours::on::<1>(task, backend));
        let peer = Contender::new(RUSTCRYPTO.name, 1001, (RUSTCRYPTO.search)(task));
        let demands: &[Demand] = match backend.to_string().as_str() {
            "avx2" => &[Demand::faster(RUSTCRYPTO.name, 2.8, 3.5).on_every_machine()],
            _ => &[],
        };
        Row::new(
            format!("{backend} forced, 1001 candidates"),
            Scale::Call,
            plan.race(vec![ours, peer]),
            demands,
        )
    };
    Backend::available().map(row).collect()
}

/// Runs of one, two and three codes over the same alignments.
pub(crate) fn runs(plan: Plan) -> Row {
    const TRIPLE: &str = "three codes";
    let search = Search { algorithm: Algorithm::Sha1, candidates: 1001 };
    let task = Task { search, code: search.miss(), key: Key::Cached, factor: Factor::Counter };
    let race = plan.race(vec![
        Contender::new("one code", 1001, ours::on::<1>(task, Backend::best())),
        Contender::new("two codes", 1001, ours::on::<2>(task, Backend::best())),
        Contender::new(TRIPLE, 1001, ours::on::<3>(task, Backend::best())),
    ]);
    let bound = Bound::Longer { demanded: Some(1.08), aim: 1.02 };
    Row::new(
        "resync over 1001 alignments against one code",
        Scale::Call,
        race,
        &[Demand { against: TRIPLE, bound, wide: false }],
    )
}

/// A pair that no token made, over a whole fleet.
pub(crate) fn lookups(plan: Plan, fleet: &Fleet, miss: [u32; 2]) -> Row {
    let units = candidates(fleet);
    let lookups = [&OURS].into_iter().chain(libraries::ALL);
    let enter = |peer: &Peer| Some(Contender::new(peer.name, units, peer.lookup?(fleet, miss)));
    let race = plan.race(lookups.filter_map(enter).collect());
    let title = format!("lookup of a pair, {} tokens × {}", fleet.devices.len(), Fleet::ALIGNMENTS);
    Row::new(
        title,
        Scale::Call,
        race,
        &[Demand::faster(RUSTCRYPTO.name, 10.0, 12.0), Demand::faster(LIBOATH, 30.0, 40.0)],
    )
}

/// Wider and wider windows, larger and larger fleets.
pub(crate) fn growth(plan: Plan, fleets: &[u64]) -> [Row; 2] {
    let window = |candidates: u32| {
        let search = Search { algorithm: Algorithm::Sha1, candidates };
        let task = Task { search, code: search.miss(), key: Key::Cached, factor: Factor::Counter };
        Contender::new(format!("{candidates} candidates"), candidates.into(), (OURS.search)(task))
    };
    let fleet = |tokens: &u64| {
        let fleet = Fleet::new(*tokens);
        let lookup = OURS.lookup.expect("ours looks up");
        Contender::new(format!("{tokens} tokens"), candidates(&fleet), lookup(&fleet, fleet.pair(0, 3)))
    };
    let windows = plan.race([101, 301, 1001, 3001, 10_001].map(window).into());
    let fleets = plan.race(fleets.iter().map(fleet).collect());
    [
        Row::new("growth with the window", Scale::Candidate, windows, &[]),
        Row::new("growth with the fleet", Scale::Candidate, fleets, &[]),
    ]
}

/// The same window with a match at its ends, in its middle and nowhere.
pub(crate) fn places(plan: Plan) -> Row {
    let search = Search { algorithm: Algorithm::Sha1, candidates: 1001 };
    let hits = search.hits();
    let place = |(name, code)| {
        let task = Task { search, code, key: Key::Cached, factor: Factor::Counter };
        Contender::new(name, 1001, (OURS.search)(task))
    };
    let places =
        [("nowhere", search.miss()), ("first", hits[0]), ("middle", hits[500]), ("last", hits[1000])];
    Row::new("place of the match, 1001 candidates", Scale::Call, plan.race(places.map(place).into()), &[])
}

/// Tokens times alignments.
fn candidates(fleet: &Fleet) -> u64 {
    fleet.devices.len() as u64 * u64::from(Fleet::ALIGNMENTS)
}
