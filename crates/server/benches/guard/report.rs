//! The report, in Markdown.

use std::fmt::Write as _;

use crate::{
    Arguments,
    decision::DecisionTimes,
    gateway::Gateway,
    rounds::{Figure, Figures, median, name, reference_name},
    worlds::{USED, Worlds},
};

/// A target and what was found.
struct Target {
    what: String,
    found: f64,
    unit: &'static str,
    /// What is allowed: at least, or at most.
    allowed: f64,
    at_least: bool,
}

impl Target {
    fn reached(&self) -> bool {
        if self.at_least { self.found >= self.allowed } else { self.found <= self.allowed }
    }
}

/// All that was measured.
pub struct Found {
    pub decision: DecisionTimes,
    /// With cores of its own, and with all cores for all.
    pub gateway: [Gateway; 2],
    pub worlds: Worlds,
    /// Decisions at full speed, and what they are compared with.
    pub decisions: Figures,
}

pub fn write(arguments: &Arguments, found: &Found) -> String {
    let mut text = String::new();
    let targets = targets(found);
    let Found { decision, gateway, decisions, .. } = found;
    let reached = targets.iter().filter(|target| target.reached()).count();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "## Targets\n\n{reached} of {} are reached.\n", targets.len());
    text += "| target | found | allowed | |\n|---|---:|---|---|\n";
    for target in &targets {
        let Target { what, found, unit, allowed, at_least } = target;
        let bound = if *at_least { "at least" } else { "at most" };
        let verdict = if target.reached() { "reached" } else { "**not reached**" };
        let _ = writeln!(text, "| {what} | {found:.2}{unit} | {bound} {allowed}{unit} | {verdict} |");
    }
    let _ = writeln!(
        text,
        "\n## Figures\n\nMedians of {} rounds of {} s each, with the least and the most in brackets; p50 and p99 are what half \
         and 99 of a hundred answers did not take longer than.\n",
        arguments.rounds, arguments.seconds
    );
    let _ = writeln!(
        text,
        "- The pure decision over {} endpoints: {:.0} ns on average, {:.0} ns for the slowest, `{}`.",
        decision.endpoints, decision.every_endpoint, decision.slowest, decision.slowest_endpoint
    );
    table(&mut text, "at full speed", decisions);
    for (Gateway { figures, pace }, cores) in gateway.iter().zip(["cores apart", "all cores for all"]) {
        table(&mut text, &format!("at {pace:.0} requests a second, {cores}"), figures);
    }
    let _ = writeln!(
        text,
        "\n## How it is measured\n\n\
         - Server and load are one process on threads of their own, PostgreSQL is one beside them: all share the machine's \
         cores. Sixteen connections are kept open, each with one request at a time.\n\
         - A decision is `GET /authorize/{{deployment}}/nginx` with App ID, App Secret and the two headers, answered 200. At \
         most {USED} keys are used, spread evenly over all there are, in turns; the sets are as people make them, up to the \
         whole catalog.\n\
         - `/healthz` is the console's own. The read by primary key is a route of the same process over the same pool of \
         connections: it reads the hash of the same keys from the same table, and does nothing else.\n\
         - The gateway is measured at half of the pace that it bears, in turns with the upstream alone at the same pace, \
         evenly spaced over sixty-four connections, by one thread that sleeps until a request is due or an answer there. The \
         time of a request runs from when it should have been sent, so waiting counts; the first half second, in which all \
         connections are opened, does not.\n\
         - *Cores apart*: load and upstream have the first core, a thread each, and the server all others, for where a \
         gateway is in use they are machines of their own. With *all cores for all* they wait for each other too."
    );
    text
}

fn table(text: &mut String, conditions: &str, figures: &Figures) {
    let _ = writeln!(text, "\n| {conditions} | answers a second | p50, ms | p99, ms |\n|---|---:|---:|---:|");
    for (name, figures) in figures {
        let of = |figure: fn(&Figure) -> f64, digits: usize| {
            let mut values: Vec<f64> = figures.iter().map(figure).collect();
            values.sort_by(f64::total_cmp);
            let (least, most) = (values[0], values[values.len() - 1]);
            format!("{:.digits$} ({least:.digits$} to {most:.digits$})", median(values))
        };
        let (per_second, p50, p99) = (of(|f| f.per_second, 0), of(|f| f.p50, 2), of(|f| f.p99, 2));
        let _ = writeln!(text, "| {name} | {per_second} | {p50} | {p99} |");
    }
}

fn targets(found: &Found) -> Vec<Target> {
    let Found { decision, gateway, worlds, decisions } = found;
    let size = |worlds: &[crate::worlds::World], place: usize| worlds[place].size;
    let ratio = |one: &str, other: &str| {
        let of = |name: &str| {
            let found = decisions.iter().find(|(known, _)| known == name);
            &found.expect("a figure of this name").1
        };
        // Of each round by itself: what the machine did then fell on both.
        median(of(one).iter().zip(of(other)).map(|(one, other)| one.per_second / other.per_second).collect())
    };
    let at_least = |what: String, found, allowed| Target { what, found, unit: "", allowed, at_least: true };
    let at_most = |what: String, found, unit, allowed| Target { what, found, unit, allowed, at_least: false };
    let mut targets = vec![at_most("The slowest pure decision".into(), decision.slowest / 1000.0, " µs", 2.0)];
    for world in &worlds.sqlite {
        let (one, reference) = (name("SQLite", world.size), "/healthz");
        targets.push(at_least(format!("{one}: pace ÷ that of {reference}"), ratio(&one, reference), 0.6));
    }
    for world in &worlds.postgres {
        let (one, reference) = (name("PostgreSQL", world.size), reference_name(world.size));
        targets.push(at_least(format!("{one}: pace ÷ that of one read by primary key"), ratio(&one, &reference), 0.8));
    }
    for (database, worlds) in [("SQLite", &worlds.sqlite), ("PostgreSQL", &worlds.postgres)] {
        let (few, many) = (name(database, size(worlds, 0)), name(database, size(worlds, 2)));
        targets.push(at_most(
            format!("{database}: how much slower with {} keys than with 10", size(worlds, 2)),
            ratio(&few, &many),
            "",
            1.2,
        ));
    }
    let apart = &gateway[0].figures;
    let added = apart[1].1.iter().zip(&apart[0].1).map(|(gateway, alone)| gateway.p99 - alone.p99);
    targets.push(at_most(
        "What the gateway adds at p99, under half of what it bears, cores apart".into(),
        median(added.collect()),
        " ms",
        1.0,
    ));
    targets
}
