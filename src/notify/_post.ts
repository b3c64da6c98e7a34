/** The HTTP sender the channels are given, built on the fetch gate. */
import type { Gate } from '../net/gate.ts';
import type { Post } from './_channel.ts';

/** No receiver documents an answer longer than a few hundred bytes. */
const LONGEST_ANSWER = 256 * 1024;

/** Redirects are not followed: a receiver that moved must be set anew, or a secret would travel to whom it points at. */
export function postThrough(gate: Pick<Gate, 'fetch'>): Post {
  return async (url, { method, headers, body, timeoutMs }) => {
    const answer = await gate.fetch(url, {
      ...{ method, headers, body, purpose: 'notify', maxRedirects: null, maxBytes: LONGEST_ANSWER },
      timeouts: { headersMs: timeoutMs, idleMs: timeoutMs, totalMs: timeoutMs },
    });
    return { status: answer.status, headers: answer.headers, body: new TextDecoder().decode(answer.body) };
  };
}
