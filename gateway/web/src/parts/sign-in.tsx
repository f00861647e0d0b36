// The login: a page of its own, or above a page whose session has ended, which stays as it is.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ask, patiently } from "../api/client";
import { Problem } from "../api/problem";
import { logIn, remembered } from "../state/session";
import { text } from "../text/text";
import { Notice, ProblemNotice } from "./notice";

interface District {
  id: string;
  name: string;
}

function useDistricts(): District[] | null {
  const [districts, setDistricts] = useState<District[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    patiently(() => ask<{ districts: District[] }>("/districts", { signal: stop.signal }), stop.signal)
      .then((answer) => setDistricts(answer.districts))
      .catch(() => undefined);
    return () => stop.abort();
  }, []);
  return districts;
}

/** Counts down to zero, once a second. */
function useCountdown(): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return [left, setLeft];
}

function NeedsHttps() {
  const secure = `https://${location.host}${location.pathname}`;
  return (
    <Notice kind="warning" title={text.login.needsHttps}>
      <p>{text.login.needsHttpsHint}</p>
      <p>
        <a href={secure}>{secure}</a>
      </p>
    </Notice>
  );
}

function Form({ above }: { above: boolean }) {
  const before = remembered();
  const districts = useDistricts();
  const [district, setDistrict] = useState(before.district);
  const [code, setCode] = useState("");
  const [name, setName] = useState(before.name);
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [wait, setWait] = useCountdown();
  const field = useId();
  const chosen = districts?.some((one) => one.id === district) ? district : (districts?.[0]?.id ?? "");

  async function submit(event: Event) {
    event.preventDefault();
    if (busy || wait > 0 || chosen === "") return;
    setBusy(true);
    setProblem(null);
    try {
      await logIn(chosen, code, name.trim());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      setWait(error.retryAfter);
    } finally {
      setBusy(false);
    }
  }

  if (problem?.code === "https_required") return <NeedsHttps />;
  return (
    <form onSubmit={submit} class="sign-in-form">
      <h1>{text.login.title}</h1>
      <p>{above ? text.login.again : text.login.lead}</p>
      {districts?.length === 0 && <Notice kind="warning">{text.login.noDistricts}</Notice>}
      {(districts === null || districts.length > 1) && (
        <label>
          {text.login.district}
          <select value={chosen} disabled={districts === null} onChange={(e) => setDistrict(e.currentTarget.value)}>
            {districts?.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label for={`${field}-code`}>{text.login.code}</label>
      <input
        id={`${field}-code`}
        type={shown ? "text" : "password"}
        value={code}
        required
        maxLength={200}
        autocomplete="current-password"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={problem?.code === "wrong_code"}
        onInput={(e) => setCode(e.currentTarget.value)}
      />
      <label class="check">
        <input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} />
        {text.login.showCode}
      </label>
      <label for={`${field}-name`}>{text.login.name}</label>
      <input
        id={`${field}-name`}
        type="text"
        value={name}
        maxLength={60}
        autocomplete="nickname"
        aria-describedby={`${field}-hint`}
        onInput={(e) => setName(e.currentTarget.value)}
      />
      <p id={`${field}-hint`} class="hint">
        {text.login.nameHint}
      </p>
      {problem && <ProblemNotice problem={problem} />}
      {wait > 0 && <p class="hint">{text.login.wait(String(wait))}</p>}
      <button type="submit" class="primary" disabled={busy || wait > 0 || chosen === ""}>
        {text.login.submit}
      </button>
    </form>
  );
}

export function SignIn({ above = false }: { above?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (above) dialog.current?.showModal();
  }, [above]);
  if (above) {
    return (
      <dialog ref={dialog} class="sign-in" onCancel={(event) => event.preventDefault()}>
        <Form above />
      </dialog>
    );
  }
  return (
    <main class="sign-in-page">
      <p class="brand">
        <img src="/sipro.svg" alt="" width="48" height="48" />
        <span>
          <strong>{text.app.name}</strong>
          <br />
          {text.app.long}
        </span>
      </p>
      <Form above={false} />
    </main>
  );
}
