/** robots.txt by RFC 9309: parse, match, and how long an answer holds. Pure; the gate fetches. */

export type RobotsRules = {
  rules: readonly { allow: boolean; pattern: string }[];
  /** Seconds between two requests; not in the RFC but widely stated and cheap to honour. Capped at an hour. */
  crawlDelaySecs: number | null;
  sitemaps: readonly string[];
};

/** RFC 9309, 2.5: a parser must read at least 500 KiB; more is not read. */
export const MAX_ROBOTS_BYTES = 500 * 1024;
const MAX_CRAWL_DELAY_SECS = 3600;

type Group = { agents: string[]; rules: { allow: boolean; pattern: string }[]; crawlDelaySecs: number | null };

/** The rules that hold for `agent` (product token, `redwatch`): all groups naming it merged, else the groups for `*`. */
export function parseRobots(text: string, agent: string): RobotsRules {
  const groups: Group[] = [];
  const sitemaps: string[] = [];
  let current: Group | null = null;
  let isNaming = false;
  for (const [key, value] of robotsLines(text)) {
    if (key === 'user-agent') {
      if (!current || !isNaming) groups.push((current = { agents: [], rules: [], crawlDelaySecs: null }));
      current.agents.push(productToken(value));
      isNaming = true;
      continue;
    }
    if (key === 'sitemap') {
      sitemaps.push(value);
      continue;
    }
    if (key === 'allow' || key === 'disallow') {
      isNaming = false;
      if (current && value !== '') current.rules.push({ allow: key === 'allow', pattern: normalisePath(value) });
    } else if (key === 'crawl-delay') {
      isNaming = false;
      const secs = Number(value);
      if (current && value !== '' && secs >= 0) current.crawlDelaySecs = Math.min(secs, MAX_CRAWL_DELAY_SECS);
    }
  }
  const wanted = agent.toLowerCase();
  const named = groups.filter((group) => group.agents.includes(wanted));
  const chosen = named.length > 0 ? named : groups.filter((group) => group.agents.includes('*'));
  const delays = chosen.map((group) => group.crawlDelaySecs).filter((secs) => secs !== null);
  return {
    rules: chosen.flatMap((group) => group.rules),
    crawlDelaySecs: delays.length > 0 ? Math.max(...delays) : null,
    sitemaps,
  };
}

function* robotsLines(text: string): Generator<[string, string]> {
  for (const raw of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const hash = raw.indexOf('#');
    const line = hash < 0 ? raw : raw.slice(0, hash);
    const colon = line.indexOf(':');
    if (colon > 0) yield [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  }
}

/** "Redwatch/1.0 (x)" -> "redwatch"; "*" stays. */
function productToken(value: string): string {
  return value.startsWith('*') ? '*' : (/^[a-z_-]+/i.exec(value)?.[0] ?? value).toLowerCase();
}

/** Both sides of a comparison in one form: "/%7Ea" = "/~a", "/搜" = "/%E6%90%9C"; `%2F` stays itself. */
function normalisePath(path: string): string {
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (whole, hex: string) => {
    const char = String.fromCharCode(parseInt(hex, 16));
    return /[A-Za-z0-9._~-]/.test(char) ? char : whole.toUpperCase();
  });
  // A lone surrogate cannot be percent-encoded; it becomes U+FFFD as on the wire.
  return decoded.replace(/\p{Surrogate}/gu, '\ufffd').replace(/[^\u0021-\u007e]/gu, (char) => encodeURIComponent(char));
}

/** The longest matching rule decides; equal lengths: allow wins; none: allowed. */
export function isAllowedByRobots(robots: RobotsRules, url: URL): boolean {
  if (url.pathname === '/robots.txt') return true;
  const path = normalisePath(url.pathname + url.search);
  let best = { length: -1, allow: true };
  for (const { allow, pattern } of robots.rules) {
    if (pattern.length < best.length || !matchesPattern(path, pattern)) continue;
    if (pattern.length > best.length || allow) best = { length: pattern.length, allow };
  }
  return best.allow;
}

/** `*` = any run of characters, `$` at the end = end of path. Pieces are searched left to right: linear, whatever the pattern. */
export function matchesPattern(path: string, pattern: string): boolean {
  const isAnchored = pattern.endsWith('$');
  const pieces = (isAnchored ? pattern.slice(0, -1) : pattern).split('*');
  const first = pieces[0] ?? '';
  if (!path.startsWith(first)) return false;
  if (pieces.length === 1) return !isAnchored || path.length === first.length;
  const last = pieces[pieces.length - 1] ?? '';
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return isAnchored ? path.length - last.length >= at && path.endsWith(last) : path.indexOf(last, at) >= 0;
}
