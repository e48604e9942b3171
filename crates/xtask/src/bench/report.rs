//! `benches/RESULTS.md`.

use std::fmt::Write as _;
use std::time::Duration;

use super::figures::{self, Measure};
use super::origins::{self, Origin};
use super::pages::{self, CONSOLE, title};
use super::plan::{Deployment, Plan};
use super::profiles;
use super::samples::Samples;
use super::targets::{Verdict, judge};

/// What the console's page is made of.
#[derive(Debug, Default)]
pub struct Weight {
    /// Bytes after brotli, by kind of file.
    pub files: Vec<(&'static str, u64)>,
    /// Bytes after brotli of what the page fetches after its first rows.
    pub later: u64,
    /// Where the code of the WebAssembly comes from; empty where it cannot be told.
    pub origins: Vec<Origin>,
}

/// The whole file.
pub fn write(samples: &Samples, weight: &Weight, machine: &str, plan: &Plan, took: Duration) -> String {
    let verdicts = judge(samples);
    let reached = verdicts.iter().filter(|verdict| verdict.reached == Some(true)).count();
    format!(
        "# Results of the bench\n\n\
         Written by `{command}`: {rounds} rounds in {minutes} minutes. {machine}\n\n\
         ![The figures as bars](results.svg)\n\n\
         ## Targets\n\n\
         {reached} of {count} are reached. Ratios are of medians of this run; with a peer, the better one counts.\n\n\
         {targets}\n\
         ## Figures\n\n\
         Medians, with the middle half of the samples in brackets. A ratio is the console's median over the other's: \
         below 1 the console is smaller or faster.\n\n\
         {figures}\n\
         ## Where the time goes\n\n\
         A traced run of each page (of {traced} the middle one), in milliseconds: what the page's main thread did between the click or the key (or the \
         start of the navigation) and the frame. *Answers under way* is the time in which a request was not answered yet \
         and no script ran. Tracing takes time itself, so the shares tell more than the sums.\n\n\
         {profiles}\n\
         ## What the console weighs\n\n\
         {weight}\n\
         {missed}\
         ## How it is measured\n\n\
         {METHOD}",
        command = plan.command,
        rounds = plan.rounds,
        minutes = took.as_secs().div_ceil(60),
        count = verdicts.len(),
        traced = plan.traced,
        targets = targets(&verdicts),
        figures = tables(samples),
        profiles = profiles::table(samples),
        weight = weigh(weight),
        missed = missed(&profiles::missed(samples, &verdicts)),
    )
}

const METHOD: &str = "\
- Four pages do the same: a deployment's keys with their access, and the dialog *New API Key* with its selector. The \
  peers stand under `benches/peers`, written as their libraries' documentation recommends, with virtual scrolling where \
  the library has it, one import a component, and Vite's production build. They leave out what else the console does \
  (edit, delete, conflicts, signing in again).\n\
- One server binary runs four times, each over a copy of the same data, and serves each page in the same way: brotli \
  at its highest level, the same headers and caching. The Content-Security-Policy is off for all four, since Ant Design \
  writes style elements.\n\
- One headless Chromium, started twice: pages load at a display's pace of 60 frames a second; what a person does in one is \
  measured without that limit. Every page load has a browser context of its own, so its caches are cold. The pages take \
  turns, another one first in each round; one round is thrown away first.\n\
- Where a person does something, frames come as soon as they are ready (`--disable-frame-rate-limit`), so a time is the \
  work and not the wait for the display. After a frame that changed nothing Chromium still waits 16 ms for the next one, so on all four pages the \
  driver changes a pixel in every frame while it measures; a page without movement would otherwise wait, and one with \
  transitions would not. A time goes from the browser's time stamp of the click or key to the end of the first frame in which the page \
  says the right thing, which is the beginning of the next one; what that is the driver works out by itself, and it ends \
  the run when a page says something else. Animations are not waited for. (A message that is posted in the frame would \
  tell of its end too late: Chromium puts messages off for up to 100 ms after a click.)\n\
- What the pages do in their own way: the console asks for its first answers before its WebAssembly is there, and for \
  the catalog once the mouse or the focus is on *New API Key*, which is moments before the press that is measured; it keeps \
  an access that was expanded and asks for it again, the peers ask again, too.\n\
- Throttled means four times slower and Chrome DevTools' Fast 4G: 9 Mbit/s down and 1.5 Mbit/s up, both times 0.9, and \
  60 ms times 2.75 of latency.\n\
- *Transfer* is everything that came over the wire for the page until the dialog stood open, headers included, without \
  the API's answers; *until the first key row* leaves out what a page fetches after that. A *keystroke* is each letter of \"metrics\" typed and taken back. *View Access* expands the newest \
  key, which may call every `GET` of the catalog; the answer of the server is part of the time. *Memory* is the heap of \
  JavaScript and of the document after garbage collections, and WebAssembly's memory. Its growth is between the tenth \
  opening of the dialog and the two hundredth after that.\n\
- Of the sizes 371 and 5,000 endpoints and 100, 10,000 and 100,000 keys, first rows are measured in all six \
  combinations, interactions with both catalogs beside 100 keys, and in the full run with the larger one beside 100,000 \
  keys.\n";

fn missed(paragraphs: &str) -> String {
    if paragraphs.is_empty() { String::new() } else { format!("## What is not reached\n\n{paragraphs}\n") }
}

/// The files, and of WebAssembly where its code comes from.
fn weigh(weight: &Weight) -> String {
    let kilobytes = |bytes: f64| figures::Unit::Kilobytes.write(bytes);
    let mut text = String::from("| file | after brotli |\n|---|---:|\n");
    for (kind, bytes) in &weight.files {
        line(&mut text, &[kind, &kilobytes(*bytes as f64)]);
    }
    line(&mut text, &["WebAssembly, after the first rows", &kilobytes(weight.later as f64)]);
    if weight.origins.is_empty() {
        return text;
    }
    text.push_str(
        "\nWhat the WebAssembly of both halves is made of, by crate, and what each is in it for. These are shares of the \
         code as the compiler made it: code of Leptos or of the standard library that is made anew for a type of the page \
         counts as theirs.\n\n| crate | about, after brotli | what for |\n|---|---:|---|\n",
    );
    let first = weight.files.iter().filter(|(kind, _)| *kind == "WebAssembly").map(|(_, bytes)| bytes).sum::<u64>();
    for Origin { name, share } in &weight.origins {
        let bytes = share * (first + weight.later) as f64;
        let shown = if name.is_empty() { "(none)".to_owned() } else { format!("`{name}`") };
        line(&mut text, &[&shown, &kilobytes(bytes), origins::reason(name).unwrap_or("**nobody has said what for**")]);
    }
    text
}

fn targets(verdicts: &[Verdict]) -> String {
    let mut text =
        String::from("| target | console | compared with | found | allowed | |\n|---|---:|---|---:|---:|---|\n");
    for verdict in verdicts {
        let Verdict { what, figure, compared, found, allowed, .. } = verdict;
        line(&mut text, &[what, figure, compared, found, allowed, verdict.word()]);
    }
    text
}

fn tables(samples: &Samples) -> String {
    let mut text = String::new();
    for deployment in Deployment::ALL {
        let measures = figures::ALL.iter().filter(|measure| samples.of(measure.id, deployment, CONSOLE).is_some());
        let measures: Vec<_> = measures.collect();
        if measures.is_empty() {
            continue;
        }
        // Writing into a String cannot fail.
        let _ = write!(text, "### {}\n\n| |", figures::sizes(deployment));
        pages::ALL.iter().for_each(|page| text.extend([" ", title(page), " |"]));
        pages::ALL[1..].iter().for_each(|page| text.extend([" ÷ ", title(page), " |"]));
        text.extend(["\n|---|", &"---:|".repeat(2 * pages::ALL.len() - 1), "\n"]);
        measures.iter().for_each(|measure| row(&mut text, samples, **measure, deployment));
        text.push('\n');
    }
    text
}

fn row(text: &mut String, samples: &Samples, measure: Measure, deployment: Deployment) {
    let summary = |page: &str| samples.of(measure.id, deployment, page);
    let figure = |page: &&str| {
        summary(page).map_or_else(String::new, |found| {
            let [lower, upper] = [found.lower, found.upper].map(|value| measure.unit.number(value));
            format!("{} ({lower} to {upper})", measure.unit.write(found.median))
        })
    };
    let ratio = |page: &&str| {
        let ratio = summary(CONSOLE).zip(summary(page)).and_then(|(ours, theirs)| ours.ratio(&theirs));
        ratio.map_or_else(String::new, figures::ratio)
    };
    let cells = pages::ALL.iter().map(figure).chain(pages::ALL[1..].iter().map(ratio));
    let cells: Vec<_> = std::iter::once(measure.title.to_owned()).chain(cells).collect();
    line(text, &cells.iter().map(String::as_str).collect::<Vec<_>>());
}

fn line(text: &mut String, cells: &[&str]) {
    cells.iter().for_each(|cell| text.extend(["| ", cell, " "]));
    text.push_str("|\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::samples::testing::samples;

    fn weight() -> Weight {
        let origins = [("console", 0.25), ("regex", 0.05)];
        let origins = origins.map(|(name, share)| Origin { name: name.to_owned(), share }).into();
        Weight { files: vec![("CSS", 4_900), ("WebAssembly", 100_000)], later: 40_000, origins }
    }

    #[test]
    fn the_weight_is_told_by_file_and_by_crate_and_a_crate_without_a_reason_is_named() {
        let report = report(&[]);
        let files = "| CSS | 4.9 kB |\n| WebAssembly | 100.0 kB |\n| WebAssembly, after the first rows | 40.0 kB |\n";
        assert!(report.contains(files), "{report}");
        let crates = "| `console` | 35.0 kB | the page itself, with its texts in three languages |\n\
                      | `regex` | 7.0 kB | **nobody has said what for** |\n";
        assert!(report.contains(crates), "{report}");
    }

    #[test]
    fn what_is_missed_has_a_section_only_where_something_is() {
        assert!(!report(&[]).contains("## What is not reached"));
        let report = report(&[("growth", Deployment::SMALL, [2e6; 4])]);
        assert!(report.contains("## What is not reached\n\n- **Growth of memory"), "{report}");
    }

    fn report(measures: &[(&str, Deployment, [f64; 4])]) -> String {
        write(&samples(measures), &weight(), "A machine.", &Plan::quick(), Duration::from_secs(121))
    }

    #[test]
    fn it_names_the_command_the_machine_and_the_time() {
        let report = report(&[]);
        assert!(report.contains("Written by `cargo xtask bench --quick`: 3 rounds in 3 minutes. A machine.\n"));
    }

    #[test]
    fn a_measure_is_a_line_with_all_pages_and_the_ratios() {
        let report = report(&[("open", Deployment::SMALL, [5.0, 20.0, 10.0, 4.0])]);
        let line = "| Opening the create dialog, again | 5.0 ms (5.0 to 5.0) | 20.0 ms (20.0 to 20.0) \
                    | 10.0 ms (10.0 to 10.0) | 4.0 ms (4.0 to 4.0) | 0.25 | 0.50 | 1.25 |\n";
        assert!(report.contains(line), "{report}");
    }

    #[test]
    fn a_ratio_to_nothing_is_left_out() {
        let report = report(&[("growth", Deployment::SMALL, [5e5, -1e5, 0.0, 1e5])]);
        assert!(report.contains(" 0.10 MB (0.10 to 0.10) |  |  | 5.00 |\n"), "{report}");
    }

    #[test]
    fn a_target_that_is_missed_is_said_to_be() {
        let report = report(&[("transfer", Deployment::LARGE_CATALOG, [170_000.0, 320_000.0, 330_000.0, 9_000.0])]);
        assert!(report.contains("| 170.0 kB |  | 170.0 kB | at most 160 kB | **not reached** |\n"), "{report}");
        assert!(report.contains("| React + Ant Design: 320.0 kB | 0.53 | at most 0.55 | reached |\n"), "{report}");
    }

    #[test]
    fn sizes_that_were_not_measured_have_no_table() {
        assert!(!report(&[("open", Deployment::SMALL, [1.0; 4])]).contains("### 5,000 endpoints"));
    }
}
