//! The measures, their names and units, and how numbers are written.

use super::plan::Deployment;

/// In what something is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Milliseconds,
    Kilobytes,
    Megabytes,
}

impl Unit {
    /// A sample in this unit, in words.
    pub fn write(self, value: f64) -> String {
        format!("{} {}", self.number(value), self.name())
    }

    /// The same without the unit.
    pub fn number(self, value: f64) -> String {
        match self {
            Self::Milliseconds => decimals(value),
            Self::Kilobytes => format!("{:.1}", value / 1e3),
            Self::Megabytes => format!("{:.2}", value / 1e6),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Kilobytes => "kB",
            Self::Megabytes => "MB",
        }
    }
}

/// One decimal where it says something.
fn decimals(value: f64) -> String {
    if value.abs() < 100.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// A ratio: two decimals where they say something.
pub fn ratio(value: f64) -> String {
    if value < 10.0 { format!("{value:.2}") } else { format!("{value:.0}") }
}

/// With commas between the thousands.
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let place = |(position, digit): (usize, char)| {
        let comma = position > 0 && (digits.len() - position).is_multiple_of(3);
        [comma.then_some(','), Some(digit)].into_iter().flatten()
    };
    digits.chars().enumerate().flat_map(place).collect()
}

/// Something that is measured on every page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// As the driver names it.
    pub id: &'static str,
    pub title: &'static str,
    pub unit: Unit,
}

const fn time(id: &'static str, title: &'static str) -> Measure {
    Measure { id, title, unit: Unit::Milliseconds }
}

pub const TRANSFER: Measure =
    Measure { id: "transfer", title: "Transfer of the page's files, after brotli", unit: Unit::Kilobytes };
pub const TRANSFER_FIRST: Measure =
    Measure { id: "transfer-first", title: "Transfer until the first key row", unit: Unit::Kilobytes };
pub const FIRST_ROW: Measure = time("first-row", "First key row, cold cache");
pub const FIRST_ROW_THROTTLED: Measure =
    time("first-row-throttled", "First key row, cold cache, CPU 4× slower, Fast 4G");
pub const OPEN_FIRST: Measure = time("open-first", "Opening the create dialog, first time (loads the catalog)");
pub const OPEN: Measure = time("open", "Opening the create dialog, again");
pub const KEYSTROKE: Measure = time("keystroke", "Keystroke in the selector's search");
pub const TOGGLE_CLOSED: Measure = time("toggle-closed", "Toggling the largest category, closed");
pub const TOGGLE_OPEN: Measure = time("toggle-open", "Toggling the largest category, open");
pub const SELECT_ALL: Measure = time("select-all", "Select all");
pub const VIEW_ACCESS_FIRST: Measure = time("view-access-first", "Expanding View Access, first time");
pub const VIEW_ACCESS: Measure = time("view-access", "Expanding View Access, again");
pub const MEMORY: Measure = Measure { id: "memory", title: "Heap and wasm memory after load", unit: Unit::Megabytes };
pub const GROWTH: Measure =
    Measure { id: "growth", title: "Growth of memory over the dialog's openings", unit: Unit::Megabytes };

/// What a person does and waits for.
pub const INTERACTIONS: [Measure; 8] =
    [OPEN_FIRST, OPEN, KEYSTROKE, TOGGLE_CLOSED, TOGGLE_OPEN, SELECT_ALL, VIEW_ACCESS_FIRST, VIEW_ACCESS];

/// All measures, in the order in which they are shown.
pub const ALL: [Measure; 14] = [
    TRANSFER_FIRST,
    TRANSFER,
    FIRST_ROW,
    FIRST_ROW_THROTTLED,
    OPEN_FIRST,
    OPEN,
    KEYSTROKE,
    TOGGLE_CLOSED,
    TOGGLE_OPEN,
    SELECT_ALL,
    VIEW_ACCESS_FIRST,
    VIEW_ACCESS,
    MEMORY,
    GROWTH,
];

/// `5,000 endpoints, 100 keys`
pub fn sizes(deployment: Deployment) -> String {
    format!("{} endpoints, {} keys", grouped(deployment.endpoints), grouped(deployment.keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_say_something() {
        assert_eq!(Unit::Milliseconds.write(7.04), "7.0 ms");
        assert_eq!(Unit::Milliseconds.write(123.4), "123 ms");
        assert_eq!(Unit::Kilobytes.write(159_960.0), "160.0 kB");
        assert_eq!(Unit::Megabytes.write(-4_000.0), "-0.00 MB");
        assert_eq!([ratio(0.549), ratio(12.3)], ["0.55", "12"]);
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([7, 371, 5_000, 100_000, 1_234_567].map(grouped), ["7", "371", "5,000", "100,000", "1,234,567"]);
    }
}
