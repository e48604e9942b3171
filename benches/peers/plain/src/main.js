// The page of a deployment: its keys, and the dialog that makes one.
import { fetchDeployment } from "../../shared/api.js";
import { startCreating } from "./create.js";
import { startList } from "./list.js";

const list = startList();
startCreating(list.reload);
fetchDeployment().then(({ name }) => {
  document.getElementById("name").textContent = name;
});
