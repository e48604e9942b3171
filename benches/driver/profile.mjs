// What the main thread of a page does while something is measured, by a trace of the browser.

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"];

/** The kinds of work, and the events of a trace that are such. What is none of them belongs to what it happens in. */
const KINDS = {
  script: [
    "FunctionCall", "EvaluateScript", "EventDispatch", "TimerFire", "FireAnimationFrame", "RunMicrotasks", "MinorGC",
    "MajorGC", "v8.callFunction", "v8.run", "v8.evaluateModule", "v8.compile", "v8.compileModule", "wasm.CompileLazy",
    "HandlePostMessage", "XHRReadyStateChange", "FireIdleCallback",
  ],
  layout: [
    "Layout", "UpdateLayoutTree", "RecalculateStyles", "PrePaint", "HitTest", "ParseHTML", "ParseAuthorStyleSheet",
    "IntersectionObserverController::computeIntersections",
  ],
  paint: ["Paint", "Layerize", "Commit", "CompositeLayers", "UpdateLayer"],
};
const KIND_OF = new Map(Object.entries(KINDS).flatMap(([kind, names]) => names.map((name) => [name, kind])));

/** Starts a trace; what comes back ends it and says what it holds. */
export async function trace(devtools) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  devtools.on("Tracing.dataCollected", collect);
  const traceConfig = { includedCategories: CATEGORIES };
  await devtools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  return async () => {
    const complete = new Promise((done) => devtools.once("Tracing.tracingComplete", done));
    await devtools.send("Tracing.end");
    await complete;
    devtools.off("Tracing.dataCollected", collect);
    return shares(events);
  };
}

/**
 * Milliseconds between the marks `bench-start` and `bench-end` that in-page.js makes. The main thread runs `script`; or
 * else an answer to a `requests` is under way; or else it does `layout`, `paint` or `other` work, or is `waiting` for the
 * next frame or another thread. Together they are the `total`. Nothing where there are no marks: the event was lost.
 */
function shares(events) {
  const marks = events.filter(({ cat }) => cat.includes("blink.user_timing"));
  const [start, end] = ["bench-start", "bench-end"].map((name) => marks.findLast((mark) => mark.name === name));
  if (!start || !end) return null;
  const [from, to] = [start.ts, end.ts];
  const own = events.filter(({ pid, tid }) => pid === end.pid && tid === end.tid);
  const underWay = requests(own, from, to, start.args.data?.startTime === 0);
  const found = { total: to - from, script: 0, requests: 0, layout: 0, paint: 0, other: 0, waiting: 0 };
  const add = (kind, start, end) => {
    const rest = kind === "script" ? [[start, end]] : gaps(underWay, start, end);
    const time = rest.reduce((sum, [start, end]) => sum + end - start, 0);
    found[kind] += time;
    found.requests += end - start - time;
  };

  const spans = own.filter(({ ph, ts, dur }) => ph === "X" && ts < to && ts + dur > from);
  spans.sort((one, other) => one.ts - other.ts || other.dur - one.dur);
  // Spans lie within each other: what is innermost counts.
  const open = [];
  let at = from;
  const advance = (time) => {
    const until = Math.min(time, to);
    if (until <= at) return;
    add(open.at(-1)?.kind ?? "waiting", at, until);
    at = until;
  };
  const close = (time) => {
    while (open.length > 0 && open.at(-1).end <= time) {
      advance(open.at(-1).end);
      open.pop();
    }
  };
  for (const { name, ts, dur } of spans) {
    close(ts);
    advance(ts);
    open.push({ kind: KIND_OF.get(name) ?? open.at(-1)?.kind ?? "other", end: ts + dur });
  }
  close(Infinity);
  advance(to);
  return Object.fromEntries(Object.entries(found).map(([kind, time]) => [kind, time / 1000]));
}

/** When answers were under way. A navigation's own request is sent by another process: it begins with the navigation. */
function requests(events, from, to, navigates) {
  const spans = new Map();
  if (navigates) {
    const first = events.find(({ name, ts }) => name === "ResourceReceiveResponse" && ts >= from);
    spans.set("navigation", [from, first?.ts ?? from]);
  }
  for (const { name, ts, args } of events) {
    const id = args?.data?.requestId;
    if (name === "ResourceSendRequest") spans.set(id, [ts, to]);
    if (name === "ResourceFinish" && spans.has(id)) spans.get(id)[1] = ts;
  }
  return [...spans.values()];
}

/** What of a span none of the others covers. */
function gaps(spans, from, to) {
  const free = [];
  let at = from;
  for (const [start, end] of spans.toSorted((one, other) => one[0] - other[0])) {
    if (start >= to) break;
    if (start > at) free.push([at, start]);
    at = Math.max(at, end);
  }
  if (at < to) free.push([at, to]);
  return free;
}
