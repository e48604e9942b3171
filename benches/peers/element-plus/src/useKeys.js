import { reactive, shallowRef } from "vue";
import { fetchKeys } from "../../shared/api.js";

/** The keys as far as they have been loaded: the first page at once, the others when asked for. */
export function useKeys() {
  const rows = shallowRef([]);
  const state = reactive({ loading: true, error: null });
  let search = "";
  let cursor = null;
  let loadingMore = false;
  let abort = null;

  async function reload() {
    abort?.abort();
    const { signal } = (abort = new AbortController());
    state.loading = true;
    try {
      const page = await fetchKeys({ search, signal });
      rows.value = page.keys;
      cursor = page.next_cursor;
      Object.assign(state, { loading: false, error: null });
    } catch (error) {
      if (!signal.aborted) Object.assign(state, { loading: false, error });
    }
  }

  async function loadMore() {
    if (!cursor || loadingMore) return;
    loadingMore = true;
    const from = cursor;
    try {
      const page = await fetchKeys({ search, cursor: from });
      if (cursor !== from) return;
      rows.value = [...rows.value, ...page.keys];
      cursor = page.next_cursor;
    } finally {
      loadingMore = false;
    }
  }

  reload();
  return {
    rows,
    state,
    loadMore,
    reload,
    search(text) {
      search = text;
      reload();
    },
  };
}
