//! What leaks on purpose. The clock is blind to some of it.

use crate::{Timed, leaks, time};
use dudect_bencher::{BenchRng, CtRunner};

pub(crate) const LEAKS: &[Timed] = &[
    ("crc_bitwise", leak::<0>),
    ("crc_table", leak::<1>),
    ("early_exit", leak::<2>),
    ("equal", leak::<3>),
    ("formatted", leak::<4>),
    ("index", leak::<5>),
    ("remainder", leak::<6>),
    ("table_decoder", leak::<7>),
];

fn leak<const PLACE: usize>(runner: &mut CtRunner, rng: &mut BenchRng) {
    let name = LEAKS[PLACE].0;
    let leak = leaks::LEAKS.into_iter().find(|leak| leak.name == name).expect("one of the leaks");
    time(runner, rng, |_| leak.secrets, leak.run);
}
