/** Which robots.txt answer holds for an origin, asked for once and remembered in the shared state (RFC 9309, 2.3 and 2.4). */
import { messageOf } from '../errors.ts';
import { decodeBytes } from './charset.ts';
import type { GateResponse } from './asked.ts';
import { maxAgeSecs } from './headers.ts';
import type { GateState, RobotsRecord } from './pacing.ts';
import { FetchFailure, GateRefusal } from './refusal.ts';
import { isAllowedByRobots, MAX_ROBOTS_BYTES, parseRobots, type RobotsRules } from './robots.ts';

export type RobotsVerdict = {
  allowed: boolean;
  /** False when robots.txt could not be read. */
  isKnown: boolean;
  crawlDelaySecs: number | null;
  sitemaps: readonly string[];
  sentence: string;
};

type Options = {
  /** Our product token, `Redwatch`. */
  agent: string;
  state: GateState;
  now: () => number;
  bring: (url: string) => Promise<GateResponse>;
};

const HOUR_MS = 3600_000;
/** RFC 9309, 2.4: not used for more than 24 hours. A shorter max-age is honoured down to an hour. */
const LONGEST_MS = 24 * HOUR_MS;
/** Another worker may have read a newer file by then. */
const RECENT_MS = 10_000;
/** An unreachable robots.txt closes the origin; it is asked again after this long. */
const RETRY_CLOSED_MS = HOUR_MS / 2;

export function createRobots({ agent, state, now, bring }: Options): { verdict(url: URL): Promise<RobotsVerdict> } {
  const asking = new Map<string, Promise<RobotsRecord>>();
  const parsed = new Map<string, { text: string; rules: RobotsRules }>();

  /** What the shared state said a moment ago: a night asks one origin many times, and each time would be a question of its own. */
  const recent = new Map<string, { record: RobotsRecord; untilMs: number }>();

  async function current(origin: string): Promise<RobotsRecord> {
    const at = now();
    const seen = recent.get(origin);
    if (seen && seen.untilMs > at) return seen.record;
    const known = await state.robots(origin);
    if (known && known.expiresAtMs > at) return keep(origin, known);
    const running = asking.get(origin);
    if (running) return running;
    const asked = ask(origin, known)
      .then((record) => keep(origin, record))
      .finally(() => asking.delete(origin));
    asking.set(origin, asked);
    return asked;
  }

  function keep(origin: string, record: RobotsRecord): RobotsRecord {
    if (recent.size > 1000) recent.clear();
    recent.set(origin, { record, untilMs: Math.min(record.expiresAtMs, now() + RECENT_MS) });
    return record;
  }

  async function ask(origin: string, known: RobotsRecord | null): Promise<RobotsRecord> {
    const record = await bring(`${origin}/robots.txt`).then(
      (response) => recordFor(response, now()),
      (error: unknown) => closedBy(error, now()),
    );
    // Unreachable now, but known before: the last rules that were read still hold.
    const kept =
      record.state === 'closed' && known?.state === 'rules' ? { ...known, expiresAtMs: record.expiresAtMs } : record;
    await state.saveRobots(origin, kept);
    return kept;
  }

  function rulesOf(origin: string, text: string): RobotsRules {
    const known = parsed.get(origin);
    if (known && known.text === text) return known.rules;
    if (parsed.size > 1000) parsed.clear();
    const rules = parseRobots(text, agent);
    parsed.set(origin, { text, rules });
    return rules;
  }

  return {
    async verdict(url) {
      const record = await current(url.origin);
      const none = { crawlDelaySecs: null, sitemaps: [], isKnown: record.state === 'open' };
      if (record.state === 'open')
        return { allowed: true, ...none, sentence: `${url.host} has no robots.txt: all allowed` };
      if (record.state === 'closed') {
        const sentence = `robots.txt of ${url.host} could not be read (${record.text}), which closes the site until it can`;
        return { allowed: false, ...none, sentence };
      }
      const rules = rulesOf(url.origin, record.text);
      const allowed = isAllowedByRobots(rules, url);
      const { crawlDelaySecs, sitemaps } = rules;
      const asks = allowed && crawlDelaySecs !== null ? ` and asks for ${crawlDelaySecs} s between requests` : '';
      return {
        allowed,
        isKnown: true,
        crawlDelaySecs,
        sitemaps,
        sentence: `robots.txt of ${url.host} ${allowed ? 'allows' : 'forbids'} it${asks}`,
      };
    },
  };
}

/** 2xx: rules. 4xx: there is none. 429 is a server that asks for time, not one without rules: as 5xx, closed. */
function recordFor(response: GateResponse, nowMs: number): RobotsRecord {
  const { status } = response;
  if (status >= 200 && status < 300) {
    const secs = maxAgeSecs(response.headers['cache-control']);
    const holdsMs = Math.min(Math.max(secs === null ? LONGEST_MS : secs * 1000, HOUR_MS), LONGEST_MS);
    const text = decodeBytes(response.body.subarray(0, MAX_ROBOTS_BYTES), null).text;
    return { state: 'rules', text, expiresAtMs: nowMs + holdsMs };
  }
  const isAbsent = status >= 400 && status < 500 && status !== 429;
  if (isAbsent) return { state: 'open', text: '', expiresAtMs: nowMs + LONGEST_MS };
  return { state: 'closed', text: `it answered ${status}`, expiresAtMs: nowMs + RETRY_CLOSED_MS };
}

/** Not reached: closed for a while. An address that is refused or has no name server is told as such, and at once. */
function closedBy(error: unknown, nowMs: number): RobotsRecord {
  const isAboutTheAddress = error instanceof GateRefusal || (error instanceof FetchFailure && error.code === 'dns');
  if (isAboutTheAddress && !(error instanceof GateRefusal && error.code === 'redirects')) throw error;
  return { state: 'closed', text: messageOf(error).slice(0, 300), expiresAtMs: nowMs + RETRY_CLOSED_MS };
}
