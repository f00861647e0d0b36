// A file of the gateway as a download. Whether the session still stands is asked first: a browser would save the refusal
// as the file.
import { Download } from "lucide-preact";
import { useState } from "preact/hooks";
import { address, ask } from "../api/client";
import { Problem } from "../api/problem";
import { ProblemNotice } from "./notice";

interface Props {
  /** Below /api/v1. */
  path: string;
  label: string;
  primary?: boolean;
}

export function DownloadLink({ path, label, primary = false }: Props) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const get = async (event: MouseEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      await ask("/session");
      const link = document.createElement("a");
      link.href = address(path);
      link.download = "";
      link.click();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status !== 401) setProblem(error);
    }
  };
  return (
    <>
      <a class={primary ? "button primary" : "button"} href={address(path)} download onClick={get}>
        <Download class="icon" aria-hidden="true" />
        {label}
      </a>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
