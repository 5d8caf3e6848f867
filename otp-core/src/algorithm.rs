//! Which hash function the HMAC uses.

/// The hash function of a token's HMAC.
///
/// RFC 4226 knows SHA-1 alone; RFC 6238 §1.2 adds the other two. HMAC does not rest on the collision resistance that
/// SHA-1 has lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Algorithm {
    /// HMAC-SHA-1, what nearly every hardware token computes.
    #[default]
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}
