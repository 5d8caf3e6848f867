//! The peers. To add one, write its file and its line here.

mod aws_lc_rs;
#[cfg(feature = "ipsec-mb")]
mod ipsec_mb;
#[cfg(feature = "liboath")]
mod liboath;
mod libreauth;
#[cfg(feature = "openssl")]
mod openssl;
mod ring;
mod rustcrypto;
mod slauth;
mod totp_rs;

pub(crate) use self::{rustcrypto::CACHED as RUSTCRYPTO, totp_rs::PEER as TOTP_RS};

use crate::peer::Peer;

/// Named by what is demanded, whether it was built in or not.
pub(crate) const LIBOATH: &str = "liboath";

/// All that were built in.
pub(crate) const ALL: &[Peer] = &[
    #[cfg(feature = "ipsec-mb")]
    ipsec_mb::PEER,
    rustcrypto::CACHED,
    rustcrypto::NEW,
    #[cfg(feature = "openssl")]
    openssl::PEER,
    totp_rs::PEER,
    aws_lc_rs::PEER,
    slauth::PEER,
    #[cfg(feature = "liboath")]
    liboath::PEER,
    ring::PEER,
    libreauth::PEER,
];

/// Those that this build lacks.
pub(crate) fn left_out() -> impl Iterator<Item = &'static str> {
    [
        ("ipsec-mb", cfg!(feature = "ipsec-mb")),
        (LIBOATH, cfg!(feature = "liboath")),
        ("OpenSSL", cfg!(feature = "openssl")),
    ]
    .into_iter()
    .filter_map(|(name, built_in)| (!built_in).then_some(name))
}
