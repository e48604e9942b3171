//! Path templates: `/clients/{clientid}`.

/// Says whether requests can be matched to this template: segments that are literal or one
/// parameter whole, none of them empty.
pub(super) fn check(path: &str) -> Result<(), String> {
    let Some(segments) = path.strip_prefix('/') else { return Err("a path must start with `/`".into()) };
    let mut names = Vec::new();
    for segment in segments.split('/') {
        if segment.is_empty() {
            return Err("a segment of this path is empty; no request is ever matched to that".into());
        }
        if segment == "." || segment == ".." {
            return Err(format!("the segment {segment:?} is not allowed in a path"));
        }
        if let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            if name.is_empty() || name.contains(['{', '}']) || !is_plain(name) {
                return Err(format!("{segment:?} is not a parameter; write `{{name}}`"));
            }
            if names.contains(&name) {
                return Err(format!("the parameter {segment} stands in this path twice"));
            }
            names.push(name);
        } else if segment.contains(['{', '}']) {
            return Err(format!("in {segment:?} a parameter is part of a segment; only whole segments can be matched"));
        } else if !is_plain(segment) || segment.contains(['?', '#', '\\']) {
            return Err(format!("the segment {segment:?} holds a character that is not allowed in a path"));
        }
    }
    Ok(())
}

/// The template without the names of its parameters.
pub(super) fn shape(path: &str) -> String {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect::<Vec<_>>().join("/")
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || c.is_whitespace())
}
