/** Whether a rule wants an event. Every filter answers with what matched or why not, because both are shown to people. */
import type { ClaimStatus } from '../types.ts';
import type { Rule } from './rule.ts';
import type { EventForAlert } from './types.ts';

/** How sure a status is. What is planned was announced, so it counts as reported; a denial is no departure at all. */
const CERTAINTY: Record<ClaimStatus, number> = { denied: 0, rumoured: 1, planned: 2, reported: 2, confirmed: 3 };

type Answer = { matched: string } | { why: string } | null;
type Filter = { what: string; ask(rule: Rule, event: EventForAlert): Answer };

const FILTERS: readonly Filter[] = [
  {
    what: 'watch',
    ask: (rule, event) => oneOf('watch', rule.watches, event.watchIds),
  },
  {
    what: 'kind',
    ask: (rule, event) => oneOf('kind', rule.kinds, [event.kind]),
  },
  {
    what: 'status',
    ask(rule, event) {
      const status = event.status ?? 'reported';
      if (status === 'denied') return { why: 'it is denied' };
      if (!rule.statusAtLeast) return null;
      if (CERTAINTY[status] < CERTAINTY[rule.statusAtLeast]) return { why: `it is only ${status}` };
      return { matched: `status ${status}` };
    },
  },
  {
    what: 'role',
    ask: (rule, event) => wordIn('role', rule.roles, event.roles),
  },
  {
    what: 'origins',
    ask({ minOrigins }, { origins }) {
      if (minOrigins <= 1) return null;
      if (origins < minOrigins) return { why: `it has ${origins} of ${minOrigins} independent origins` };
      return { matched: `independent origins ${origins}` };
    },
  },
  {
    what: 'keyword',
    ask: (rule, event) => wordIn('keyword', rule.keywords, searchableText(event)),
  },
  {
    what: 'source',
    ask(rule, event) {
      if (rule.sources.length === 0) return null;
      const found = rule.sources.find((source) => isFrom(source, event));
      return found ? { matched: `source ${found}` } : { why: `no source ${rule.sources.join(' or ')}` };
    },
  },
];

/** What of the rule matched, and which filters speak against, both in words. */
export function matchRule(
  rule: Rule,
  event: EventForAlert,
): { matched: string[]; unmatched: { what: string; why: string }[] } {
  const matched: string[] = [];
  const unmatched: { what: string; why: string }[] = [];
  for (const { what, ask } of FILTERS) {
    const answer = ask(rule, event);
    if (answer && 'matched' in answer) matched.push(answer.matched);
    else if (answer) unmatched.push({ what, why: answer.why });
  }
  return { matched, unmatched };
}

function oneOf(what: string, wanted: readonly string[], have: readonly string[]): Answer {
  if (wanted.length === 0) return null;
  const found = have.filter((value) => wanted.includes(value));
  return found.length > 0 ? { matched: `${what} ${found.join(', ')}` } : { why: `no ${what} ${wanted.join(' or ')}` };
}

function wordIn(what: string, wanted: readonly string[], texts: readonly string[]): Answer {
  if (wanted.length === 0) return null;
  const found = wanted.filter((word) => texts.some((text) => folded(text).includes(folded(word))));
  return found.length > 0 ? { matched: `${what} ${found.join(', ')}` } : { why: `no ${what} ${wanted.join(' or ')}` };
}

/** Full-width letters and capitals are the same word: ＶＰ, VP, vp. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function searchableText(event: EventForAlert): string[] {
  const { quote, quoteArticle, person, org, aliases, roles } = event;
  return [quote, quoteArticle.title, person ?? '', org ?? '', ...aliases, ...roles];
}

function isFrom(source: string, { quoteArticle, sourceIds }: EventForAlert): boolean {
  if (sourceIds?.includes(source) || quoteArticle.outlet === source) return true;
  if (!quoteArticle.url || !URL.canParse(quoteArticle.url)) return false;
  const host = new URL(quoteArticle.url).hostname;
  return host === source.toLowerCase() || host.endsWith(`.${source.toLowerCase()}`);
}
