//! What a package says of the device of its keys.

use super::xml;
use crate::problem::Trouble;
use roxmltree::Node;

/// The texts of `DeviceInfo`, empty where there are none.
///
/// Looked up once: a package may have as many keys as a file has room for, and as much else to look through.
pub(super) struct Device<'a> {
    pub(super) serial: &'a str,
    pub(super) maker: &'a str,
    pub(super) model: &'a str,
    pub(super) user: &'a str,
    pub(super) start: &'a str,
    pub(super) expiry: &'a str,
    /// Whether the package names a cryptographic module.
    pub(super) has_module: bool,
}

impl<'a> Device<'a> {
    pub(super) fn of(package: Node<'a, '_>) -> Result<Self, Trouble> {
        let text = |name| xml::text(package, ["DeviceInfo", name]);
        Ok(Self {
            serial: text("SerialNo")?,
            maker: text("Manufacturer")?,
            model: text("Model")?,
            user: text("UserId")?,
            start: text("StartDate")?,
            expiry: text("ExpiryDate")?,
            has_module: xml::only(package, ["CryptoModuleInfo", "Id"])?.is_some(),
        })
    }
}
