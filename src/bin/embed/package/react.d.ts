// React's own types have to be there: `import type {} from "deployment-api-keys/react"` in one file of the project.
import type { DeploymentApiKeysJsx } from "./deployment-api-keys.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "deployment-api-keys": DeploymentApiKeysJsx;
    }
  }
}
