//! XML within bounds: what could exhaust the parser is refused before it runs.

use crate::{error::ReadError, problem::Trouble, read::newlines};
use roxmltree::{Document, Error, Node, ParsingOptions};

/// Parses a document without a document type and within the bounds of [`Guard`].
pub(super) fn parse(text: &str, depth: usize) -> Result<Document<'_>, ReadError> {
    Guard { text, at: 0, depth, open: Vec::new(), namespaces: 0 }.check()?;
    // Eight bytes for each element or text are fewer than any seed file has; without a bound, 4 bytes cost 72.
    let nodes_limit = u32::try_from(text.len() / 8 + 1024).unwrap_or(u32::MAX);
    let options = ParsingOptions { allow_dtd: false, nodes_limit, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| match error {
        Error::DtdDetected => ReadError::Dtd,
        Error::NodesLimitReached => ReadError::TooManyElements { bytes: text.len() },
        error => ReadError::Xml { line: error.pos().row.into() },
    })
}

/// The child elements of a name, whatever their prefix: PBKDF2's have no namespace where RFC 6030 gives them one. Those
/// of vendors' own namespaces, which RFC 6030 lets stand anywhere, are none of them.
pub(super) fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    let known =
        |namespace: Option<&str>| namespace.is_none_or(|uri| uri.is_empty() || NAMESPACES.contains(&uri));
    node.children().filter(move |child| {
        child.is_element() && child.tag_name().name() == name && known(child.tag_name().namespace())
    })
}

/// An element that comes once is there twice.
pub(super) struct Twice {
    name: &'static str,
}

impl From<Twice> for Trouble {
    fn from(Twice { name }: Twice) -> Self {
        Self::Twice { name }
    }
}

impl From<Twice> for ReadError {
    fn from(Twice { name }: Twice) -> Self {
        Self::Twice { name }
    }
}

/// The only element at a path of names; of two, nothing says which one holds.
pub(super) fn only<'a, 'i, const N: usize>(
    mut node: Node<'a, 'i>,
    path: [&'static str; N],
) -> Result<Option<Node<'a, 'i>>, Twice> {
    for name in path {
        let mut all = children(node, name);
        let Some(only) = all.next() else { return Ok(None) };
        if all.next().is_some() {
            return Err(Twice { name });
        }
        node = only;
    }
    Ok(Some(node))
}

/// The text of the only element at a path; nothing where there is none.
pub(super) fn text<'a, const N: usize>(
    node: Node<'a, '_>,
    path: [&'static str; N],
) -> Result<&'a str, Twice> {
    Ok(only(node, path)?.map(text_of).unwrap_or_default())
}

/// The text of an element, without the space around it; nothing where it has more than text.
pub(super) fn text_of<'a>(element: Node<'a, '_>) -> &'a str {
    let text = element.text().filter(|_| !element.children().any(|child| child.is_element()));
    text.unwrap_or_default().trim()
}

/// The lines of places in a text, asked for in order.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line of a place, from 1.
    pub(super) fn at(&mut self, place: usize) -> u64 {
        self.line += newlines(self.text.as_bytes().get(self.at..place).unwrap_or_default());
        self.at = place;
        self.line
    }
}

/// Walks over the tags once, without a stack of its own, before the parser does.
///
/// It bounds the depth of elements, the attributes of one (the parser compares each with each) and the namespaces that
/// an element sees (the parser lists them anew for each element that adds one). A comment inside of a text is refused,
/// because it would hide the text after it.
struct Guard<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// The namespaces that each open element declares.
    open: Vec<usize>,
    namespaces: usize,
}

impl<'a> Guard<'a> {
    fn check(mut self) -> Result<(), ReadError> {
        let mut after_section = false;
        while let Some(before) = self.rest().find('<') {
            let is_text = after_section || !self.rest()[..before].trim().is_empty();
            self.at += before;
            let rest = self.rest();
            after_section = rest.starts_with(SECTION);
            if rest.starts_with("<!--") {
                self.aside(4, "-->", is_text)?;
            } else if rest.starts_with("<?") {
                self.aside(2, "?>", is_text)?;
            } else if after_section {
                self.skip(SECTION.len(), "]]>")?;
            } else if rest.starts_with("<!") {
                return Err(ReadError::Dtd);
            } else if rest.starts_with("</") {
                self.skip(2, ">")?;
                self.namespaces -= self.open.pop().unwrap_or_default();
            } else {
                self.tag()?;
            }
        }
        if self.open.is_empty() { Ok(()) } else { Err(ReadError::NotClosed) }
    }

    /// A comment or a processing instruction, which may stand between tags only.
    fn aside(&mut self, begin: usize, end: &str, after_text: bool) -> Result<(), ReadError> {
        self.skip(begin, end)?;
        let rest = self.rest().trim_start();
        let before_text = rest.starts_with(SECTION) || !rest.is_empty() && !rest.starts_with('<');
        if after_text || before_text { Err(ReadError::Xml { line: self.line() }) } else { Ok(()) }
    }

    fn tag(&mut self) -> Result<(), ReadError> {
        let (mut quote, mut attributes, mut namespaces, mut previous) = (None, 0, 0, b'<');
        let tag = self.rest().as_bytes();
        let start = self.at;
        for (at, &byte) in tag.iter().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (None, b'"' | b'\'') => {
                    quote = Some(byte);
                    attributes += 1;
                }
                (None, b'>') => {
                    self.at = start + at + 1;
                    let closed = previous == b'/';
                    self.namespaces += if closed { 0 } else { namespaces };
                    if !closed {
                        self.open.push(namespaces);
                    }
                    let deep = self.open.len() > self.depth;
                    if deep
                        || attributes > MOST_ATTRIBUTES
                        || self.namespaces + namespaces > 2 * MOST_NAMESPACES
                    {
                        return Err(ReadError::TooDeep { line: self.line() });
                    }
                    return Ok(());
                }
                (None, b'x') if tag.get(at..at + 5) == Some(b"xmlns") => namespaces += 1,
                (Some(_) | None, _) => {}
            }
            previous = byte;
        }
        Err(ReadError::NotClosed)
    }

    fn skip(&mut self, begin: usize, end: &str) -> Result<(), ReadError> {
        let rest = self.rest().get(begin..).ok_or(ReadError::NotClosed)?;
        self.at += begin + rest.find(end).ok_or(ReadError::NotClosed)? + end.len();
        Ok(())
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn line(&self) -> u64 {
        1 + newlines(self.text.as_bytes().get(..self.at).unwrap_or_default())
    }
}

/// How a section begins that is text throughout.
const SECTION: &str = "<![CDATA[";

/// RFC 6030 and what it builds on: signatures, encryption and PBKDF2.
const NAMESPACES: [&str; 5] = [
    super::NAMESPACE,
    "http://www.w3.org/2000/09/xmldsig#",
    "http://www.w3.org/2001/04/xmlenc#",
    "http://www.w3.org/2009/xmlenc11#",
    "http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#",
];

/// More than any element of RFC 6030 has, with the namespaces that writers like to repeat.
const MOST_ATTRIBUTES: usize = 24;

const MOST_NAMESPACES: usize = 24;
