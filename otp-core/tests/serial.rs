//! Of what people type into a login box, only `token <serial>` is a request to pair.

use otp_core::{ParseError, Serial};

#[test]
fn every_byte_is_part_of_a_serial_or_refused_where_it_stands() {
    for byte in 0..=u8::MAX {
        let expected = if byte.is_ascii_alphanumeric() || byte == b'-' {
            None
        } else {
            Some(ParseError::SerialCharacter { at: 2 })
        };
        let text = [b"token 12".as_slice(), &[byte], b"9"].concat();
        assert_eq!(Serial::parse(&text).err(), expected, "{byte}");
    }
}

#[test]
fn a_serial_has_one_to_thirty_two_characters() {
    for found in 0..100 {
        let serial = "7".repeat(found);
        let parsed = Serial::parse(format!("token {serial}").as_bytes());
        if (1..=32).contains(&found) {
            let parsed = parsed.expect("a length that serials have");
            assert_eq!((parsed.as_str(), parsed.to_string()), (serial.as_str(), serial.clone()));
            assert_eq!(format!("{parsed:?}"), format!("Serial({serial})"));
        } else {
            assert_eq!(parsed, Err(ParseError::SerialLength { found }));
        }
    }
}

#[test]
fn the_word_is_lower_case_and_followed_by_one_space() {
    for text in
        ["", "token", "tokens 1", "Token 1", "TOKEN 1", " token 1", "token\t1", "token-1", "123456", "oken 1"]
    {
        assert_eq!(Serial::parse(text.as_bytes()), Err(ParseError::SerialPrefix), "{text:?}");
    }
    for (text, at) in [("token  1", 0), ("token 1 ", 1), ("token 1\n", 1), ("token 1\0", 1), ("token １", 0)]
    {
        assert_eq!(Serial::parse(text.as_bytes()), Err(ParseError::SerialCharacter { at }), "{text:?}");
    }
}
