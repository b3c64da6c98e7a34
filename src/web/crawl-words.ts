import { inWords, type Form } from './forms.ts';
import type { View } from './view.ts';

/**
 * What the crawl and the group step say of a page or of two stories, in the reader's language. They write it in English (crawlers/,
 * src/net, src/core/dedup/origin.ts); what is not known here stands as it was written, as does the rest of a sentence after its cause.
 */

const CRAWL: readonly Form[] = [
  // 11 articles, 9 of them new or due
  [/^(\d+) articles, (\d+) of them new or due$/, ({ t }, [all, due]) => t.sources.listed(Number(all), Number(due))],
  // beyond 3 list pages
  [/^beyond (\d+) list pages$/, ({ t }, [most]) => t.sources.beyond(Number(most))],
  // http 404
  [/^http (\d{3})$/, (_, [status]) => `HTTP ${status}`],
];

/** `known, not due`; of a failure with its cause first, `reset: other side closed`, the cause. */
export function crawlWords(view: View, reason: string): string {
  const whole = known(view, reason);
  if (whole !== null) return whole;
  const [, cause = '', rest = ''] = /^([^:]{1,30}): (.*)$/s.exec(reason) ?? [];
  const words = known(view, cause);
  return words === null ? reason : `${words}: ${rest}`;
}

function known(view: View, reason: string): string | null {
  return view.t.sources.why[reason] ?? inWords(view, CRAWL, reason);
}

const JOINED: readonly Form[] = [
  [/^Both report the same event in title and opening$/, ({ t }) => t.decide.joined.sameEvent],
  // Both are published by 127.0.0.1
  [/^Both are published by (.+)$/, ({ t }, [name = '']) => t.decide.joined.family(name)],
  // Both carry the mark of 新华社
  [/^Both carry the mark of (.+)$/, ({ t }, [name = '']) => t.decide.joined.wire(name)],
  // 转角资讯 names 跨境数潮 as its source
  [/^(.+) (?:names|links to) (.+) as its source$/, ({ t }, [a = '', b = '']) => t.decide.joined.names(a, b)],
  // An own report of 出海码头
  [/^An own report of (.+)$/, ({ t }, [name = '']) => t.decide.joined.own(name)],
  [/^Nothing says who reported it, so it does not count as independent$/, ({ t }) => t.decide.joined.unknown],
];

/** Why the program itself joined two stories; an analyst's own note stands as it was written. */
export function noteWords(view: View, note: string): string {
  const sentences = note.replace(/\.$/, '').split('. ');
  const words = sentences.map((one) => inWords(view, JOINED, one));
  return words.every((one) => one !== null) ? words.join(view.t.decide.joined.then) : note;
}
