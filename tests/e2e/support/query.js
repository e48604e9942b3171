// Finds what a list of steps describes, and says what is to be known of each match.
const [steps] = arguments;
const library = globalThis.TestingLibraryDom;

const flat = (text) => (text ?? "").replace(/\s+/g, " ").trim();
// A part of a text is what is fixed in it, with anything in between.
const isIn = (text, pieces) => {
  let at = 0;
  return pieces.every((piece) => {
    const found = text.indexOf(piece, at);
    at = found + piece.length;
    return found !== -1;
  });
};
const agrees = ({ exactly, containing }) => (text) =>
  exactly?.includes(flat(text)) ?? containing.some((part) => isIn(flat(text), part));

// What an element has in its shadow tree is on the page too.
const shadows = [...document.querySelectorAll("deployment-api-keys")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
const deepest = (x, y) => {
  let found = document.elementFromPoint(x, y);
  while (found?.shadowRoot?.elementFromPoint(x, y)) found = found.shadowRoot.elementFromPoint(x, y);
  return found;
};

// What stands behind a modal dialog is out of a person's reach. The topmost dialog's backdrop covers everything.
const modals = [document, ...shadows].flatMap((root) => [...root.querySelectorAll("dialog:modal")]);
const topmost = modals.length === 0 ? null : (deepest(1, 1)?.closest("dialog:modal") ?? modals[modals.length - 1]);
const seen = (element) => (topmost === null || topmost.contains(element)) && element.checkVisibility({ visibilityProperty: true });
const spoken = (element) => seen(element) && element.closest("[aria-hidden=true]") === null;

const find = (root, by, name) => {
  const matcher = name === null ? undefined : agrees(name);
  if (by.label) return library.queryAllByLabelText(root, matcher).filter(seen);
  if (by.text) return library.queryAllByText(root, matcher).filter(seen);
  // `hidden`: the library would ask every ancestor of every element for its style; the browser knows at once.
  return library.queryAllByRole(root, by.role, { name: matcher, hidden: true }).filter(spoken);
};
const step = (roots, { by, name }) => {
  if (by.inside) return [...document.querySelectorAll(by.inside)].flatMap(({ shadowRoot }) => [...(shadowRoot?.children ?? [])]);
  return by.having
    ? roots.filter((root) => library.queryAllByText(root, agrees(name)).length > 0)
    : [...new Set(roots.flatMap((root) => find(root, by, name)))];
};

const texts = (element) => {
  const ids = (element.getAttribute("aria-describedby") ?? "").split(/\s+/);
  return flat(ids.map((id) => id && element.getRootNode().getElementById(id)?.textContent).join(" "));
};
const expanded = (element) => {
  if (element.ariaExpanded !== null) return element.ariaExpanded === "true";
  return element.tagName === "SUMMARY" ? element.parentElement.open : null;
};
return steps.reduce(step, [document.body, ...shadows.flatMap(({ children }) => [...children])]).map((element) => ({
  element,
  // Of what is scrolled away and not laid out, the browser gives no text as it is seen.
  text: flat(element.checkVisibility({ contentVisibilityAuto: true }) ? element.innerText : element.textContent),
  value: typeof element.value === "string" ? element.value : null,
  checked: element.checked ?? (element.ariaChecked === null ? null : element.ariaChecked === "true"),
  mixed: element.indeterminate ?? null,
  focused: element === element.getRootNode().activeElement,
  read_only: element.readOnly ?? null,
  disabled: element.disabled === true || element.ariaDisabled === "true",
  expanded: expanded(element),
  described: texts(element),
  invalid: element.ariaInvalid === "true",
  address: element.href ?? null,
}));
