import { useCallback, useEffect, useRef, useState } from "react";
import { fetchKeys } from "../../shared/api.js";

/** The keys as far as they have been loaded: the first page at once, the others when asked for. */
export function useKeys(search) {
  const [state, setState] = useState({ rows: [], cursor: null, loading: true });
  const [generation, setGeneration] = useState(0);
  const loadingMore = useRef(false);
  useEffect(() => {
    const abort = new AbortController();
    setState((state) => ({ ...state, loading: true }));
    fetchKeys({ search, signal: abort.signal }).then(
      ({ keys, next_cursor }) => setState({ rows: keys, cursor: next_cursor, loading: false }),
      (error) => abort.signal.aborted || setState({ rows: [], cursor: null, loading: false, error }),
    );
    return () => abort.abort();
  }, [search, generation]);
  const loadMore = useCallback(async () => {
    if (!state.cursor || loadingMore.current) return;
    loadingMore.current = true;
    try {
      const { keys, next_cursor } = await fetchKeys({ search, cursor: state.cursor });
      setState((before) =>
        before.cursor === state.cursor ? { ...before, rows: [...before.rows, ...keys], cursor: next_cursor } : before,
      );
    } finally {
      loadingMore.current = false;
    }
  }, [search, state.cursor]);
  const reload = useCallback(() => setGeneration((generation) => generation + 1), []);
  return { ...state, loadMore, reload };
}
