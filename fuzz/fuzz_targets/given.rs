//! What a caller passes: places of objects, times and texts, good and hostile.

use crate::device;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use std::{ffi::c_char, ptr};

/// One of the objects of a type, or NULL.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) struct At(pub(crate) u8);

/// What the caller passes as a text and its length.
#[derive(Arbitrary, Debug)]
pub(crate) enum Text {
    /// What the token with the RFC's key shows near a counter, or near the time step of now.
    Shown {
        near: u8,
        timed: bool,
        eight: bool,
    },
    YubiKey,
    Serial,
    Bytes(Vec<u8>),
    Empty,
    Null {
        length: u16,
    },
    /// No object is as large, so nothing may be read.
    Huge,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Time {
    Near(i16),
    Any(u64),
}

impl At {
    /// 3 of 16 are NULL.
    pub(crate) fn index(self) -> usize {
        [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 3, 3, 3][usize::from(self.0 % 16)]
    }
}

impl Time {
    pub(crate) fn seconds(self) -> u64 {
        match self {
            Self::Near(seconds) => device::NOW.get().saturating_add_signed(seconds.into()),
            Self::Any(seconds) => seconds,
        }
    }
}

/// A text in a block of its own, as a pointer and a length.
pub(crate) struct Passed {
    bytes: Option<Box<[u8]>>,
    pub(crate) length: usize,
}

impl Passed {
    pub(crate) fn new(text: &Text) -> Self {
        let bytes = match text {
            Text::Shown { near, timed, eight } => {
                let near = u64::from(*near);
                let digits = if *eight { 8 } else { 6 };
                let device =
                    device::Device { key: device::KEY, algorithm: otp_core::Algorithm::Sha1, digits };
                device.text(if *timed { device::STEP - 8 + near % 16 } else { near }).into_bytes()
            }
            Text::YubiKey => device::OTP.into(),
            Text::Serial => b"token 12-Ab".to_vec(),
            Text::Bytes(bytes) => bytes.clone(),
            Text::Empty => Vec::new(),
            Text::Null { length } => return Self { bytes: None, length: (*length).into() },
            Text::Huge => return Self { length: usize::MAX, ..Self::of(b"1") },
        };
        Self::of(&bytes)
    }

    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self { bytes: Some(bytes.into()), length: bytes.len() }
    }

    pub(crate) fn at(&self) -> *const c_char {
        self.bytes.as_ref().map_or(ptr::null(), |bytes| bytes.as_ptr().cast())
    }
}

/// An array of texts and one of their lengths.
pub(crate) struct Codes {
    _texts: Vec<Passed>,
    pointers: Box<[*const c_char]>,
    lengths: Box<[usize]>,
}

impl Codes {
    pub(crate) fn new(texts: &[Text]) -> Self {
        let texts: Vec<Passed> = texts.iter().map(Passed::new).collect();
        let (pointers, lengths) =
            texts.iter().map(|text| (text.at(), text.length)).unzip::<_, _, Vec<_>, Vec<_>>();
        Self { _texts: texts, pointers: pointers.into(), lengths: lengths.into() }
    }

    pub(crate) fn passed(&self) -> (*const *const c_char, *const usize, usize) {
        (self.pointers.as_ptr(), self.lengths.as_ptr(), self.pointers.len())
    }
}
