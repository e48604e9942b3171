//! Deleting keys, a few at a time.

use contract::ProblemKind;
use leptos::prelude::*;

use super::shared::{Doomed, Section};
use crate::{api::ApiError, i18n::t, task::begin, ui::Toasts};

/// How many requests are under way at a time.
const AT_ONCE: usize = 4;

/// A key, and what became of it.
#[derive(Clone)]
pub(super) struct Line {
    pub app_id: String,
    pub note: String,
    /// It is gone.
    pub gone: RwSignal<bool>,
    /// Why it could not be deleted.
    pub error: RwSignal<Option<ApiError>>,
}

/// Keys that are being deleted. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Deletion {
    section: Section,
    toasts: Toasts,
    pub lines: StoredValue<Vec<Line>>,
    /// The places of those that are still to be asked for, the first one last.
    waiting: StoredValue<Vec<usize>>,
    under_way: StoredValue<usize>,
    /// One of them had been deleted by somebody else.
    already: StoredValue<bool>,
    /// Whether keys are being deleted.
    pub busy: RwSignal<bool>,
    /// How many are gone.
    pub gone: RwSignal<usize>,
    /// How many could not be deleted.
    pub failed: RwSignal<usize>,
}

impl Deletion {
    /// Nothing is deleted yet.
    pub fn new(section: Section, keys: Vec<Doomed>) -> Self {
        let line =
            |Doomed { app_id, note }| Line { app_id, note, gone: RwSignal::new(false), error: RwSignal::new(None) };
        Deletion {
            section,
            toasts: expect_context(),
            lines: StoredValue::new(keys.into_iter().map(line).collect()),
            waiting: StoredValue::new(Vec::new()),
            under_way: StoredValue::new(0),
            already: StoredValue::new(false),
            busy: RwSignal::new(false),
            gone: RwSignal::new(0),
            failed: RwSignal::new(0),
        }
    }

    /// Deletes what is not gone yet.
    pub fn start(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failed.set(0);
        let mut waiting = Vec::new();
        self.lines.with_value(|lines| {
            for (place, line) in lines.iter().enumerate().rev() {
                if !line.gone.get_untracked() {
                    line.error.set(None);
                    waiting.push(place);
                }
            }
        });
        let workers = waiting.len().min(AT_ONCE);
        self.waiting.set_value(waiting);
        self.under_way.set_value(workers);
        for _ in 0..workers {
            begin(self.work());
        }
    }

    async fn work(self) {
        while let Some(line) = self.next() {
            let result = self.section.api.delete_key(&self.section.rows.deployment(), &line.app_id).await;
            // The page was left.
            if self.busy.is_disposed() {
                return;
            }
            match result {
                Ok(()) => self.is_gone(&line),
                // Somebody else was quicker: what was asked for is so.
                Err(error) if error.kind() == Some(ProblemKind::KeyNotFound) => {
                    self.already.set_value(true);
                    self.is_gone(&line);
                }
                Err(error) => {
                    let lost = error.answer_was_lost();
                    self.fails(&line, &error);
                    // Nobody is there to be asked for the others.
                    while lost && let Some(line) = self.next() {
                        self.fails(&line, &error);
                    }
                }
            }
        }
        self.under_way.update_value(|under_way| *under_way -= 1);
        if self.under_way.get_value() == 0 {
            self.end();
        }
    }

    fn next(&self) -> Option<Line> {
        let place = self.waiting.try_update_value(Vec::pop).flatten()?;
        self.lines.with_value(|lines| lines.get(place).cloned())
    }

    fn is_gone(&self, line: &Line) {
        line.gone.set(true);
        self.gone.update(|gone| *gone += 1);
    }

    fn fails(&self, line: &Line, error: &ApiError) {
        line.error.set(Some(error.clone()));
        self.failed.update(|failed| *failed += 1);
    }

    fn end(&self) {
        self.busy.set(false);
        let gone: Vec<_> = self.lines.with_value(|lines| {
            lines.iter().filter(|line| line.gone.get_untracked()).map(|line| line.app_id.clone()).collect()
        });
        self.section.rows.remove(&gone);
        if self.failed.get_untracked() > 0 {
            return;
        }
        self.toasts.show(match &gone[..] {
            [app_id] if self.already.get_value() => t::deleted_already(app_id),
            [app_id] => t::deleted(app_id),
            _ => t::deleted_several(gone.len() as u64),
        });
        self.section.deleting.set(Vec::new());
    }
}
