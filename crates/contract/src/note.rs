//! The rule of a key's note.

use crate::{FieldError, FieldErrorCode};

/// The longest note, in characters (Unicode scalar values).
pub const NOTE_MAX_CHARACTERS: usize = 256;

/// Says whether a note may be stored: at most [`NOTE_MAX_CHARACTERS`] and no control characters.
///
/// Line breaks and tabs are control characters too: a note is one line. Bidirectional overrides are
/// refused with them, for they can make a row read as another.
pub fn check_note(note: &str) -> Result<(), FieldError> {
    let count = note.chars().count();
    if count > NOTE_MAX_CHARACTERS {
        return Err(FieldError::new(FieldErrorCode::NoteTooLong, "/note".into())
            .with("max", &NOTE_MAX_CHARACTERS.to_string())
            .with("count", &count.to_string()));
    }
    if note.chars().any(is_unseen) {
        return Err(FieldError::new(FieldErrorCode::NoteControlCharacter, "/note".into()));
    }
    Ok(())
}

/// Whether this is a control character or a bidirectional override.
pub(crate) fn is_unseen(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_of_256_characters_is_taken_and_of_257_refused() {
        assert_eq!(check_note(&"ü".repeat(256)), Ok(()));
        let error = check_note(&"ü".repeat(257)).expect_err("too long");
        assert_eq!(error.code, FieldErrorCode::NoteTooLong);
        assert_eq!(error.params.get("count").map(String::as_str), Some("257"));
    }

    #[test]
    fn control_characters_are_refused() {
        for note in ["a\nb", "a\tb", "\u{0}", "a\u{7f}", "\u{85}", "\u{202e}txt.exe"] {
            assert_eq!(check_note(note).expect_err(note).code, FieldErrorCode::NoteControlCharacter);
        }
    }
}
