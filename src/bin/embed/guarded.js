/**
 * The exports of a WebAssembly instance, of which each call says when the WebAssembly has stopped under it: an element can
 * tell by that that it was its own. What is left of an instance then is of no use.
 */
export function guarded(exports, stopped) {
  const guard = (call) => (...given) => {
    try {
      return call(...given);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) stopped(error);
      throw error;
    }
  };
  const entries = Object.entries(exports);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === "function" ? guard(value) : value]));
}
