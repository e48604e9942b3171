//! A template on the wire: a set of endpoints that was saved under a name, to start a key from.

use serde::{Deserialize, Serialize};

use crate::{Access, AccessRequest, FieldError, FieldErrorCode, JsonObject, note::is_unseen};

/// The longest name of a template, in characters (Unicode scalar values).
pub const TEMPLATE_NAME_MAX_CHARACTERS: usize = 60;

/// How many templates a deployment may have.
pub const TEMPLATES_MAX: usize = 100;

/// A set of endpoints that was saved under a name. It grants nothing: a key that starts from it gets a set of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Template {
    /// The name, unique within the deployment.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 60, example = "Metrics exporter"))]
    pub name: String,
    /// The set, as it was saved: the catalog may have dropped some of it since.
    #[cfg_attr(feature = "openapi", schema(value_type = AccessRequest))]
    pub access: Access,
    /// When it was last saved (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub updated_at: String,
}

/// The templates of a deployment, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TemplateList {
    /// The templates.
    pub templates: Vec<Template>,
}

/// The body of `PUT …/templates/{name}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveTemplate {
    /// The set of endpoints; must be there.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "JsonObject::optional")]
    pub access: Option<AccessRequest>,
}

/// Says whether a template may have a name: one to [`TEMPLATE_NAME_MAX_CHARACTERS`] characters, all of which can be seen
/// and none of them a space at either end, so that no two names look like one.
///
/// `.` and `..` are refused too: a browser takes them for steps of the address that they stand in, however they are
/// encoded.
pub fn check_template_name(name: &str) -> Result<(), FieldError> {
    let count = name.chars().count();
    if count == 0 || count > TEMPLATE_NAME_MAX_CHARACTERS {
        return Err(FieldError::new(FieldErrorCode::TemplateNameLength, "/name".into())
            .with("max", &TEMPLATE_NAME_MAX_CHARACTERS.to_string())
            .with("count", &count.to_string()));
    }
    if name.trim() != name || name.chars().any(is_unseen) || matches!(name, "." | "..") {
        return Err(FieldError::new(FieldErrorCode::TemplateNameRefused, "/name".into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str) -> Option<FieldErrorCode> {
        check_template_name(name).err().map(|error| error.code)
    }

    #[test]
    fn a_name_has_one_to_sixty_characters() {
        assert_eq!(code("ü"), None);
        assert_eq!(code(&"ü".repeat(60)), None);
        assert_eq!(code(""), Some(FieldErrorCode::TemplateNameLength));
        let error = check_template_name(&"ü".repeat(61)).expect_err("too long");
        assert_eq!(error.code, FieldErrorCode::TemplateNameLength);
        assert_eq!(error.params.get("count").map(String::as_str), Some("61"));
    }

    #[test]
    fn what_cannot_be_told_from_another_name_is_refused() {
        for name in [" ", " a", "a ", "\u{a0}a", "a\nb", "\t", "a\u{0}", "a\u{7f}b", "\u{202e}a", "a\u{2066}b"] {
            assert_eq!(code(name), Some(FieldErrorCode::TemplateNameRefused), "{name:?}");
        }
    }

    #[test]
    fn what_no_address_can_hold_is_refused_and_the_rest_of_it_is_a_name() {
        for name in [".", ".."] {
            assert_eq!(code(name), Some(FieldErrorCode::TemplateNameRefused), "{name}");
        }
        for name in ["...", ".a", "a/b", "100%", "a b", "?#", "\"", "指标"] {
            assert_eq!(code(name), None, "{name}");
        }
    }
}
