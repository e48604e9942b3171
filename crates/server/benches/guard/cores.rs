//! A core for the load alone: what is measured is then how long the servers take, and not how long a thread of theirs waits
//! for a core that the load has.

/// Keeps a core from all threads that this process has now, and from all that they start. Says which one it is, for
/// [`enter`]; nothing where there is only one core, or where the system does not tell.
pub fn reserve() -> Option<usize> {
    linux::reserve()
}

/// Has this thread run on the core that was reserved, and nowhere else.
pub fn enter(core: Option<usize>) {
    if let Some(core) = core {
        linux::enter(core);
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::thread::{CpuSet, Pid, sched_getaffinity, sched_setaffinity};

    pub fn reserve() -> Option<usize> {
        let mut others = sched_getaffinity(None).ok()?;
        let reserved = (0..CpuSet::MAX_CPU).rev().find(|&core| others.is_set(core))?;
        others.unset(reserved);
        if others.count() == 0 {
            return None;
        }
        for thread in std::fs::read_dir("/proc/self/task").ok()? {
            let id = thread.ok()?.file_name().to_str()?.parse().ok()?;
            // One that has ended meanwhile needs no core.
            let _ = sched_setaffinity(Pid::from_raw(id), &others);
        }
        Some(reserved)
    }

    pub fn enter(core: usize) {
        let mut only = CpuSet::new();
        only.set(core);
        sched_setaffinity(None, &only).expect("a core that was there when it was reserved");
    }
}

#[cfg(not(target_os = "linux"))]
mod linux {
    pub fn reserve() -> Option<usize> {
        None
    }

    pub fn enter(_: usize) {}
}
