import { render } from "preact";
import { App } from "./app";
import "./styles/base.css";
import "./styles/dialog.css";

const root = document.getElementById("sipro");
if (root) render(<App />, root);
