//! What `cargo bench` and the comparison with peers have in common: windows and token stores of which it is known which
//! codes lie in them.

mod fleet;
mod model;
mod search;

pub use self::{
    fleet::Fleet,
    model::{codes, key, truncate},
    search::{Search, parse, text},
};
