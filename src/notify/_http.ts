/** What an HTTP answer, or the lack of one, means for a delivery. Channels add the failures their receiver hides inside a 200. */
import { PermanentError, RetryLaterError, messageOf } from '../errors.ts';
import type { HttpAnswer, Post, SendOutcome } from './_channel.ts';

/** Node and undici codes of a connection that never came to be: nothing was sent. Anything else may have been received. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_DESTROYED',
  'UND_ERR_CLOSED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** At most this much of a receiver's answer is quoted in a reason; enough for every error text the services document. */
const QUOTED_CHARS = 300;

/**
 * Posts and classifies. `judge` sees every 2xx answer and returns what it means, since many services answer 200 to a refusal.
 * Reasons never contain the URL or the request: for most chat services the address itself is the secret.
 */
export async function postAndJudge(
  post: Post,
  url: string,
  request: Parameters<Post>[1],
  judge: (answer: HttpAnswer) => SendOutcome,
): Promise<SendOutcome> {
  let answer: HttpAnswer;
  try {
    answer = await post(url, request);
  } catch (error) {
    return outcomeOfError(error, url);
  }
  return outcomeOfStatus(answer) ?? judge(answer);
}

/** The outcome when no full answer came. */
export function outcomeOfError(error: unknown, secret = ''): SendOutcome {
  const reason = withoutSecret(messageOf(error), secret);
  if (error instanceof PermanentError) return { outcome: 'refused', reason };
  if (error instanceof RetryLaterError) return { outcome: 'retry', reason, afterMs: error.delayMs };
  return codesOf(error).some((code) => NEVER_SENT.has(code))
    ? { outcome: 'retry', reason }
    : { outcome: 'unknown', reason };
}

/** What a status outside 2xx means; null for 2xx. */
export function outcomeOfStatus(answer: HttpAnswer): SendOutcome | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const reason = `answered ${status}: ${excerpt(answer.body)}`;
  const afterMs = retryAfterMs(answer);
  if (status === 408 || status === 425 || status === 429 || status === 503)
    return { outcome: 'retry', reason, ...(afterMs === null ? {} : { afterMs }) };
  // A gateway that lost its back end cannot say whether the message went through before.
  if (status === 502 || status === 504) return { outcome: 'unknown', reason };
  if (status >= 500) return { outcome: 'retry', reason, ...(afterMs === null ? {} : { afterMs }) };
  return { outcome: 'refused', reason };
}

/** Retry-After in milliseconds: whole or decimal seconds, or an HTTP date against the answer's own Date; null when absent. */
export function retryAfterMs({ headers }: HttpAnswer): number | null {
  const value = headers['retry-after']?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const until = Date.parse(value);
  const from = Date.parse(headers['date'] ?? '');
  return Number.isNaN(until) || Number.isNaN(from) ? null : Math.max(0, until - from);
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

/** Codes of an error and of everything that caused it: the gate and undici wrap the one that matters. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let e = error, depth = 0; e instanceof Error && depth < 8; e = e.cause, depth++)
    if ('code' in e && typeof e.code === 'string') codes.push(e.code);
  return codes;
}

function withoutSecret(text: string, secret: string): string {
  if (!secret) return text;
  const { host, href, pathname, search } = new URL(secret);
  const hidden = [secret, href, pathname + search, pathname].filter((piece) => piece.length > 1);
  return hidden.reduce((clean, piece) => clean.replaceAll(piece, `${host}/…`), text);
}
