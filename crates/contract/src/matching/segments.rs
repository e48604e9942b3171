//! A path, split and checked, in two readings.

use std::borrow::Cow;

use super::{EncodedSlash, NotOffered, PATH_MAX_BYTES};

/// The segments of a path: as they came, and with everything decoded.
#[derive(Debug)]
pub(super) struct Segments<'p> {
    raw: Vec<&'p [u8]>,
    /// `None` when nothing is encoded, so that both readings are one.
    decoded: Option<Vec<Cow<'p, [u8]>>>,
}

/// The segments below the base path.
#[derive(Debug)]
pub(super) struct Below<'s, 'p> {
    pub(super) raw: &'s [&'p [u8]],
    pub(super) decoded: Option<&'s [Cow<'p, [u8]>]>,
}

impl<'p> Segments<'p> {
    pub(super) fn of(target: &'p [u8], encoded_slash: EncodedSlash) -> Result<Self, NotOffered> {
        let end = target.iter().position(|byte| *byte == b'?');
        let (path, query) = target.split_at(end.unwrap_or(target.len()));
        if path.len() > PATH_MAX_BYTES {
            return Err(NotOffered::TooLong);
        }
        let Some(b'/') = path.first() else { return Err(NotOffered::NotAPath) };
        let mut encoded = false;
        for byte in path {
            match byte {
                b'%' => encoded = true,
                b'#' => return Err(NotOffered::Fragment),
                b'\\' | b';' => return Err(NotOffered::Character),
                byte if !byte.is_ascii_graphic() => return Err(NotOffered::Character),
                _ => (),
            }
        }
        // The query is not judged, but neither is it a way to smuggle anything into a request line.
        if query.contains(&b'#') {
            return Err(NotOffered::Fragment);
        }
        if !query.iter().all(u8::is_ascii_graphic) {
            return Err(NotOffered::Character);
        }
        let raw: Vec<_> = path[1..].split(|byte| *byte == b'/').collect();
        for segment in &raw {
            match *segment {
                b"" => return Err(NotOffered::EmptySegment),
                b"." | b".." => return Err(NotOffered::DotSegment),
                _ => (),
            }
        }
        let decoded = encoded.then(|| raw.iter().map(|segment| read(segment, encoded_slash)).collect()).transpose()?;
        Ok(Segments { raw, decoded })
    }

    /// What follows the base path, where the path starts with it and goes on.
    pub(super) fn below(&self, base_path: &[Box<[u8]>]) -> Option<Below<'_, 'p>> {
        let (base, raw) = self.raw.split_at_checked(base_path.len())?;
        let lies_under = !raw.is_empty() && base.iter().zip(base_path).all(|(segment, wanted)| **segment == **wanted);
        lies_under.then(|| Below { raw, decoded: self.decoded.as_ref().map(|all| &all[base_path.len()..]) })
    }
}

/// A segment with everything decoded, checked.
fn read(segment: &[u8], encoded_slash: EncodedSlash) -> Result<Cow<'_, [u8]>, NotOffered> {
    if !is_well_encoded(segment) {
        return Err(NotOffered::Encoding);
    }
    let decoded = fully_decoded(segment);
    let text = str::from_utf8(&decoded).map_err(|_| NotOffered::Encoding)?;
    if text.contains(|c: char| c.is_control() || c == '\\') {
        return Err(NotOffered::Character);
    }
    if encoded_slash == EncodedSlash::Refused && text.contains('/') {
        return Err(NotOffered::EncodedSlash);
    }
    // Whoever decodes before splitting would see these; and some cut a segment off at `;`.
    let is_dots = |part: &str| matches!(part.split(';').next(), Some("." | ".."));
    if text.split('/').any(is_dots) {
        return Err(NotOffered::DotSegment);
    }
    Ok(decoded)
}

/// Every `%` is followed by two hexadecimal digits.
fn is_well_encoded(segment: &[u8]) -> bool {
    let mut rest = segment;
    while let Some(position) = rest.iter().position(|byte| *byte == b'%') {
        rest = match &rest[position + 1..] {
            [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
            _ => return false,
        };
    }
    true
}

/// Decoded until nothing is left to decode: `%2565` is `%65` is `e`.
///
/// What is decoded goes onto the end of what is there, and is looked at again with it, so this takes one pass however
/// often something was encoded.
pub(super) fn fully_decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'%') {
        return Cow::Borrowed(text);
    }
    let mut decoded: Vec<u8> = Vec::with_capacity(text.len());
    for byte in text {
        decoded.push(*byte);
        while let [.., b'%', high, low] = decoded[..]
            && let (Some(high), Some(low)) = (digit(high), digit(low))
        {
            decoded.truncate(decoded.len() - 3);
            decoded.push(high << 4 | low);
        }
    }
    Cow::Owned(decoded)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_more_than_once_is_decoded_to_the_end() {
        for (text, decoded) in [
            ("plain", "plain"),
            ("%65", "e"),
            ("%2565", "e"),
            ("%252565", "e"),
            ("%25252525%32%65", "."),
            ("%4%31", "A"),
            ("%%34%31", "A"),
            ("100%25", "100%"),
            ("%25zz", "%zz"),
        ] {
            assert_eq!(String::from_utf8_lossy(&fully_decoded(text.as_bytes())), decoded, "{text}");
        }
    }
}
