// The filters, and the categories with their endpoints; filters never change the selection.
import { countText, marked, METHODS, shownText, wordsOf } from "../../shared/model.js";

const byId = (id) => document.getElementById(id);

/** So many rows fill the list's height twice: they are drawn at once, what is further down right after the frame. */
const AT_ONCE = 32;

/** A category as it is drawn: its endpoints once it is opened. */
class CategoryView {
  constructor(category, template) {
    this.category = category;
    this.shown = category.endpoints;
    this.element = template.cloneNode(true);
    const [head] = this.element.children;
    [this.label, this.extent, this.toggle] = head.children;
    [this.checkbox, this.name] = this.label.children;
    this.element.dataset.place = category.place;
    this.name.textContent = category.name;
    this.toggle.ariaLabel = `Show the APIs of ${category.name}`;
    this.rows = null;
    this.opened = false;
    this.marked = "";
    this.drawn = "";
  }
}

export class Selector {
  constructor(catalog) {
    this.catalog = catalog;
    this.list = byId("categories");
    this.search = byId("search-apis");
    this.endpointTemplate = byId("endpoint").content.firstElementChild;
    const template = byId("category").content.firstElementChild;
    this.views = catalog.categories.map((category) => new CategoryView(category, template));
    byId("methods").append(...METHODS.map(methodFilter));
    this.reset();
    this.list.append(...this.views.map(({ element }) => element));
    this.listen();
  }

  /** As it is when the dialog opens. */
  reset() {
    cancelAnimationFrame(this.later);
    this.selected = new Set();
    this.methods = new Set(METHODS);
    for (const box of byId("methods").querySelectorAll("input")) box.checked = true;
    for (const view of this.views) view.opened = false;
    this.search.value = "";
    this.list.scrollTop = 0;
    this.filter();
  }

  /** The chosen endpoints. */
  endpoints() {
    return [...this.selected].map((position) => this.catalog.endpoints[position].id);
  }

  listen() {
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    byId("methods").addEventListener("change", ({ target }) => {
      if (target.checked) this.methods.add(target.value);
      else this.methods.delete(target.value);
      this.filter();
    });
    byId("select-all").addEventListener("click", () => this.set(this.views, true));
    byId("clear-all").addEventListener("click", () => this.set(this.views, false));
    this.list.addEventListener("change", ({ target }) => {
      const view = this.views[target.closest(".category").dataset.place];
      if (target === view.checkbox) {
        this.set([view], target.checked);
      } else {
        if (target.checked) this.selected.add(Number(target.value));
        else this.selected.delete(Number(target.value));
        this.drawState(view);
        this.drawCount();
      }
    });
    this.list.addEventListener("click", ({ target }) => {
      if (!target.classList.contains("toggle")) return;
      const view = this.views[target.closest(".category").dataset.place];
      view.opened = !this.isOpen(view);
      this.drawRows(view, view.opened);
    });
  }

  isOpen(view) {
    return view.toggle.ariaExpanded === "true";
  }

  /** Chooses all that is shown of these categories, or none of it. */
  set(views, chosen) {
    for (const view of views) {
      for (const { position } of view.shown) {
        if (chosen) this.selected.add(position);
        else this.selected.delete(position);
      }
      this.drawState(view);
      if (view.rows !== null) for (const box of view.rows.querySelectorAll("input")) box.checked = chosen;
    }
    this.drawCount();
  }

  /** Shows what the filters let through. What the search finds is opened: at once in sight, else after the frame. */
  filter() {
    cancelAnimationFrame(this.later);
    this.words = wordsOf(this.search.value);
    const { words, methods } = this;
    const searching = words.length > 0;
    const everything = !searching && methods.size === METHODS.length;
    let count = 0;
    let room = AT_ONCE;
    const later = [];
    for (const view of this.views) {
      const { endpoints } = view.category;
      view.shown = everything
        ? endpoints
        : endpoints.filter(
            ({ method, searched }) => methods.has(method) && words.every((word) => searched.includes(word)),
          );
      const some = view.shown.length > 0;
      view.element.hidden = !some;
      count += view.shown.length;
      if (!some) continue;
      const open = searching || view.opened;
      if (open && room <= 0) {
        later.push(view);
        continue;
      }
      if (open) room -= view.shown.length;
      this.drawHead(view);
      this.drawRows(view, open);
    }
    byId("shown").textContent = shownText(count, this.catalog.endpoints.length);
    this.drawCount();
    if (later.length > 0) this.drawLater(later);
  }

  /** A slice of a few milliseconds a frame, so that typing goes on meanwhile. */
  drawLater(views) {
    this.later = requestAnimationFrame(() => {
      const end = performance.now() + 6;
      while (views.length > 0 && performance.now() < end) {
        const view = views.shift();
        this.drawHead(view);
        this.drawRows(view, true);
      }
      if (views.length > 0) this.drawLater(views);
    });
  }

  drawHead(view) {
    const words = this.words.join(" ");
    if (words !== view.marked) {
      view.marked = words;
      mark(view.name, view.category.name, this.words);
    }
    this.drawState(view);
  }

  /** The category's checkbox and its numbers. */
  drawState(view) {
    let chosen = 0;
    for (const { position } of view.shown) if (this.selected.has(position)) chosen += 1;
    view.checkbox.checked = chosen === view.shown.length;
    view.checkbox.indeterminate = chosen > 0 && chosen < view.shown.length;
    const extent = `${chosen} of ${view.shown.length}`;
    if (extent !== view.drawn) {
      view.drawn = extent;
      view.extent.textContent = extent;
    }
  }

  drawRows(view, open) {
    if (!open && view.rows === null) return;
    view.toggle.ariaExpanded = String(open);
    view.rows?.remove();
    view.rows = null;
    if (!open) return;
    view.rows = document.createElement("ul");
    for (const { position, id, summary } of view.shown) {
      const row = this.endpointTemplate.cloneNode(true);
      const [box, text] = row.firstElementChild.children;
      box.value = position;
      box.ariaLabel = id;
      box.checked = this.selected.has(position);
      mark(text, `${id} ${summary}`, this.words);
      view.rows.append(row);
    }
    view.element.append(view.rows);
  }

  drawCount() {
    byId("count").textContent = countText(this.catalog, this.selected);
  }
}

function methodFilter(method) {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", value: method, checked: true });
  label.append(box, method);
  return label;
}

/** Writes a text with what the search found in it marked. */
function mark(element, text, words) {
  if (words.length === 0) {
    element.textContent = text;
    return;
  }
  const parts = marked(text, words).map((part) => {
    if (!part.found) return part.text;
    const found = document.createElement("mark");
    found.textContent = part.text;
    return found;
  });
  element.replaceChildren(...parts);
}
