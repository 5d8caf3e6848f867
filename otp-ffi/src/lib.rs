#![doc = include_str!("../README.md")]
#![allow(non_camel_case_types, reason = "the names are those of the C header")]

mod boundary;
mod error;

pub mod kind;
pub mod result;

pub mod policy;

pub mod state;
pub mod token;

pub mod attempt;
pub mod throttle;

pub mod verify;

pub mod trail;

pub mod lookup;
pub mod serial;
