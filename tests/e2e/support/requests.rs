//! What the page asks for, as its own `fetch` sees it. The browser's list of resources leaves out what the demo answers, and
//! in some browsers what has failed.

use serde_json::{Value, json};

use super::Stage;

/// Notes each request from now on, and when its answer is there whole or has failed.
const NOTE: &str = "
const fetch = window.fetch;
window.noted = [];
window.fetch = (input, options) => {
  const note = { url: input.url ?? String(input), answered: false };
  window.noted.push(note);
  const answer = fetch(input, options);
  answer.then((response) => response.clone().arrayBuffer()).catch(() => {}).finally(() => (note.answered = true));
  return answer;
};";

const COUNT: &str = "const [part, answered] = arguments;
return window.noted.filter((note) => note.url.includes(part) && (note.answered || !answered)).length";

impl Stage {
    /// Counts what the page asks for from now on, until it is loaded anew.
    pub async fn counts_requests(&self) {
        self.page.run(NOTE, Vec::new()).await;
    }

    /// How many requests whose addresses have this in them were made.
    pub async fn asked(&self, part: &str) -> u64 {
        self.noted(part, false).await
    }

    /// How many of them have ended, with an answer or without.
    pub async fn answered(&self, part: &str) -> u64 {
        self.noted(part, true).await
    }

    async fn noted(&self, part: &str, answered: bool) -> u64 {
        let arguments: Vec<Value> = vec![json!(part), json!(answered)];
        self.page.run(COUNT, arguments).await.as_u64().expect("requests were counted")
    }
}
