import { Alert, Flex, Form, Input, Modal, Spin, Typography } from "antd";
import { useEffect, useState } from "react";
import { createKey, fetchCatalog } from "../../shared/api.js";
import { countText, prepare } from "../../shared/model.js";
import { NOTHING_CHOSEN, Selector } from "./Selector.jsx";

/** *New API Key*: note and permissions; then the secret, once. */
export function CreateDialog({ open, onClose, onCreated }) {
  const [form] = Form.useForm();
  const [catalog, setCatalog] = useState(null);
  const [choice, setChoice] = useState(NOTHING_CHOSEN);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const [created, setCreated] = useState(null);
  const [wasOpen, setWasOpen] = useState(false);
  // Every opening starts anew; the modal keeps what it has drawn.
  if (open !== wasOpen) {
    setWasOpen(open);
    if (open) {
      setChoice(NOTHING_CHOSEN);
      setError(null);
    }
  }
  useEffect(() => {
    if (open) {
      form.resetFields();
      fetchCatalog(prepare).then(setCatalog, setError);
    }
  }, [open, form]);
  const confirm = async ({ note }) => {
    if (choice.selected.size === 0) {
      setError(new Error("Select at least one API: a key that can call nothing is a mistake."));
      return;
    }
    setBusy(true);
    try {
      setCreated(await createKey(note ?? "", [...choice.selected].map((position) => catalog.endpoints[position].id)));
      onCreated();
      onClose();
    } catch (error) {
      setError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Modal
        title="New API Key"
        open={open}
        width={760}
        onCancel={onClose}
        onOk={form.submit}
        okText="Confirm"
        cancelText="Cancel"
        confirmLoading={busy}
        footer={(_, { OkBtn, CancelBtn }) => (
          <Flex gap="small" align="center" justify="end">
            <Typography.Text role="status" style={{ flex: 1, textAlign: "start" }}>
              {catalog && countText(catalog, choice.selected)}
            </Typography.Text>
            <CancelBtn />
            <OkBtn />
          </Flex>
        )}
      >
        <Form form={form} layout="vertical" onFinish={confirm}>
          <Form.Item name="note" label="Note" rules={[{ max: 200 }]}>
            <Input />
          </Form.Item>
          <Form.Item label="API Permissions">
            {catalog ? (
              <Selector catalog={catalog} choice={choice} onChoice={setChoice} />
            ) : (
              <Spin />
            )}
          </Form.Item>
          {error && <Alert type="error" title={error.message} />}
        </Form>
      </Modal>
      <Modal title="API Key Created" open={created !== null} footer={null} onCancel={() => setCreated(null)}>
        <Typography.Paragraph copyable>{created?.key.app_id}</Typography.Paragraph>
        <Typography.Paragraph copyable>{created?.app_secret}</Typography.Paragraph>
      </Modal>
    </>
  );
}
