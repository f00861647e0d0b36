import { render } from "preact";
import { App } from "./app";
import "@event-calendar/core/index.css";
import "./styles/base.css";
import "./styles/calendar.css";
import "./styles/plain.css";
import "./styles/dialog.css";
import "./styles/data.css";
import "./styles/files.css";
import "./styles/job.css";
import "./styles/tables.css";
import "./styles/touch.css";
import "./styles/print.css";

const root = document.getElementById("sipro");
if (root) render(<App />, root);
