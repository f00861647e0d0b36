// What went wrong with a request: the gateway's problem+json, or a link that broke.
import { text } from "../text/text";

export class Problem extends Error {
  /** 0: no answer came. */
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  /** Seconds until it makes sense to try again; 0: not told. */
  readonly retryAfter: number;

  constructor(status: number, code: string, detail: string, requestId = "", retryAfter = 0) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may well succeed in a moment. */
  get passes(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export function offline(): Problem {
  return new Problem(0, "offline", text.problem.offline);
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** `body` is problem+json, or whatever stands between us and the gateway answered. */
export function problemFrom(status: number, body: string, header: (name: string) => string | null): Problem {
  let fields: Record<string, unknown> = {};
  try {
    const read: unknown = JSON.parse(body);
    if (typeof read === "object" && read !== null) fields = read as Record<string, unknown>;
  } catch {
    // Not of the gateway: the status says it.
  }
  return new Problem(
    status,
    asText(fields.code) ?? `http_${status}`,
    asText(fields.detail) ?? text.problem.unexpected,
    asText(fields.request_id),
    Number(header("Retry-After") ?? 0) || 0,
  );
}

export async function problemOf(response: Response): Promise<Problem> {
  const body = await response.text().catch(() => "");
  return problemFrom(response.status, body, (name) => response.headers.get(name));
}
