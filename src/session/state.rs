//! Who is signed in, and what to do when that ends.

use std::rc::Rc;

use contract::{Problem, Session, SignInWays};
use futures_channel::oneshot;
use leptos::prelude::*;

use crate::{
    api::{Api, ApiError, Renew},
    task::begin,
};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    /// It is being asked.
    Unknown,
    /// Nobody; the ways in which one can sign in.
    Nobody(SignInWays),
    /// This principal.
    Somebody(Session),
    /// It could not be asked.
    Failed(ApiError),
}

/// The session of the page. Copied freely; provided by context.
#[derive(Clone, Copy)]
pub struct SessionState {
    /// Who is signed in.
    pub who: RwSignal<Who>,
    /// The session has ended under a request that waits for another one.
    pub ended: RwSignal<Option<SignInWays>>,
    waiting: StoredValue<Vec<oneshot::Sender<bool>>, LocalStorage>,
}

impl SessionState {
    /// Nothing is known yet.
    pub fn new() -> Self {
        SessionState {
            who: RwSignal::new(Who::Unknown),
            ended: RwSignal::new(None),
            waiting: StoredValue::new_local(Vec::new()),
        }
    }

    /// Asks who is signed in.
    pub fn ask(self, api: Api) {
        self.who.set(Who::Unknown);
        begin(async move {
            self.who.try_set(match api.session().await {
                Ok(session) => Who::Somebody(session),
                Err(ApiError::Problem { problem, .. }) if problem.status == 401 => {
                    Who::Nobody(problem.sign_in.unwrap_or_default())
                }
                Err(error) => Who::Failed(error),
            });
        });
    }

    /// What a request does whose session has ended: it waits until the person has signed in again, or has given up.
    pub fn renew(self) -> Renew {
        Rc::new(move |problem: Problem| {
            Box::pin(async move {
                // Before anybody has signed in there is a page for it.
                if !matches!(self.who.get_untracked(), Who::Somebody(_)) {
                    return false;
                }
                let (sender, receiver) = oneshot::channel();
                self.waiting.update_value(|waiting| waiting.push(sender));
                if self.ended.get_untracked().is_none() {
                    self.ended.set(Some(problem.sign_in.unwrap_or_default()));
                }
                receiver.await.unwrap_or(false)
            })
        })
    }

    /// Somebody has signed in: every waiting request is sent again.
    pub fn signed_in(self, session: Session) {
        if self.who.get_untracked() != Who::Somebody(session.clone()) {
            self.who.set(Who::Somebody(session));
        }
        self.settle(true);
    }

    /// The person has given up: every waiting request fails.
    pub fn give_up(self) {
        self.settle(false);
    }

    /// Nobody is signed in any more.
    pub fn signed_out(self, ways: SignInWays) {
        self.who.set(Who::Nobody(ways));
    }

    fn settle(self, renewed: bool) {
        self.ended.set(None);
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for sender in waiting {
            // A request whose view has gone away no longer waits.
            let _ = sender.send(renewed);
        }
    }
}

impl Default for SessionState {
    fn default() -> Self {
        Self::new()
    }
}
