/** One place that says what an HTTP answer means for a crawl: a page, nothing new, or a failure with its cause and what to do about it. */
import { messageOf, PermanentError, RetryLaterError } from '../errors.ts';
import type { GateResponse } from './asked.ts';
import { FetchFailure, GateRefusal } from './refusal.ts';

export type Outcome =
  | { kind: 'page' }
  | { kind: 'unchanged' }
  /** `cause` is a short stable word for counting; `sentence` is for people. */
  | { kind: 'failed'; cause: string; retry: 'never' | 'soon' | 'later'; afterMs: number | null; sentence: string };

/** Larger pages that mention these words are about them; the gatekeepers' own pages are small. */
const CHALLENGE_MAX_BYTES = 40_000;
/** "Just a moment...", "Attention Required! | Cloudflare", "安全验证", "滑动验证", aliyun_waf: pages that stand in front of the page. */
const CHALLENGE =
  /<title>\s*(?:Just a moment|Attention Required!|Access denied|安全验证|人机验证|滑动验证|访问验证)|cf-challenge|_cf_chl_opt|aliyun_waf|waf_text_verify|geetest_captcha|id="captcha-box"/i;

/** Judges an answer. `text` is the decoded body. */
export function outcomeOf(
  response: Pick<GateResponse, 'status' | 'body' | 'finalUrl' | 'retryAfterMs' | 'notModified'>,
  text: string,
): Outcome {
  const { status, finalUrl, retryAfterMs } = response;
  if (response.notModified) return { kind: 'unchanged' };
  if (status >= 200 && status < 300) {
    if (text.trim() === '') return failed('empty body', 'soon', `${finalUrl} answered ${status} with an empty body`);
    if (response.body.length < CHALLENGE_MAX_BYTES && CHALLENGE.test(text)) {
      return failed('blocked', 'never', `${finalUrl} answered ${status} with a check for humans instead of the page`);
    }
    return { kind: 'page' };
  }
  if (status === 429 || (status === 503 && retryAfterMs !== null)) {
    const span = retryAfterMs === null ? '' : ` for ${Math.ceil(retryAfterMs / 1000)} s`;
    return failed('asked to wait', 'later', `${finalUrl} answered ${status} and asks to wait${span}`, retryAfterMs);
  }
  if (status === 401 || status === 403 || status === 451) {
    const isChallenge = CHALLENGE.test(text);
    const sentence = isChallenge
      ? `${finalUrl} answered ${status} with a check for humans`
      : `${finalUrl} refused access (${status})`;
    return failed(isChallenge ? 'blocked' : `http ${status}`, 'never', sentence);
  }
  const isPassing = status >= 500 || status === 408 || status === 425;
  return failed(`http ${status}`, isPassing ? 'soon' : 'never', `${finalUrl} answered ${status}`);
}

/** Judges whatever the gate threw. */
export function outcomeOfError(error: unknown): Extract<Outcome, { kind: 'failed' }> {
  const sentence = messageOf(error);
  if (error instanceof RetryLaterError) return failed('asked to wait', 'later', sentence, error.delayMs);
  if (error instanceof GateRefusal) return failed(error.code, 'never', sentence);
  if (error instanceof PermanentError) return failed('layout', 'never', sentence);
  if (error instanceof FetchFailure) return failed(error.code, 'soon', sentence);
  return failed('error', 'soon', sentence);
}

function failed(
  cause: string,
  retry: 'never' | 'soon' | 'later',
  sentence: string,
  afterMs: number | null = null,
): Extract<Outcome, { kind: 'failed' }> {
  return { kind: 'failed', cause, retry, afterMs, sentence };
}
