import { Button, Flex, Input, Layout, Typography } from "antd";
import { useCallback, useEffect, useState } from "react";
import { fetchDeployment } from "../../shared/api.js";
import { CreateDialog } from "./CreateDialog.jsx";
import { KeyTable } from "./KeyTable.jsx";
import { useKeys } from "./useKeys.js";

/** The page of a deployment: its keys, and the dialog that makes one. */
export function App() {
  const [deployment, setDeployment] = useState(null);
  const [search, setSearch] = useState("");
  const [creating, setCreating] = useState(false);
  const keys = useKeys(search);
  useEffect(() => {
    fetchDeployment().then(setDeployment);
  }, []);
  const close = useCallback(() => setCreating(false), []);
  return (
    <Layout.Content style={{ maxWidth: 1200, margin: "0 auto", padding: 24 }}>
      <Typography.Title level={1}>{deployment?.name}</Typography.Title>
      <Flex justify="space-between" align="center">
        <Typography.Title level={2}>Deployment API Key</Typography.Title>
        <Flex gap="small">
          <Input.Search aria-label="Search keys" allowClear onSearch={setSearch} />
          <Button type="primary" onClick={() => setCreating(true)}>
            New API Key
          </Button>
        </Flex>
      </Flex>
      <KeyTable keys={keys} />
      <CreateDialog open={creating} onClose={close} onCreated={keys.reload} />
    </Layout.Content>
  );
}
