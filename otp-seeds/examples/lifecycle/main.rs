//! The life of one-time-code tokens, told on published data.
//!
//! `cargo run --release --example lifecycle` prints a numbered line for each verdict and fails if any is not the
//! expected one. It begins with every code it uses, and the `oathtool` commands that print the same.

mod delivered;
mod published;
mod row;
mod served;
mod story;
mod typed;

use std::{error::Error, process::ExitCode};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut story = story::Story::default();
    published::print();
    for chapter in [
        delivered::encrypted,
        typed::hotp,
        typed::totp,
        typed::yubikey,
        typed::race,
        served::pairing,
        served::duo,
        served::pingone,
        served::guessing,
        served::administration,
    ] {
        chapter(&mut story)?;
    }
    Ok(if story.end() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
