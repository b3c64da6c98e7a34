/** What an HTTP answer, or the lack of one, means for a delivery. Channels add the failures their receiver hides inside a 200. */
import { PermanentError, RetryLaterError, messageOf } from '../errors.ts';
import type { HttpAnswer, Post, Receipt, SendOutcome } from './_channel.ts';

/** Codes of Node, undici and the gate for a connection that never came to be: nothing was sent. Any other may have arrived. */
const NEVER_SENT = new Set([
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'],
  ...['dns', 'tls'],
]);

/** Refusals of the gate that come after the request was sent: the answer was too large or could not be decoded. */
const ANSWER_REFUSED = new Set(['too-large', 'encoding']);

/** At most this much of a receiver's answer is quoted in a reason; enough for every error text the services document. */
const QUOTED_CHARS = 300;

type Request = Pick<Parameters<Post>[1], 'body' | 'timeoutMs'> & { headers?: Record<string, string> };

/**
 * Posts JSON and says what came of it. `judge` sees every answer first, since many services answer 200 to a refusal or 400 to
 * haste; null leaves it to the status.
 */
export async function postJson(
  post: Post,
  url: string,
  { body, timeoutMs, headers }: Request,
  judge: (answer: HttpAnswer) => SendOutcome | null,
): Promise<SendOutcome> {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  let answer: HttpAnswer;
  try {
    answer = await post(url, { method: 'POST', headers: { ...type, ...headers }, body, timeoutMs });
  } catch (error) {
    return outcomeOfError(error);
  }
  return judge(answer) ?? outcomeOfStatus(answer);
}

/** The outcome when no full answer came. */
function outcomeOfError(error: unknown): SendOutcome {
  const reason = messageOf(error);
  if (error instanceof RetryLaterError) return { outcome: 'retry', reason, afterMs: error.delayMs };
  const codes = codesOf(error);
  if (codes.some((code) => NEVER_SENT.has(code))) return { outcome: 'retry', reason };
  const isRefused = error instanceof PermanentError && !codes.some((code) => ANSWER_REFUSED.has(code));
  return { outcome: isRefused ? 'refused' : 'unknown', reason };
}

/** What a status alone means. A 2xx that no judge understood says nothing: half an answer, or a page of a login portal. */
export function outcomeOfStatus(answer: HttpAnswer): SendOutcome {
  const { status } = answer;
  const reason = `answered ${status}: ${excerpt(answer.body)}`;
  const afterMs = retryAfterMs(answer);
  const retry: SendOutcome = { outcome: 'retry', reason, ...(afterMs === null ? {} : { afterMs }) };
  if (status >= 200 && status < 300) return { outcome: 'unknown', reason };
  // A gateway that lost its back end cannot say whether the message went through before.
  if (status === 502 || status === 504) return { outcome: 'unknown', reason };
  return status >= 500 || status === 408 || status === 425 || status === 429 ? retry : { outcome: 'refused', reason };
}

/** How a service reports failures in its body. Codes in neither list are tried again: nothing arrived, and no page says it never can. */
export type AnswerCodes = {
  /** Names of the fields with the code and the sentence. */
  code: string;
  text: string;
  ok: number;
  /** Haste and passing trouble: the milliseconds to wait. */
  wait: Readonly<Record<number, number>>;
  /** What no retry can cure: key, signature, content. */
  hopeless: ReadonlySet<number>;
};

/** Judges an answer by the code in its JSON body; null when there is none. */
export function judgeByCode(answer: HttpAnswer, codes: AnswerCodes, receipt?: Receipt): SendOutcome | null {
  const body = jsonObject(answer.body);
  const code = body?.[codes.code];
  if (!body || typeof code !== 'number') return null;
  if (code === codes.ok) return { outcome: 'delivered', ...(receipt ? { receipt } : {}) };
  const reason = `answered ${codes.code} ${code}: ${excerpt(String(body[codes.text] ?? ''))}`;
  if (codes.hopeless.has(code)) return { outcome: 'refused', reason };
  const afterMs = retryAfterMs(answer) ?? codes.wait[code];
  return { outcome: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** Retry-After in milliseconds: whole or decimal seconds, or an HTTP date against the answer's own Date; null when absent. */
export function retryAfterMs({ headers }: Pick<HttpAnswer, 'headers'>): number | null {
  const value = headers['retry-after']?.trim();
  if (!value) return null;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const wait = Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/** The start of an answer, in one line, for a reason. */
export function excerpt(body: string): string {
  const line = body
    .slice(0, QUOTED_CHARS * 2)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > QUOTED_CHARS ? `${line.slice(0, QUOTED_CHARS)}…` : line || '(empty)';
}

/** A JSON object from an answer, or null when it is anything else (a half answer, an HTML error page). */
export function jsonObject(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    // Not JSON is an ordinary answer here; the caller says what it means.
    return null;
  }
}

/** Codes of an error and of everything that caused it: the gate wraps the one that matters. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let e = error, depth = 0; e instanceof Error && depth < 8; e = e.cause, depth++)
    if ('code' in e && typeof e.code === 'string') codes.push(e.code);
  return codes;
}
