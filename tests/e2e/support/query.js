// Finds what a list of steps describes, and says what is to be known of each match.
const [steps] = arguments;
const library = globalThis.TestingLibraryDom;
if (!library) return null;

const flat = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const agrees = (wanted) => (text) =>
  wanted === null || (wanted.exactly !== undefined ? flat(text) === wanted.exactly : flat(text).includes(wanted.containing));

// What stands behind a modal dialog is out of a person's reach. The topmost dialog's backdrop covers everything.
const modals = document.querySelectorAll("dialog:modal");
const topmost = modals.length === 0 ? null : (document.elementFromPoint(1, 1)?.closest("dialog:modal") ?? modals[modals.length - 1]);
const reachable = (element) => (topmost === null || topmost.contains(element)) && element.checkVisibility({ visibilityProperty: true });

const named = (text) => (name) => agrees(text)(name);
const step = (roots, { by, name }) => {
  const find = {
    role: (root) => library.queryAllByRole(root, by.role, { name: name === null ? undefined : named(name) }),
    label: (root) => library.queryAllByLabelText(root, agrees(name)),
    text: (root) => library.queryAllByText(root, agrees(name)),
  };
  if (by.having) return roots.filter((root) => library.queryAllByText(root, agrees(name)).length > 0);
  const found = roots.flatMap(by.role ? find.role : by.label ? find.label : find.text);
  return [...new Set(found)].filter(reachable);
};

const texts = (ids) => flat((ids ?? "").split(/\s+/).map((id) => id && document.getElementById(id)?.textContent).join(" "));
return steps.reduce(step, [document.body]).map((element) => ({
  element,
  text: flat(element.innerText),
  value: typeof element.value === "string" ? element.value : null,
  checked: element.checked ?? null,
  mixed: element.indeterminate ?? null,
  focused: element === document.activeElement,
  read_only: element.readOnly ?? null,
  disabled: element.disabled === true || element.ariaDisabled === "true",
  expanded: element.ariaExpanded === null ? (element.tagName === "SUMMARY" ? element.parentElement.open : null) : element.ariaExpanded === "true",
  described: texts(element.getAttribute("aria-describedby")),
  invalid: element.ariaInvalid === "true",
  address: element.href ?? null,
}));
