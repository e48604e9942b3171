import { Alert, Spin, Tree } from "antd";
import { useEffect, useState } from "react";
import { fetchCatalog, fetchKey } from "../../shared/api.js";
import { grantedOf, prepare } from "../../shared/model.js";

/** What a key may do, by category; the endpoints of one on demand. */
export function AccessView({ appId }) {
  const [state, setState] = useState({});
  useEffect(() => {
    let gone = false;
    Promise.all([fetchKey(appId), fetchCatalog(prepare)]).then(
      ([key, catalog]) => gone || setState({ treeData: grantedOf(catalog, key.access).map(node) }),
      (error) => gone || setState({ error }),
    );
    return () => {
      gone = true;
    };
  }, [appId]);
  return (
    <section aria-label={`Access of ${appId}`} role="region">
      {state.error && <Alert type="error" title={state.error.message} />}
      {!state.treeData && !state.error && <Spin />}
      {state.treeData && <Tree treeData={state.treeData} height={280} selectable={false} />}
    </section>
  );
}

const node = ({ key, name, extent, endpoints }) => ({
  key,
  title: `${name} ${extent}`,
  children: endpoints.map(({ id, summary }) => ({ key: id, title: `${id} ${summary}`, isLeaf: true })),
});
