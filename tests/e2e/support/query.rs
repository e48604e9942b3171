//! What a test looks for on the page, the way a person would say it.

use std::fmt;

use fantoccini::{
    elements::Element,
    error::{CmdError, ErrorStatus},
    key::Key,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{browser::Browser, engine::Engine, eventually};

/// WebKit does not scroll to what it has not laid out, but to what that stands in.
const SCROLL: &str = "let [to] = arguments;
    while (!to.checkVisibility({ contentVisibilityAuto: true }) && to.parentElement) to = to.parentElement;
    to.scrollIntoView({ block: 'nearest' });
    return new Promise((resolve) => requestAnimationFrame(() => resolve(to.getBoundingClientRect().y)));";

/// The middle of an element in a shadow tree, where nothing else covers it.
const UNCOVERED: &str = "const [element] = arguments;
    const { x, y, width, height } = element.getBoundingClientRect();
    const middle = [x + width / 2, y + height / 2];
    const found = element.getRootNode().elementFromPoint(...middle);
    return element.contains(found) && element.getRootNode() !== document ? middle : null;";

/// Whether the middle of an element can be seen, and nothing else covers it.
const IN_VIEW: &str = "const [element] = arguments;
    const { x, y, width, height } = element.getBoundingClientRect();
    const found = element.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
    return element.contains(found);";

/// A name or a text to look for.
#[derive(Clone, Debug, PartialEq)]
pub enum Name {
    /// The whole of it.
    Exactly(String),
    /// A part of it.
    Containing(String),
}

/// A part of a name or a text.
pub fn containing(part: &str) -> Name {
    Name::Containing(part.to_owned())
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Name::Exactly(text.to_owned())
    }
}

impl From<&String> for Name {
    fn from(text: &String) -> Self {
        Name::Exactly(text.clone())
    }
}

impl Name {
    fn json(&self, page: &Browser) -> Value {
        match self {
            Name::Exactly(text) => json!({ "exactly": page.whole(text) }),
            Name::Containing(text) => json!({ "containing": page.part(text) }),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Name::Exactly(text) => write!(f, "“{text}”"),
            Name::Containing(text) => write!(f, "“…{text}…”"),
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Role(String, Option<Name>),
    Label(Name),
    Text(Name),
    Having(Name),
    Inside(String),
}

impl Step {
    fn json(&self, page: &Browser) -> Value {
        let (by, name) = match self {
            Step::Role(role, name) => (json!({ "role": role }), name.as_ref()),
            Step::Label(name) => (json!({ "label": true }), Some(name)),
            Step::Text(name) => (json!({ "text": true }), Some(name)),
            Step::Having(name) => (json!({ "having": true }), Some(name)),
            Step::Inside(selector) => (json!({ "inside": selector }), None),
        };
        json!({ "by": by, "name": name.map(|name| name.json(page)) })
    }
}

/// An element as WebDriver refers to it: of no use to a reader.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
struct Reference(Value);

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What is known of an element.
#[derive(Clone, Debug, Deserialize)]
pub struct Found {
    element: Reference,
    /// Its text, as it is seen.
    pub text: String,
    /// A field's value.
    pub value: Option<String>,
    /// Whether a checkbox is checked.
    pub checked: Option<bool>,
    /// Whether a checkbox is in its third state.
    pub mixed: Option<bool>,
    /// Whether it has the focus.
    pub focused: bool,
    /// Whether a field can be read only.
    pub read_only: Option<bool>,
    /// Whether it cannot be used.
    pub disabled: bool,
    /// Whether what it discloses is shown.
    pub expanded: Option<bool>,
    /// Its description.
    pub described: String,
    /// Whether a field's value is said to be wrong.
    pub invalid: bool,
    /// Where a link leads.
    pub address: Option<String>,
}

/// What a test looks for. Nothing is looked up before something is asked of it; then it is waited for.
#[derive(Clone)]
pub struct Query {
    browser: Browser,
    steps: Vec<Step>,
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.steps.iter().rev().enumerate() {
            let within = if place > 0 { " in " } else { "" };
            match step {
                Step::Role(role, Some(name)) => write!(f, "{within}the {role} {name}")?,
                Step::Role(role, None) => write!(f, "{within}a {role}")?,
                Step::Label(name) => write!(f, "{within}the field {name}")?,
                Step::Text(name) => write!(f, "{within}the text {name}")?,
                Step::Having(name) => write!(f, "{within}what has the text {name}")?,
                Step::Inside(selector) => write!(f, "{within}the element {selector}")?,
            }
        }
        Ok(())
    }
}

/// Where to look.
impl Query {
    pub(super) fn everything(browser: &Browser) -> Self {
        Query { browser: browser.clone(), steps: Vec::new() }
    }

