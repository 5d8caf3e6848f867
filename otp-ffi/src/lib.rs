#![doc = include_str!("../README.md")]
#![allow(non_camel_case_types, reason = "the names are those of the C header")]

mod boundary;
mod error;
mod stored;

// In the order in which the header has them: rustfmt sorts what stands together.
pub mod kind;
pub mod result;

pub mod policy;

pub mod token;

pub mod state;

pub mod throttle;

pub mod attempt;

pub mod verify;

pub mod trail;

pub mod lookup;
pub mod serial;
