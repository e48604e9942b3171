//! The machine that the figures were taken on.

use std::fs;

/// One sentence: processor, cores, memory, system, browser.
pub fn describe(browser: &str) -> String {
    let read = |file| fs::read_to_string(file).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let text = sentence(&read("/proc/cpuinfo"), &read("/proc/meminfo"), cores, browser);
    match busy(&read("/proc/loadavg"), cores) {
        Some(load) => format!("{text} **Other work ran meanwhile (load average {load:.0}), which spoils the times.**"),
        None => text,
    }
}

/// The load of the last five minutes, where it is more than the bench alone makes.
fn busy(loadavg: &str, cores: usize) -> Option<f64> {
    let load = loadavg.split_whitespace().nth(1)?.parse::<f64>().ok()?;
    (load > 2.0 * cores as f64).then_some(load)
}

fn sentence(cpuinfo: &str, meminfo: &str, cores: usize, browser: &str) -> String {
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let processor = value(cpuinfo, "model name").unwrap_or_else(|| "an unknown processor".to_owned());
    let memory = value(meminfo, "MemTotal")
        .and_then(|total| total.strip_suffix(" kB")?.trim().parse::<f64>().ok())
        .map_or_else(String::new, |kibibytes| format!(", {:.0} GB of memory", kibibytes * 1024.0 / 1e9));
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    format!("Machine: {processor}, {cores} cores{memory}, {system}; {browser}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_is_a_sentence() {
        let cpuinfo = "processor\t: 0\nmodel name\t: Some Processor @ 2.0GHz\n";
        let text = sentence(cpuinfo, "MemTotal:       16000000 kB\n", 2, "Chrome/156");
        assert!(text.starts_with("Machine: Some Processor @ 2.0GHz, 2 cores, 16 GB of memory, "), "{text}");
        assert!(text.ends_with("; Chrome/156."), "{text}");
    }

    #[test]
    fn other_work_on_the_machine_is_told() {
        assert_eq!(busy("0.5 18.4 9.0 1/100 7", 2), Some(18.4));
        assert_eq!(busy("9.0 3.9 2.0 1/100 7", 2), None);
        assert_eq!(busy("", 2), None);
    }

    #[test]
    fn what_a_system_does_not_say_is_left_out() {
        assert!(sentence("", "", 1, "Chrome/156").starts_with("Machine: an unknown processor, 1 cores, "));
    }
}
