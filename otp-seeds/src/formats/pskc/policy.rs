//! What a key may be used for (RFC 6030, section 5).

use super::xml;
use crate::problem::Trouble;
use roxmltree::Node;

/// The policy of a key that may be used for codes.
#[derive(Default)]
pub(super) struct Policy<'a> {
    /// Empty where there is none.
    pub(super) start: &'a str,
    /// Empty where there is none.
    pub(super) expiry: &'a str,
    /// Whether the key may be used so often and no more.
    pub(super) limits_uses: bool,
}

impl<'a> Policy<'a> {
    /// Reads it, or says why the key may not be used. What is not understood is not permitted.
    pub(super) fn of(key: Node<'a, '_>) -> Result<Self, Trouble> {
        let Some(policy) = xml::only(key, ["Policy"])? else { return Ok(Self::default()) };
        let known: usize = KNOWN.into_iter().map(|name| xml::children(policy, name).count()).sum();
        if policy.children().filter(Node::is_element).count() != known {
            return Err(Trouble::Policy);
        }
        let mut usages = xml::children(policy, "KeyUsage").map(xml::text_of).peekable();
        if usages.peek().is_some() && usages.all(|usage| usage != "OTP") {
            return Err(Trouble::KeyUsage);
        }
        let pin = xml::only(policy, ["PINPolicy"])?.and_then(|pin| pin.attribute("PINUsageMode"));
        if pin.is_some_and(|mode| mode != "Local") {
            return Err(Trouble::PinInCode);
        }
        let (start, expiry) = (xml::text(policy, ["StartDate"])?, xml::text(policy, ["ExpiryDate"])?);
        let limits_uses = xml::only(policy, ["NumberOfTransactions"])?.is_some();
        Ok(Self { start, expiry, limits_uses })
    }
}

/// What a policy may hold.
const KNOWN: [&str; 5] = ["StartDate", "ExpiryDate", "PINPolicy", "KeyUsage", "NumberOfTransactions"];
