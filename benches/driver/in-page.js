// Brought into every page before its own scripts: finds things by role and name, and tells when something was painted.
(() => {
  const ROLES = {
    button: "button, [role=button]",
    checkbox: "input[type=checkbox], [role=checkbox]",
    dialog: "dialog, [role=dialog]",
    region: "section[aria-label], [role=region]",
    // Ant Design's virtual rows have no role.
    row: "tr, [role=row], [data-row-key]",
    searchbox: "input[type=search], [role=searchbox]",
    status: "[role=status]",
  };
  const PATIENCE = 20_000;
  /** A busy machine loses a click now and then. */
  const LOST_AFTER = 3_000;
  const flat = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const textOf = (ids) => flat(ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(" "));

  /** A good part of what browsers compute as accessible name: enough for these pages. */
  function nameOf(element) {
    const label = element.getAttribute("aria-label");
    if (label) return flat(label);
    const labelledBy = element.getAttribute("aria-labelledby");
    if (labelledBy) return textOf(labelledBy);
    const labels = flat([...(element.labels ?? [])].map((label) => label.textContent).join(" "));
    if (labels) return labels;
    // Some trees give their checkboxes no name of their own; a person hears the item's.
    const item = element.matches(ROLES.checkbox) && element.closest("[role=treeitem]");
    return flat((item || element).textContent);
  }

  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

  /** The first one. Only what has the name is asked whether it is seen: asking everything would have it laid out. */
  function find(role, name, root = document) {
    for (const element of root.querySelectorAll(ROLES[role])) {
      if (name === nameOf(element) && isSeen(element)) return element;
    }
    return null;
  }

  /** Remembers what was found as long as it stands in the page: looking again would be part of the time. */
  function remembered(look) {
    let found = null;
    return () => (found = found?.isConnected ? found : look());
  }

  /**
   * Changes a pixel in every frame until told to stop. Chromium makes frames as fast as it can only while they change
   * something; after one that does not it waits 16 ms, and a page that is slower would be the one that waits less.
   */
  function keepFramesComing() {
    const pixel = document.createElement("div");
    pixel.style.cssText = "position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px; z-index: 1";
    document.documentElement.append(pixel);
    let [frame, count] = [0, 0];
    const change = () => {
      // Two colours that nobody can tell apart.
      pixel.style.background = ++count % 2 ? "#777" : "#787878";
      frame = requestAnimationFrame(change);
    };
    change();
    return () => {
      cancelAnimationFrame(frame);
      pixel.remove();
    };
  }

  /** Calls back once what the document holds now has been painted. */
  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port2.onmessage = () => done(performance.now());
        port1.postMessage(null);
      });
    });

  /**
   * The end of the first frame in which it is so: the beginning of the next one. A message would tell too late: Chromium puts
   * messages off for up to 100 ms after a click.
   */
  async function paintedWhen(isSo, about) {
    const end = performance.now() + PATIENCE;
    for (let so = false; ; so = isSo()) {
      // Asked within the frame, right before it is painted.
      const time = await new Promise((done) => requestAnimationFrame(() => done(performance.now())));
      if (so) return time;
      if (time > end) throw new Error(`this did not become so: ${about}`);
    }
  }

  /** Leaves marks for whoever traces. */
  function measuredBetween(start, end) {
    performance.mark("bench-start", { startTime: start });
    performance.mark("bench-end", { startTime: end });
    return end - start;
  }

  /** Says whether an animation that comes to an end still moves this element. */
  const isMoved = (element) =>
    document.getAnimations().some(({ playState, effect }) => {
      const moves = playState === "running" && effect.getComputedTiming().endTime < Infinity;
      return moves && effect.target?.contains(element);
    });

  /** The middle of what a person would click on, once nothing moves or covers it any more. */
  async function place(role, name, within) {
    const end = performance.now() + PATIENCE;
    for (let before = {}; performance.now() < end; await painted()) {
      const root = within ? find(...within) : document;
      let element = root && find(role, name, root);
      if (!element || isMoved(element)) continue;
      // A checkbox may be drawn by its label.
      if (element.getBoundingClientRect().width < 4) element = element.closest("label");
      element.scrollIntoView({ block: "nearest" });
      const { x, y, width, height } = element.getBoundingClientRect();
      const middle = { x: x + width / 2, y: y + height / 2 };
      const hit = document.elementFromPoint(middle.x, middle.y);
      const stands = before.x === middle.x && before.y === middle.y;
      if (stands && (element.contains(hit) || hit?.contains(element))) return middle;
      before = middle;
    }
    throw new Error(`nobody could click on a ${role} named ${name}`);
  }

  const memories = new Set();
  const keep = ({ instance }) => {
    for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await original.apply(WebAssembly, given);
      keep(result instanceof WebAssembly.Instance ? { instance: result } : result);
      return result;
    };
  }

  /** What the measures wait for: each looks up beforehand what is there already. `dialog` is New API Key. */
  const dialog = () => find("dialog", "New API Key");
  const lines = { shown: /APIs? shown$/, selected: /APIs? selected/ };
  const lineOf = (kind) => {
    const look = () =>
      [...(dialog()?.querySelectorAll(ROLES.status) ?? [])].find((line) => lines[kind].test(flat(line.textContent)));
    const line = remembered(look);
    line();
    return () => flat(line()?.textContent);
  };
  const boxOf = (category) => {
    const box = remembered(() => find("checkbox", category, dialog() ?? undefined));
    box();
    return box;
  };
  const conditions = {
    usable({ shown, category }) {
      return () => {
        const open = dialog();
        return (
          open !== null &&
          find("searchbox", "Search APIs", open) !== null &&
          lineOf("shown")() === shown &&
          find("checkbox", category, open) !== null
        );
      };
    },
    closed: () => () => dialog() === null,
    shown({ shown }) {
      const line = lineOf("shown");
      return () => line() === shown;
    },
    selected({ selected, category, state }) {
      const [line, box] = [lineOf("selected"), boxOf(category)];
      return () => (line() === selected || line().startsWith(`${selected};`)) && stateOf(box()) === state;
    },
    endpoint: ({ endpoint, drawn }) => {
      const named = (box) => nameOf(box).startsWith(endpoint);
      return () => [...dialog().querySelectorAll(ROLES.checkbox)].some(named) === drawn;
    },
    access: ({ appId, texts }) => {
      return () => {
        const text = flat(find("region", `Access of ${appId}`)?.textContent);
        return texts.every((part) => text.includes(part));
      };
    },
    noAccess: ({ appId }) => () => find("region", `Access of ${appId}`) === null,
  };
  function stateOf(box) {
    if (box === null) return null;
    if (box.indeterminate) return "mixed";
    return box.checked !== undefined ? String(box.checked) : box.getAttribute("aria-checked");
  }

  let measuring = null;
  globalThis.bench = {
    find,
    painted,
    place,
    wait: (condition, given) => paintedWhen(conditions[condition](given), `${condition} ${JSON.stringify(given)}`),

    /** Waits for the next event of this type, and then for the frame in which the condition holds, if there is one. */
    async arm(type, condition, given) {
      const isSo = condition && conditions[condition](given);
      const stopFrames = condition ? keepFramesComing() : () => {};
      measuring = new Promise((done, failed) => {
        const listen = ({ timeStamp }) => {
          clearTimeout(lost);
          if (!isSo) return done(0);
          const about = `${condition} ${JSON.stringify(given)}`;
          paintedWhen(isSo, about).then((time) => done(measuredBetween(timeStamp, time)), failed);
        };
        const lost = setTimeout(() => {
          removeEventListener(type, listen, { capture: true });
          done(null);
        }, LOST_AFTER);
        addEventListener(type, listen, { capture: true, once: true });
      });
      // Whoever asks for it is told; nobody else has to hear of it.
      measuring.finally(stopFrames).catch(() => {});
      // From the third on they come as fast as they can.
      for (let frame = 0; condition && frame < 3; frame += 1) await painted();
    },
    /** Milliseconds from the event, by the browser's own time stamp; null when none came. */
    measured: () => measuring,

    /** Opens the dialog and closes it, many times; by script, for no time is taken. */
    async openAndClose(times, given) {
      const press = (name, root) => find("button", name, root).click();
      for (let round = 0; round < times; round += 1) {
        press("New API Key");
        await paintedWhen(conditions.usable(given), "the dialog stood open");
        press("Cancel", dialog());
        await paintedWhen(conditions.closed(), "the dialog was closed");
      }
    },

    wasmBytes: () => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0),

    /** From the start of the navigation to the frame that shows this key. */
    firstRow: (appId) =>
      new Promise((done, failed) => {
        setTimeout(() => failed(new Error(`the list never showed ${appId}`)), 3 * PATIENCE);
        const look = () => {
          const there = [...document.querySelectorAll(ROLES.row)].some((row) => row.textContent.includes(appId));
          if (!there) return;
          observer.disconnect();
          done(painted().then((time) => measuredBetween(0, time)));
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { childList: true, subtree: true, characterData: true });
        look();
      }),
  };
})();