    /// What stands in the shadow tree of an element.
    pub(super) fn inside(browser: &Browser, selector: &str) -> Self {
        Query::everything(browser).then(Step::Inside(selector.to_owned()))
    }

    fn then(&self, step: Step) -> Self {
        let mut query = self.clone();
        query.steps.push(step);
        query
    }

    /// Within this, every element with a role.
    pub fn any(&self, role: &str) -> Self {
        self.then(Step::Role(role.to_owned(), None))
    }

    /// Within this, the element with a role and an accessible name.
    pub fn role(&self, role: &str, name: impl Into<Name>) -> Self {
        self.then(Step::Role(role.to_owned(), Some(name.into())))
    }

    /// Within this, the field with a label.
    pub fn label(&self, name: impl Into<Name>) -> Self {
        self.then(Step::Label(name.into()))
    }

    /// Within this, the element whose own text is this.
    pub fn text(&self, text: impl Into<Name>) -> Self {
        self.then(Step::Text(text.into()))
    }

    /// Of these, those that hold an element with a text.
    pub fn having(&self, text: impl Into<Name>) -> Self {
        self.then(Step::Having(text.into()))
    }
}

/// What to do with it.
impl Query {
    /// Clicks it with the mouse, once it can be clicked.
    pub async fn click(&self) {
        eventually(async || {
            let found = self.only().await?;
            let element = self.browser.element(&found.element.0);
            self.settles(&element).await?;
            // Something may still lie over it, or it may have been drawn anew. Or it is in a part of a long list that is not
            // laid out before a person has scrolled there.
            if let Err(error) = element.click().await {
                let _ = self.browser.run_on(&element, SCROLL).await;
                if self.click_where_it_stands(&element, &error).await {
                    return Ok(());
                }
                return Err(format!("{self} cannot be clicked: {error}"));
            }
            Ok(())
        })
        .await;
    }

    /// WebKit's driver clicks where an element was before it scrolled there; what it scrolls past is then laid out, and
    /// moves it. So it is scrolled to until it stays where it is.
    async fn settles(&self, element: &Element) -> Result<(), String> {
        if Engine::here() != Engine::WebKit {
            return Ok(());
        }
        let mut before = Value::Null;
        loop {
            let place = self.browser.run_on(element, SCROLL).await.map_err(|error| format!("{self}: {error}"))?;
            if place == before {
                return Ok(());
            }
            before = place;
        }
    }

    /// WebKit's driver takes what stands in a shadow tree to be covered by that tree's host: there the mouse is moved to it
    /// and clicks, unless something else does cover it.
    async fn click_where_it_stands(&self, element: &Element, error: &CmdError) -> bool {
        let CmdError::Standard(error) = error else { return false };
        if Engine::here() != Engine::WebKit || error.error != ErrorStatus::ElementClickIntercepted {
            return false;
        }
        let place = self.browser.run_on(element, UNCOVERED).await.ok();
        let Some(Ok((x, y))) = place.map(serde_json::from_value::<(f64, f64)>) else { return false };
        self.browser.click_at(x as i64, y as i64).await;
        true
    }

    /// Scrolls until it begins in the middle of the window.
    pub async fn comes_into_view(&self) {
        let found = self.appears().await;
        let script = "scrollBy(0, arguments[0].getBoundingClientRect().top - innerHeight / 2)";
        let _ = self.browser.run_on(&self.browser.element(&found.element.0), script).await;
    }

    /// Waits until it can be seen, or cannot, for what has been scrolled.
    pub async fn is_in_view(&self, expected: bool) {
        eventually(async || {
            let found = self.appears().await;
            let in_view = self.browser.run_on(&self.browser.element(&found.element.0), IN_VIEW).await;
            match in_view {
                Ok(in_view) if in_view == expected => Ok(()),
                other => Err(format!("{self} should be in view: {expected}; it is: {other:?}")),
            }
        })
        .await;
    }

    /// Moves the mouse to it and presses, but does not release yet.
    pub async fn is_pressed(&self) {
        let found = self.appears().await;
        let element = self.browser.element(&found.element.0);
        let _ = self.browser.run_on(&element, SCROLL).await;
        self.browser.press_on(element).await;
    }

    /// Clicks it while a key is held.
    pub async fn click_with(&self, held: Key) {
        let found = self.appears().await;
        let element = self.browser.element(&found.element.0);
        let _ = self.browser.run_on(&element, SCROLL).await;
        self.browser.click_element_with(held, element).await;
    }

