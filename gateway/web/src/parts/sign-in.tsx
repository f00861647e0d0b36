// The login: a page of its own, or above a page whose session has ended, which stays as it is.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useAction } from "../api/action";
import { useAnswer } from "../api/answer";
import { logIn, remembered } from "../state/session";
import { text } from "../text/text";
import { CodeField, CodeProblem } from "./code-field";
import { useCountdown } from "./countdown";
import { Notice, ProblemNotice } from "./notice";

interface District {
  id: string;
  name: string;
}

/** Codes don't go over a link that anyone may read along. */
function NeedsHttps({ onTry }: { onTry?: () => void }) {
  // Port 8080 or the like is that of the plain address.
  const secure = `https://${location.hostname}${location.pathname}`;
  return (
    <Notice kind="warning" title={text.login.needsHttps}>
      <p>{text.login.needsHttpsHint}</p>
      <p>
        <a href={secure}>{secure}</a>
      </p>
      <p>{text.login.needsHttpsOperator}</p>
      {onTry && (
        <button type="button" class="quiet" onClick={onTry}>
          {text.login.tryAnyway}
        </button>
      )}
    </Notice>
  );
}

interface ChoiceProps {
  districts: District[] | null;
  value: string;
  onChange: (district: string) => void;
}

/** A single one is no choice: its name stands where the choice would. */
function DistrictChoice({ districts, value, onChange }: ChoiceProps) {
  if (districts?.length === 1) {
    return (
      <p class="one-district">
        {text.login.district}
        <strong>{districts[0]?.name}</strong>
      </p>
    );
  }
  return (
    <label>
      {text.login.district}
      <select required value={value} disabled={districts === null} onChange={(e) => onChange(e.currentTarget.value)}>
        <option value="">{text.login.choose}</option>
        {districts?.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Form({ above }: { above: boolean }) {
  const before = remembered();
  const { value, problem: unlisted, reload } = useAnswer<{ districts: District[] }>("/districts");
  const districts = value?.districts ?? null;
  const [district, setDistrict] = useState(before.district);
  const [code, setCode] = useState("");
  const [name, setName] = useState(before.name);
  const [plain, setPlain] = useState(!isSecureContext);
  const [wait, setWait] = useCountdown();
  const field = useId();
  const known = districts?.length === 1 ? districts : districts?.filter((one) => one.id === district);
  const chosen = known?.[0]?.id ?? "";

  const { act, busy, problem } = useAction(
    () => logIn(chosen, code, name.trim()),
    ({ retryAfter }) => setWait(retryAfter),
  );

  function submit(event: Event) {
    event.preventDefault();
    if (wait === 0 && chosen !== "") void act();
  }

  if (problem?.code === "https_required") return <NeedsHttps />;
  if (plain) return <NeedsHttps onTry={() => setPlain(false)} />;
  return (
    <form onSubmit={submit} class="sign-in-form">
      <h1>{text.login.title}</h1>
      <p>{above ? text.login.again : text.login.lead}</p>
      {unlisted && !districts && <ProblemNotice problem={unlisted} again={reload} />}
      {districts?.length === 0 && <Notice kind="warning">{text.login.noDistricts}</Notice>}
      <DistrictChoice districts={districts} value={chosen} onChange={setDistrict} />
      <CodeField
        label={text.login.code}
        value={code}
        wrong={problem?.code === "wrong_code"}
        autocomplete="current-password"
        onInput={setCode}
      />
      <CodeProblem problem={problem} left={wait} />
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
      <button type="submit" class="primary" disabled={busy || wait > 0 || !districts?.length}>
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
      <dialog ref={dialog} class="sign-in" aria-label={text.login.title} onCancel={(event) => event.preventDefault()}>
        <Form above />
      </dialog>
    );
  }
  return (
    <Entrance>
      <Form above={false} />
    </Entrance>
  );
}

/** What stands where nobody is logged in. */
export function Entrance({ children }: { children: ComponentChildren }) {
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
      {children}
    </main>
  );
}
