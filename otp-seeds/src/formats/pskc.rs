//! RFC 6030, plain or encrypted, and what Yubico and Feitian make of it.

mod cipher;
mod device;
mod key;
mod number;
mod policy;
mod protection;
mod writer;
mod xml;

use self::{
    device::Device,
    protection::Protected,
    writer::Writer,
    xml::{Lines, Twice},
};
use super::{Codec, sample::Sample};
use crate::{
    error::ReadError,
    options::Options,
    problem::Trouble,
    read::Found,
    seed::Seed,
    write::{Output, WriteError, WriteOptions},
};
use zeroize::Zeroizing;

/// RFC 6030.
pub(crate) struct Pskc;

impl Codec for Pskc {
    fn fits(&self, sample: &Sample<'_>) -> Option<&'static str> {
        sample.first_line().starts_with('<').then_some("the file is XML")
    }

    fn read(&self, text: &str, options: &Options<'_>, found: &mut Found) -> Result<(), ReadError> {
        let unix = unix(text);
        let text = unix.as_ref().map_or(text, |unix| unix.as_str());
        let document = xml::parse(text, options.limits.depth)?;
        let root = document.root_element();
        let version = root.attribute("Version").unwrap_or("1.0");
        if root.tag_name().name() != "KeyContainer"
            || root.tag_name().namespace() != Some(NAMESPACE)
            || !["1.0", "1"].contains(&version)
        {
            return Err(ReadError::NotPskc);
        }
        let mut packages = xml::children(root, "KeyPackage").peekable();
        if packages.peek().is_none() {
            return Err(ReadError::NoPackage);
        }
        let mut protected = Protected::of(root, options)?;
        let mut lines = Lines::of(text);
        for package in packages {
            let device = Device::of(package);
            for key in xml::children(package, "Key") {
                let id =
                    key.attribute("Id").map(|id| id.chars().filter(|c| !c.is_control()).take(64).collect());
                found.at(lines.at(key.range().start), id);
                let seed = match &device {
                    Ok(device) => key::read(device, key, options.defaults, &mut protected, found),
                    Err(trouble) => Err(Stop::Token(*trouble)),
                };
                match seed {
                    Ok(seed) => found.add(Ok(seed))?,
                    Err(Stop::Token(trouble)) => found.add(Err(trouble))?,
                    Err(Stop::File(error)) => return Err(error),
                }
            }
        }
        protected.end()
    }

    fn write(
        &self,
        seeds: &[Seed],
        options: &WriteOptions<'_>,
        output: &mut Output,
    ) -> Result<(), WriteError> {
        Writer::new(options)?.write(seeds, output)
    }
}

/// A text whose line ends XML would change, with them changed: the parser copies the values that have such, and wipes
/// no copy.
fn unix(text: &str) -> Option<Zeroizing<String>> {
    text.contains('\r').then(|| {
        let mut unix = Zeroizing::new(String::with_capacity(text.len()));
        unix.extend(text.split('\r'));
        unix
    })
}

/// What stands in the way of a token, or of all.
enum Stop {
    Token(Trouble),
    File(ReadError),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Token(trouble)
    }
}

impl From<Twice> for Stop {
    fn from(twice: Twice) -> Self {
        Self::Token(twice.into())
    }
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self::File(error)
    }
}

const NAMESPACE: &str = "urn:ietf:params:xml:ns:keyprov:pskc";
