//! The form that *New API Key* and *Edit API Key* share: note, permissions, and the footer.

use contract::{
    Access, AccessRequest, Capabilities, CreateKey, FieldError, FieldErrorCode, NOTE_MAX_CHARACTERS, check_note,
};
use leptos::{html, prelude::*};

use super::{
    expiry::{Expiry, ExpiryField},
    lost::{DeleteLost, lost_secret},
};
use crate::{
    api::ApiError,
    i18n::{number, t},
    permissions::{CountLine, selector::Selector, state::SelectorState},
    ui::{
        Button, Notice, NoticeKind, Question, failure_text, field_error_text, has_no_focus, reactive, shown, unique_id,
        when,
    },
};

/// What the person is entering. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct FormState {
    pub capabilities: Capabilities,
    pub note: RwSignal<String>,
    pub expiry: Expiry,
    /// There where the deployment's keys have permissions.
    pub selector: Option<SelectorState>,
    /// A request is under way.
    pub busy: RwSignal<bool>,
    /// Why the last request did not succeed.
    pub failed: RwSignal<Option<ApiError>>,
    /// Confirm was pressed: what is missing is said from then on.
    pub confirmed: RwSignal<bool>,
    /// The part of it that scrolls.
    pub body: NodeRef<html::Div>,
}

impl FormState {
    pub fn new(
        capabilities: Capabilities,
        note: String,
        expires_at: Option<String>,
        selector: Option<SelectorState>,
    ) -> Self {
        FormState {
            capabilities,
            note: RwSignal::new(note),
            expiry: Expiry::new(expires_at),
            selector,
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
            confirmed: RwSignal::new(false),
            body: NodeRef::new(),
        }
    }

    /// Starts again with nothing entered.
    pub fn start_again(&self) {
        self.note.set(String::new());
        self.expiry.keep(None);
        if let Some(selector) = self.selector {
            selector.start_again();
        }
        self.failed.set(None);
        self.confirmed.set(false);
    }

    /// What Confirm would send.
    pub fn input(&self) -> CreateKey {
        let access = self.selector.map(|selector| AccessRequest::from(Access::Endpoints(selector.endpoints())));
        let note = self.capabilities.notes.then(|| self.note.get().trim().to_owned());
        let expires_at = self.capabilities.expiry.then(|| self.expiry.at.get());
        CreateKey { note, access, expires_at }
    }

    fn note_error(&self) -> Option<String> {
        let own = check_note(self.note.get().trim()).err();
        own.or_else(|| self.refused("/note")).map(|error| field_error_text(&error))
    }

    fn expiry_error(&self) -> Option<String> {
        let own = self.expiry.error(self.confirmed);
        own.or_else(|| self.refused("/expires_at")).map(|error| field_error_text(&error))
    }

    fn selection_error(&self) -> Option<String> {
        let selector = self.selector?;
        if self.confirmed.get() && selector.selection.with(|selection| selection.is_empty()) {
            return Some(field_error_text(&FieldError::new(FieldErrorCode::SelectionEmpty, "/access".into())));
        }
        self.refused("/access").map(|error| field_error_text(&error))
    }

    /// The first rule that the server says is broken at or below `pointer`.
    fn refused(&self, pointer: &str) -> Option<FieldError> {
        self.failed.with(|failed| {
            let errors = failed.as_ref().map(ApiError::field_errors).unwrap_or_default();
            errors.iter().find(|error| error.pointer.starts_with(pointer)).cloned()
        })
    }
}

