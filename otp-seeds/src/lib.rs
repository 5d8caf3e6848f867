#![doc = include_str!("../README.md")]

mod date;
mod error;
mod formats;
mod options;
mod problem;
mod read;
mod secret;
mod seed;
mod text;
mod write;

pub use self::{
    date::Date,
    error::ReadError,
    formats::{Format, UnknownFormat},
    options::{Defaults, Limits, Options},
    problem::{Problem, Trouble},
    read::{Import, read},
    secret::{PrivateId, SecretBytes},
    seed::{Scheme, Seed, SeedError},
    text::Text,
    write::{Loss, Lost, Protection, WriteError, WriteOptions, Written, write},
};

/// The examples of the repository's front page.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct FrontPage;
