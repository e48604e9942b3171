import { Alert, Button, Table } from "antd";
import { useCallback, useState } from "react";
import { accessText, formatDate } from "../../shared/model.js";
import { AccessView } from "./AccessView.jsx";

const HEIGHT = 560;
/** How far from its end the list asks for more, in pixels. */
const AHEAD = 600;

/** The list, with the table's own virtual scrolling; the next page is loaded as one scrolls. */
export function KeyTable({ keys }) {
  const [expanded, setExpanded] = useState([]);
  const toggle = useCallback(
    (id) => setExpanded((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id])),
    [],
  );
  const columns = [
    { title: "App ID", dataIndex: "app_id", width: 300 },
    { title: "Note", dataIndex: "note", width: 300, ellipsis: true, render: (note) => note || "No note" },
    { title: "Access", dataIndex: "access_summary", width: 200, render: accessText },
    { title: "Created", dataIndex: "created_at", width: 200, render: formatDate },
    {
      title: "Actions",
      key: "actions",
      width: 140,
      render: (_, { app_id }) => (
        <Button size="small" aria-expanded={expanded.includes(app_id)} onClick={() => toggle(app_id)}>
          View Access
        </Button>
      ),
    },
  ];
  if (keys.error) return <Alert type="error" title={keys.error.message} />;
  return (
    <Table
      virtual
      rowKey="app_id"
      size="middle"
      columns={columns}
      dataSource={keys.rows}
      loading={keys.loading}
      pagination={false}
      scroll={{ x: 1140, y: HEIGHT }}
      onScroll={({ target }) => {
        if (target.scrollTop + target.clientHeight > target.scrollHeight - AHEAD) keys.loadMore();
      }}
      expandable={{
        expandedRowKeys: expanded,
        showExpandColumn: false,
        expandedRowRender: ({ app_id }) => <AccessView appId={app_id} />,
      }}
    />
  );
}
