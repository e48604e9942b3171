// *New API Key*: note and permissions; then the secret, once.
import { createKey, fetchCatalog } from "../../shared/api.js";
import { prepare } from "../../shared/model.js";
import { Selector } from "./selector.js";

const byId = (id) => document.getElementById(id);

/** Has the button open the dialog. `onCreated` is called when a key was made. */
export function startCreating(onCreated) {
  const dialog = byId("create");
  const error = byId("create-error");
  const form = dialog.querySelector("form");
  let selector = null;

  // Every opening starts anew; what was drawn stays.
  async function open() {
    form.reset();
    error.textContent = "";
    selector?.reset();
    dialog.showModal();
    try {
      selector ??= new Selector(await fetchCatalog(prepare));
    } catch (failed) {
      error.textContent = failed.message;
    }
  }

  async function confirm(event) {
    event.preventDefault();
    const endpoints = selector?.endpoints() ?? [];
    if (endpoints.length === 0) {
      error.textContent = "Select at least one API: a key that can call nothing is a mistake.";
      return;
    }
    byId("confirm").disabled = true;
    try {
      show(await createKey(form.elements.note.value, endpoints));
      dialog.close();
      onCreated();
    } catch (failed) {
      error.textContent = failed.message;
    } finally {
      byId("confirm").disabled = false;
    }
  }

  byId("new-key").addEventListener("click", open);
  byId("cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", confirm);
}

function show({ key, app_secret }) {
  const dialog = byId("created");
  const fields = dialog.querySelector("form").elements;
  fields.app_id.value = key.app_id;
  fields.app_secret.value = app_secret;
  dialog.addEventListener("close", () => (fields.app_secret.value = ""), { once: true });
  dialog.showModal();
}