/// The form. `on_confirm` is run only with input that keeps the rules.
#[component]
pub(super) fn KeyForm(
    form: FormState,
    on_confirm: Callback<CreateKey>,
    on_cancel: Callback<()>,
    /// Whether there is something to lose; Cancel then asks.
    dirty: Signal<bool>,
    /// The person asked to close the dialog while there is something to lose.
    asking: RwSignal<bool>,
    /// Further ways to start a selection.
    #[prop(default = None)]
    starts: Option<ViewFn>,
    /// What Confirm will do, above the buttons.
    #[prop(into, optional)]
    summary: Option<ViewFn>,
    /// Offers to delete a key that was made while its answer was lost, by its App ID.
    #[prop(into, optional)]
    offer_delete: Option<Callback<String>>,
    /// What has to be read before the form.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let note_input = NodeRef::<html::Input>::new();
    // The form is there after its dialog, which then had nothing to give the focus to.
    Effect::new(move |_| {
        if let Some(input) = note_input.get()
            && has_no_focus(&input)
        {
            let _ = input.focus();
        }
    });
    let error_place = NodeRef::<html::Div>::new();
    let note_error = Memo::new(move |_| form.note_error());
    let expiry_error = Memo::new(move |_| form.expiry_error());
    let selection_error = Memo::new(move |_| form.selection_error());
    let expiry_select = NodeRef::<html::Select>::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() {
            return;
        }
        form.failed.set(None);
        form.confirmed.set(true);
        if note_error.get_untracked().is_some() {
            focus(note_input);
        } else if expiry_error.get_untracked().is_some() {
            if let Some(select) = expiry_select.get_untracked() {
                let _ = select.focus();
            }
        } else if selection_error.get_untracked().is_some() {
            if let Some(place) = error_place.get_untracked() {
                place.scroll_into_view_with_bool(false);
            }
        } else {
            on_confirm.run(untrack(|| form.input()));
        }
    };
    let confirm_label = move || if form.busy.get() { t::working() } else { t::confirm() };
    let cancel = move |()| if dirty.get_untracked() { asking.set(true) } else { on_cancel.run(()) };
    view! {
        <form class="form" on:submit=submit novalidate>
            <div class="form-body" node_ref=form.body>
                {children.map(|children| children())}
                {form.capabilities.notes.then(|| view! { <NoteField form input=note_input error=note_error /> })}
                {form.capabilities.expiry.then(|| view! {
                    <ExpiryField expiry=form.expiry error=expiry_error select=expiry_select />
                })}
                {form.selector.map(|state| view! {
                    <fieldset class="permissions">
                        <legend class="field-label">{t::api_permissions()}</legend>
                        <Selector state starts />
                    </fieldset>
                })}
            </div>
            <footer class="form-footer">
                {summary.map(|summary| move || summary.run())}
                <div class="form-messages" node_ref=error_place>
                    {shown(move || general_failure(form).map(|text| {
                        let lost = form.failed.with(|failed| failed.as_ref().and_then(lost_secret)).zip(offer_delete);
                        view! {
                            <Notice kind=NoticeKind::Error>
                                <p>{text}</p>
                                {lost.map(|(app_id, offer)| view! { <DeleteLost app_id offer /> })}
                            </Notice>
                        }
                    }))}
                    {shown(move || selection_error.get().map(|text| view! { <p class="field-error" role="alert">{text}</p> }))}
                </div>
                {when(move || asking.get(), move || view! {
                    <Question question=t::discard_question() stay=t::keep_editing() go_on=t::discard()
                        on_stay=Callback::new(move |()| asking.set(false)) on_go_on=on_cancel />
                })}
                {when(move || !asking.get(), move || view! {
                    <div class="form-actions">
                        {form.selector.map(|state| view! { <CountLine state /> })}
                        <Button label=t::cancel() on_press=cancel />
                        <Button submit=true class="button-primary" label=Signal::derive(confirm_label) busy=form.busy />
                    </div>
                })}
            </footer>
        </form>
    }
}

#[component]
fn NoteField(form: FormState, input: NodeRef<html::Input>, error: Memo<Option<String>>) -> impl IntoView {
    let (id, hint, error_id) = (unique_id("note"), unique_id("note-hint"), unique_id("note-error"));
    let described = {
        let (hint, error_id) = (hint.clone(), error_id.clone());
        move || if error.get().is_some() { format!("{error_id} {hint}") } else { hint.clone() }
    };
    let length = move || {
        let count = form.note.with(|note| note.trim().chars().count());
        t::note_length(&number(count as u64), &number(NOTE_MAX_CHARACTERS as u64))
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{t::note()}</label>
            <span class="field-optional">{t::optional()}</span>
            // Without it, Chromium gives the focus of a dialog that opens again to what scrolls in it.
            <input id=id class="input" type="text" autocomplete="off" dir="auto" node_ref=input autofocus=true
                placeholder=t::note_placeholder() aria-describedby=described
                aria-invalid=reactive(move || error.get().is_some().to_string()) prop:value=form.note
                on:input:target=move |event| {
                    form.note.set(event.target().value());
                    form.failed.set(None);
                } />
            <div class="field-below">
                <span class="hint" id=hint>{t::note_hint()}</span>
                <span class="hint field-length" aria-hidden="true">{length}</span>
            </div>
            <p class="field-error" id=error_id role="alert">{shown(move || error.get())}</p>
        </div>
    }
}

/// A failure that belongs to no field.
fn general_failure(form: FormState) -> Option<String> {
    let error = form.failed.get()?;
    if !error.field_errors().is_empty() {
        return None;
    }
    let text = failure_text(&error);
    Some(if error.answer_was_lost() { format!("{text} {}", t::nothing_lost()) } else { text })
}

fn focus(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        let _ = input.focus();
    }
}