    /// Replaces what stands in a field.
    pub async fn fill(&self, text: &str) {
        self.click().await;
        self.browser.press_with(&[Key::Control], 'a').await;
        if text.is_empty() {
            self.browser.press(Key::Delete).await;
        } else {
            self.browser.paste(text).await;
        }
        self.has_value(text).await;
    }
}

/// What a person does with the browser's own controls, whose insides no script sees.
impl Query {
    /// Chooses an option of a `<select>` by its text.
    pub async fn choose(&self, option: &str) {
        eventually(async || {
            let found = self.only().await?;
            let mut refused = String::new();
            for option in self.browser.whole(option) {
                let element = self.browser.element(&found.element.0);
                match element.select_by_label(&option).await {
                    Ok(()) => return Ok(()),
                    Err(error) => refused = error.to_string(),
                }
            }
            Err(format!("{self} cannot be “{option}”: {refused}"))
        })
        .await;
    }

    /// The texts of a `<select>`'s options.
    pub async fn options(&self) -> Vec<String> {
        let found = self.appears().await;
        let script = "return [...arguments[0].options].map((option) => option.text)";
        serde_json::from_value(self.browser.run(script, vec![found.element.0]).await).expect("a list of texts")
    }

    /// Picks a day (`2030-01-31`) in a field for dates. Typing one differs from language to language.
    pub async fn pick_day(&self, day: &str) {
        let found = self.appears().await;
        let script = "const [field, day] = arguments; field.value = day;
            for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }))";
        self.browser.run(script, vec![found.element.0, json!(day)]).await;
    }
}

/// What to expect of it; each waits until it is so.
impl Query {
    /// There is one.
    pub async fn appears(&self) -> Found {
        self.until("be there", |_| true).await
    }

    /// There is none, or none any more.
    pub async fn is_gone(&self) {
        self.are(0).await;
    }

    /// There are so many.
    pub async fn are(&self, count: usize) {
        eventually(async || {
            let found = self.now().await.len();
            if found == count { Ok(()) } else { Err(format!("there should be {count} of {self}; there are {found}")) }
        })
        .await;
    }

    /// It has the focus.
    pub async fn has_focus(&self) {
        self.until("have the focus", |found| found.focused).await;
    }

    /// The checkbox is checked.
    pub async fn is_checked(&self) {
        self.until("be checked", |found| found.checked == Some(true) && found.mixed != Some(true)).await;
    }

    /// The checkbox is not checked.
    pub async fn is_unchecked(&self) {
        self.until("be unchecked", |found| found.checked == Some(false) && found.mixed != Some(true)).await;
    }

    /// The checkbox is in its third state.
    pub async fn is_mixed(&self) {
        self.until("be mixed", |found| found.mixed == Some(true)).await;
    }

    /// The field holds this.
    pub async fn has_value(&self, value: &str) {
        self.until(&format!("hold “{value}”"), |found| found.value.as_deref() == Some(value)).await;
    }

    /// This stands somewhere in its text.
    pub async fn says(&self, text: &str) {
        let parts = self.browser.part(text);
        let says = |found: &Found| parts.iter().any(|part| part.is_in(&found.text));
        self.until(&format!("say “{text}”"), says).await;
    }

    /// The field is said to be wrong, with this reason as its description.
    pub async fn is_wrong_because(&self, reason: &str) {
        let parts = self.browser.part(reason);
        let wrong = |found: &Found| found.invalid && parts.iter().any(|part| part.is_in(&found.described));
        self.until(&format!("be said to be wrong: “{reason}”"), wrong).await;
    }

    /// What it discloses is shown, or is not.
    pub async fn is_expanded(&self, expanded: bool) {
        self.until(if expanded { "be expanded" } else { "be collapsed" }, |found| found.expanded == Some(expanded))
            .await;
    }

    /// The field's value.
    pub async fn value(&self) -> String {
        self.appears().await.value.unwrap_or_default()
    }

    /// Waits until there is exactly one, of which this is so.
    pub async fn until(&self, wanted: &str, so: impl Fn(&Found) -> bool) -> Found {
        eventually(async || {
            let found = self.only().await?;
            if so(&found) { Ok(found) } else { Err(format!("{self} should {wanted}; it is {found:?}")) }
        })
        .await
    }

    /// What there is at this moment.
    pub async fn now(&self) -> Vec<Found> {
        let steps = Value::Array(self.steps.iter().map(|step| step.json(&self.browser)).collect());
        match self.browser.find(&steps).await {
            Ok(found) => serde_json::from_value(found).expect("what the script answers"),
            // While a page is being loaded a script has nowhere to run.
            Err(_) => Vec::new(),
        }
    }

    async fn only(&self) -> Result<Found, String> {
        let mut found = self.now().await;
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(format!("{self} is not there")),
            count => Err(format!("there are {count} of {self}: {found:?}")),
        }
    }
}
