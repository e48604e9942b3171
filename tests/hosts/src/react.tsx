import "deployment-api-keys";
import type { DeploymentApiKeys } from "deployment-api-keys";
import type {} from "deployment-api-keys/react";
import { StrictMode, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

const endpoint = new URLSearchParams(location.search).get("endpoint") ?? "";

function Page() {
  const [deployment, setDeployment] = useState("dedicated-v5");
  const [shown, setShown] = useState(true);
  const [made, setMade] = useState<string[]>([]);
  const keys = useRef<DeploymentApiKeys>(null);
  return (
    <main>
      <h1>Made with React</h1>
      <label>
        Deployment
        <select value={deployment} onChange={(event) => setDeployment(event.target.value)}>
          <option>dedicated-v5</option>
          <option>serverless</option>
        </select>
      </label>
      <button onClick={() => setShown(!shown)}>Show or hide</button>
      <button onClick={() => keys.current?.refresh()}>Refresh</button>
      <p>Made: {made.join(" ")}</p>
      {shown && (
        // A function that is another one each time, as people write it.
        <deployment-api-keys
          ref={keys}
          id="keys"
          endpoint={endpoint}
          deployment={deployment}
          getToken={() => window.giveToken()}
          onkey-created={(event) => setMade((made) => [...made, event.detail.appId])}
        />
      )}
    </main>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
