//! What is told of a test that failed: the address, the page as a screen reader has it, a picture, the logs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Engine, Stage, driver};

/// Prints what the page looked like, and keeps a picture of it below `target/e2e`.
pub async fn print(stage: &Stage) {
    let page = stage.page.driver();
    let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
    let address = page.current_url().await.map_or_else(|error| error.to_string(), |url| url.to_string());
    let picture = driver::path("CARGO_TARGET_DIR", "target").join("e2e").join(format!("{test}.png"));
    let kept = match page.screenshot().await {
        Ok(png) => std::fs::create_dir_all(picture.parent().unwrap_or(&picture))
            .and_then(|()| std::fs::write(&picture, png))
            .map_or_else(|error| error.to_string(), |()| picture.display().to_string()),
        Err(error) => error.to_string(),
    };
    let tree = match Engine::here() {
        Engine::Chromium => outline(&stage.page.devtools("Accessibility.getFullAXTree", json!({})).await),
        _ => page
            .execute("return document.body.innerText", Vec::new())
            .await
            .map_or_else(|error| error.to_string(), |text| text.as_str().unwrap_or_default().to_owned()),
    };
    eprintln!("--- {test}");
    eprintln!("address: {address}");
    eprintln!("picture: {kept}");
    eprintln!("page:\n{tree}");
    if stage.server.is_there() {
        eprintln!("the server's log ends with:\n{}", last_lines(&stage.server.log(), 12));
    }
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// The accessibility tree as indented lines of role and name.
fn outline(tree: &Value) -> String {
    let nodes = tree["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut text = String::new();
    let Some(root) = nodes.first() else { return text };
    // Depth first, so that the lines stand as the page does.
    let mut open = vec![(root, 0)];
    while let Some((node, depth)) = open.pop() {
        let role = node["role"]["value"].as_str().unwrap_or_default();
        let name = node["name"]["value"].as_str().unwrap_or_default();
        let silent = node["ignored"] == true
            || matches!(role, "none" | "generic" | "InlineTextBox" | "StaticText" if name.is_empty())
            || role == "InlineTextBox";
        if !silent {
            let focused = node["properties"].as_array().is_some_and(|properties| {
                properties.iter().any(|property| property["name"] == "focused" && property["value"]["value"] == true)
            });
            let focus = if focused { "  <- focus" } else { "" };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{:indent$}{role} “{name}”{focus}", "", indent = depth * 2);
        }
        let deeper = depth + usize::from(!silent);
        for id in node["childIds"].as_array().map(Vec::as_slice).unwrap_or_default().iter().rev() {
            if let Some(child) = nodes.iter().find(|node| node["nodeId"] == *id) {
                open.push((child, deeper));
            }
        }
    }
    text
}
