//! The machine that the figures were taken on.

use std::fs;

/// One sentence: processor, cores, memory, system, browser.
pub fn describe(browser: &str) -> String {
    let read = |file| fs::read_to_string(file).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    sentence(&read("/proc/cpuinfo"), &read("/proc/meminfo"), cores, browser)
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
    fn what_a_system_does_not_say_is_left_out() {
        assert!(sentence("", "", 1, "Chrome/156").starts_with("Machine: an unknown processor, 1 cores, "));
    }
}
