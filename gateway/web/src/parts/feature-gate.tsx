// What lies behind the feature code: asks for it once a session, then shows it.
import { LockKeyhole } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { useAction } from "../api/action";
import { session, unlock } from "../state/session";
import { text } from "../text/text";
import { CodeField, CodeProblem } from "./code-field";
import { useCountdown } from "./countdown";

function UnlockForm({ what }: { what: string }) {
  const [code, setCode] = useState("");
  const [wait, setWait] = useCountdown();
  const { act, busy, problem } = useAction(
    () => unlock(code),
    ({ retryAfter }) => setWait(retryAfter),
  );

  function submit(event: Event) {
    event.preventDefault();
    if (wait === 0) void act();
  }

  return (
    <form class="gate" onSubmit={submit}>
      <p class="gate-title">
        <LockKeyhole class="icon" aria-hidden="true" />
        {text.gate.title(what)}
      </p>
      <p>{text.gate.why}</p>
      <CodeField
        label={text.gate.code}
        value={code}
        wrong={problem?.code === "wrong_code"}
        autocomplete="off"
        onInput={setCode}
      />
      <CodeProblem problem={problem} left={wait} />
      <button type="submit" class="primary" disabled={busy || wait > 0}>
        {text.gate.submit}
      </button>
    </form>
  );
}

export function FeatureGate({ what, children }: { what: string; children: ComponentChildren }) {
  const state = session.value;
  const opened = useRef(false);
  // A session that has ended keeps what it showed, below the login.
  if (state.kind === "open") opened.current = state.session.unlocked;
  return opened.current ? children : <UnlockForm what={what} />;
}
