import { ref, shallowRef } from "vue";
import { METHODS } from "../../shared/model.js";

/** What is being chosen: the filters, and the positions of the chosen endpoints. */
export function useChoice() {
  const methods = ref([...METHODS]);
  const search = ref("");
  const selected = shallowRef(new Set());
  const opened = shallowRef(new Set());
  const opening = ref(0);
  function reset() {
    methods.value = [...METHODS];
    search.value = "";
    selected.value = new Set();
    opened.value = new Set();
    opening.value += 1;
  }
  return { methods, search, selected, opened, opening, reset };
}
