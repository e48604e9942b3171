//! The rule of a key's expiry. It stands here and not in the contract, for it reads times; the page offers only good ones.

use contract::{Capabilities, FieldError, FieldErrorCode};
use jiff::Timestamp;

/// Says when a key is to stop working; `None` for never.
///
/// - `requested`: as it was sent; the outer `None` where it was left out.
/// - `stored`: what a key that is changed has already. It may be kept, also when it is over, and must be named: nobody
///   who forgets it makes a key work longer.
pub(crate) fn check_expiry(
    capabilities: Capabilities,
    stored: Option<Timestamp>,
    requested: Option<&Option<String>>,
    now: Timestamp,
) -> Result<Option<Timestamp>, FieldError> {
    let error = |code| Err(FieldError::new(code, "/expires_at".into()));
    let text = match requested {
        None if stored.is_some() => return error(FieldErrorCode::ExpiryMissing),
        None | Some(None) => return Ok(None),
        Some(Some(_)) if !capabilities.expiry => return error(FieldErrorCode::ExpiryNotSupported),
        Some(Some(text)) => text,
    };
    let Some(at) = read(text) else { return error(FieldErrorCode::ExpiryInvalid) };
    if Some(at) != stored && at <= now {
        return error(FieldErrorCode::ExpiryPast);
    }
    Ok(Some(at))
}

/// A time to the millisecond, with a year of four digits, as the wire writes it.
fn read(text: &str) -> Option<Timestamp> {
    let at: Timestamp = text.parse().ok()?;
    let at = Timestamp::from_millisecond(at.as_millisecond()).ok()?;
    let written = at.to_string();
    (!written.starts_with('-')).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABLE: Capabilities = Capabilities { notes: true, permissions: true, expiry: true };

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn check(stored: Option<&str>, requested: Option<Option<&str>>) -> Result<Option<Timestamp>, FieldErrorCode> {
        let requested = requested.map(|text| text.map(str::to_owned));
        let now = time("2026-03-01T12:00:00Z");
        check_expiry(ABLE, stored.map(time), requested.as_ref(), now).map_err(|error| error.code)
    }

    #[test]
    fn a_key_never_expires_unless_somebody_says_when() {
        assert_eq!(check(None, None), Ok(None));
        assert_eq!(check(None, Some(None)), Ok(None));
        let at = time("2026-03-01T12:00:00.001Z");
        assert_eq!(check(None, Some(Some("2026-03-01T13:00:00.0019+01:00"))), Ok(Some(at)));
    }

    #[test]
    fn a_time_that_is_over_is_refused_unless_it_is_the_stored_one() {
        for past in ["2026-03-01T12:00:00Z", "1999-01-01T00:00:00Z"] {
            assert_eq!(check(None, Some(Some(past))), Err(FieldErrorCode::ExpiryPast));
            assert_eq!(check(Some(past), Some(Some(past))), Ok(Some(time(past))));
        }
    }

    #[test]
    fn a_key_that_expires_must_not_work_longer_because_a_field_was_forgotten() {
        assert_eq!(check(Some("2026-04-01T00:00:00Z"), None), Err(FieldErrorCode::ExpiryMissing));
        assert_eq!(check(Some("2026-04-01T00:00:00Z"), Some(None)), Ok(None));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in
            ["", "tomorrow", "2026-04-01", "2026-04-01T00:00:00", "99999-01-01T00:00:00Z", "-002026-04-01T00:00:00Z"]
        {
            assert_eq!(check(None, Some(Some(text))), Err(FieldErrorCode::ExpiryInvalid), "{text}");
        }
    }

    #[test]
    fn without_the_capability_a_time_is_refused() {
        let unable = Capabilities { notes: false, permissions: false, expiry: false };
        let now = time("2026-03-01T12:00:00Z");
        let requested = Some("2026-04-01T00:00:00Z".to_owned());
        let error = check_expiry(unable, None, Some(&requested), now).expect_err("refused");
        assert_eq!((error.code, error.pointer.as_str()), (FieldErrorCode::ExpiryNotSupported, "/expires_at"));
        assert_eq!(check_expiry(unable, None, Some(&None), now), Ok(None));
    }
}
