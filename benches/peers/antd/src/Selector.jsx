import { Button, Checkbox, Flex, Input, Tree } from "antd";
import { useMemo } from "react";
import { marked, METHODS, shownOf, shownText, wordsOf } from "../../shared/model.js";

/** What is being chosen, before anybody has touched it. The search opens what it finds, and has its own open ones. */
export const NOTHING_CHOSEN = {
  methods: new Set(METHODS),
  search: "",
  selected: new Set(),
  opened: [],
  openedInSearch: null,
};

/** The filters above, the tree of what they show below; filters never change the selection. */
export function Selector({ catalog, choice, onChoice }) {
  const { methods, search, selected, opened, openedInSearch } = choice;
  const change = (changes) => onChoice((choice) => ({ ...choice, ...changes }));
  const words = useMemo(() => wordsOf(search), [search]);
  const shown = useMemo(() => shownOf(catalog, methods, words), [catalog, methods, words]);
  const treeData = useMemo(
    () =>
      shown.categories.map(({ key, name, endpoints }) => ({
        key,
        title: <Marked text={name} words={words} />,
        children: endpoints.map(({ position, id, summary }) => ({
          key: position,
          title: <Marked text={`${id} ${summary}`} words={words} />,
          isLeaf: true,
        })),
      })),
    [shown, words],
  );
  const positions = useMemo(
    () => shown.categories.flatMap(({ endpoints }) => endpoints.map(({ position }) => position)),
    [shown],
  );
  const checked = useMemo(() => positions.filter((position) => selected.has(position)), [positions, selected]);
  const searching = words.length > 0;
  const found = useMemo(() => shown.categories.map(({ key }) => key), [shown]);
  const expanded = searching ? (openedInSearch ?? found) : opened;
  const set = (wanted) => {
    const next = new Set(selected);
    for (const position of positions) next.delete(position);
    for (const key of wanted) if (typeof key === "number") next.add(key);
    change({ selected: next });
  };
  return (
    <Flex vertical gap="small">
      <Flex gap="middle" align="center">
        <Checkbox.Group
          role="group"
          aria-label="Show methods"
          options={METHODS}
          value={[...methods]}
          onChange={(values) => change({ methods: new Set(values) })}
        />
        <Input
          type="search"
          aria-label="Search APIs"
          placeholder="Search category, path or summary"
          allowClear
          value={search}
          onChange={(event) => change({ search: event.target.value, openedInSearch: null })}
        />
      </Flex>
      <Flex gap="small" align="center">
        <span role="status" style={{ flex: 1 }}>
          {shownText(shown.count, catalog.endpoints.length)}
        </span>
        <Button size="small" onClick={() => set(positions)}>
          Select all
        </Button>
        <Button size="small" onClick={() => set([])}>
          Clear all
        </Button>
      </Flex>
      <Tree
        checkable
        selectable={false}
        height={360}
        treeData={treeData}
        checkedKeys={checked}
        onCheck={set}
        expandedKeys={expanded}
        onExpand={(keys) => change(searching ? { openedInSearch: keys } : { opened: keys })}
      />
    </Flex>
  );
}

function Marked({ text, words }) {
  return marked(text, words).map((part, place) => (part.found ? <mark key={place}>{part.text}</mark> : part.text));
}
