//! `benches/results.svg`: a group of bars a measure, readable on light and on dark ground.

use std::fmt::Write as _;

use super::figures::{self, Measure};
use super::pages::{self, title};
use super::plan::Deployment;
use super::samples::Samples;
use super::statistics::Summary;

const WIDTH: f64 = 860.0;
const BARS_FROM: f64 = 150.0;
const BARS_WIDTH: f64 = 560.0;
const BAR: f64 = 16.0;
const HEAD: f64 = 26.0;
const GAP: f64 = 14.0;

const LEGEND: &str = "Shorter is better. A bar is the median, the line on it the middle half of the samples.";

const STYLE: &str = "\
    svg { font: 13px system-ui, sans-serif; color-scheme: light dark; }\n\
    text { fill: #1f2328; }\n\
    .head { font-weight: 600; }\n\
    .bar { fill: #9aa4b2; }\n\
    .console { fill: #2563eb; }\n\
    .spread { stroke: #1f2328; stroke-width: 1; }\n\
    @media (prefers-color-scheme: dark) {\n\
      text { fill: #e6edf3; }\n\
      .bar { fill: #5b6675; }\n\
      .console { fill: #60a5fa; }\n\
      .spread { stroke: #e6edf3; }\n\
    }\n";

/// What is drawn, with the sizes at which it was measured.
const GROUPS: [(Measure, Deployment); 11] = [
    (figures::TRANSFER, Deployment::LARGE_CATALOG),
    (figures::FIRST_ROW, Deployment::MOST_KEYS),
    (figures::FIRST_ROW_THROTTLED, Deployment::SMALL),
    (figures::OPEN_FIRST, Deployment::LARGE_CATALOG),
    (figures::OPEN, Deployment::LARGE_CATALOG),
    (figures::KEYSTROKE, Deployment::LARGE_CATALOG),
    (figures::TOGGLE_CLOSED, Deployment::LARGE_CATALOG),
    (figures::TOGGLE_OPEN, Deployment::LARGE_CATALOG),
    (figures::SELECT_ALL, Deployment::LARGE_CATALOG),
    (figures::VIEW_ACCESS, Deployment::LARGE_CATALOG),
    (figures::MEMORY, Deployment::LARGE_CATALOG),
];

/// The whole picture.
pub fn draw(samples: &Samples) -> String {
    let mut bars = format!("<text x=\"8\" y=\"20\">{LEGEND}</text>\n");
    let mut y = HEAD + GAP;
    for (measure, deployment) in GROUPS {
        let found = pages::ALL.iter().filter_map(|page| Some((*page, samples.of(measure.id, deployment, page)?)));
        let found: Vec<_> = found.collect();
        if !found.is_empty() {
            y = group(&mut bars, y, measure, deployment, &found);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" \
         role=\"img\" aria-label=\"The console beside the same page made with other means: shorter is better\">\n\
         <style>\n{STYLE}</style>\n{bars}</svg>\n"
    )
}

fn group(svg: &mut String, top: f64, measure: Measure, deployment: Deployment, found: &[(&str, Summary)]) -> f64 {
    let longest = found.iter().map(|(_, summary)| summary.upper).fold(f64::MIN_POSITIVE, f64::max);
    let x = |value: f64| BARS_FROM + BARS_WIDTH * (value / longest).clamp(0.0, 1.0);
    let mut y = top + HEAD;
    // Writing into a String cannot fail.
    let _ = writeln!(
        svg,
        "<text class=\"head\" x=\"8\" y=\"{:.1}\">{} ({})</text>",
        top + 16.0,
        measure.title,
        figures::sizes(deployment)
    );
    for (page, Summary { median, lower, upper, .. }) in found {
        let (middle, text) = (y + BAR / 2.0, y + BAR - 4.0);
        let class = if *page == pages::CONSOLE { "bar console" } else { "bar" };
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{text:.1}\" text-anchor=\"end\">{}</text>\
             <rect class=\"{class}\" x=\"{BARS_FROM}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"2\"/>\
             <line class=\"spread\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/>\
             <text x=\"{:.1}\" y=\"{text:.1}\">{}</text>",
            BARS_FROM - 8.0,
            title(page),
            y + 1.5,
            (x(*median) - BARS_FROM).max(1.0),
            BAR - 3.0,
            x(*lower),
            x(*upper),
            x(*upper) + 8.0,
            measure.unit.write(*median)
        );
        y += BAR;
    }
    y + GAP
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::samples::testing::samples;

    #[test]
    fn the_longest_bar_fills_the_width_and_the_others_their_share() {
        let svg = draw(&samples(&[("open", Deployment::LARGE_CATALOG, [5.0, 20.0, 10.0, 2.0])]));
        for width in ["140.0", "560.0", "280.0", "56.0"] {
            assert!(svg.contains(&format!(" width=\"{width}\" height=\"13.0\"")), "{width}: {svg}");
        }
        assert_eq!(svg.matches("class=\"bar console\"").count(), 1);
    }

    #[test]
    fn it_is_readable_on_dark_ground_too() {
        assert!(draw(&Samples::default()).contains("prefers-color-scheme: dark"));
    }

    #[test]
    fn what_was_not_measured_is_not_drawn() {
        assert!(!draw(&Samples::default()).contains("<rect"));
    }
}
