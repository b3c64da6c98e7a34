import { inWords, type Form } from './forms.ts';
import type { View } from './view.ts';

/**
 * Why somebody was told, or nobody was, in the reader's language. The steps write these sentences in English (src/core/alerts,
 * src/core/events, src/store/mutes.ts); each form is recognised by its words, and one that is not known stands as it was written.
 */

const list = (names: string | undefined, each: (name: string) => string) =>
  (names ?? '').split(', ').map(each).join(', ');

const FORMS: readonly Form[] = [
  // kind executive_departure
  [/^kind (.+)$/, ({ t }, [kinds]) => t.reason.kind(list(kinds, (one) => t.kind[one] ?? one))],
  // watch xiaohongshu
  [/^watch (.+)$/, (view, [ids]) => view.t.reason.watch(list(ids, (one) => view.watchName(one)))],
  // status reported
  [/^status (\w+)$/, ({ t }, [status = '']) => t.reason.status(t.status[status] ?? status)],
  // role 负责人
  [/^role (.+)$/, ({ t }, [role = '']) => t.reason.role(role)],
  // keyword 电商
  [/^keyword (.+)$/, ({ t }, [word = '']) => t.reason.keyword(word)],
  // source technode
  [/^source (.+)$/, (view, [id = '']) => view.t.reason.source(view.sourceName(id))],
  // independent origins 2
  [/^independent origins (\d+)$/, ({ t }, [count]) => t.reason.origins(Number(count))],
  // rule urgent: it is only rumoured, no role VP
  [/^rule ([a-z0-9_-]+): (.+)$/, (view, [rule = '', rest = '']) => view.t.reason.rule(rule, reasonsOfRule(view, rest))],
  // it is only rumoured
  [/^it is only (\w+)$/, ({ t }, [status = '']) => t.reason.only(t.status[status] ?? status)],
  // it has 1 of 2 independent origins
  [/^it has (\d+) of (\d+) independent origins$/, ({ t }, [has, of]) => t.reason.tooFew(Number(has), Number(of))],
  // no role 负责人 or VP
  [
    /^no (watch|kind|role|keyword|source) (.+)$/,
    (view, [what = '', wanted = '']) => view.t.reason.no(what, wanted.split(' or ').map((one) => nameOf(view, what, one)).join(', ')), // prettier-ignore
  ],
  // it does not ask for changes of date
  [
    /^it does not ask for changes of (\w+)$/,
    ({ t }, [field = '']) => t.reason.notAsked(t.reason.field[field] ?? field),
  ],
  // it is muted by Lin until 2026-03-12T08:00:00.000Z; of a message that was held: muted by Lin
  [
    /^(?:it is )?muted(?: by (.+?))?(?: until (\d{4}-[\d:.TZ-]+))?$/,
    ({ t, clock }, [by = '', until = '']) => t.reason.muted(by, until && clock.published(until)),
  ],
  // an analyst ruled: wrong_person
  [/^an analyst ruled: (\w+)$/, ({ t }, [ruling = '']) => t.reason.ruled(t.decide.kind[ruling] ?? ruling)],
  // old news: took effect 2023年3月 before its article of 2025-11-04
  [
    /^old news: took effect (.+) before its article of (.+)$/,
    ({ t }, [date = '', day = '']) => t.reason.old(date, day),
  ],
  // 2 independent origins tell it
  [/^(\d+) independent origins tell it$/, ({ t }, [count]) => t.reason.origins(Number(count))],
  // was reported, is confirmed now
  [
    /^was (\w+), is (\w+) now$/,
    ({ t }, [before = '', now = '']) => t.reason.became(t.status[before] ?? before, t.status[now] ?? now),
  ],
  // 2025-12 is 2025-12-26 now
  [/^(\d{4}[\d-]*) is (\d{4}[\d-]*) now$/, ({ t }, [before = '', now = '']) => t.reason.became(before, now)],
  // dated 2025-12-26
  [/^dated (\S+)$/, ({ t }, [date = '']) => t.reason.dated(date)],
  // the executive is named: 沈听澜
  [/^the executive is named: (.+)$/, ({ t }, [name = '']) => t.reason.named(name)],
  // 苏以棠 is named
  [/^(.+) is named$/, ({ t }, [name = '']) => t.reason.named(name)],
  // another article says 苏以棠
  [/^another article says (.+)$/, ({ t }, [name = '']) => t.reason.otherwise(name)],
];

/** What a rule asks for stands in it by its id. */
function nameOf({ t, watchName, sourceName }: View, what: string, id: string): string {
  if (what === 'watch') return watchName(id);
  if (what === 'source') return sourceName(id);
  return what === 'kind' ? (t.kind[id] ?? id) : id;
}

/** One reason or several, joined by `; `. */
export function reasonWords(view: View, why: string): string {
  return why
    .split('; ')
    .map((one) => known(view, one) ?? one)
    .join(view.t.reason.join);
}

/** A rule's own reasons are joined by `, `, which may stand within a reason too: what is none by itself belongs to the one before. */
function reasonsOfRule(view: View, rest: string): string {
  const reasons: string[] = [];
  for (const piece of rest.split(', '))
    if (reasons.length > 0 && known(view, piece) === null) reasons.push(`${reasons.pop()}, ${piece}`);
    else reasons.push(piece);
  return reasons.map((one) => known(view, one) ?? one).join(view.t.reason.comma);
}

function known(view: View, why: string): string | null {
  return view.t.reason.fixed[why] ?? inWords(view, FORMS, why);
}

/** Why nobody was told of a change: that of old news says what it was, not that it is old. */
export function silenceWords(view: View, change: { isOldNews: boolean; silentBecause: string | null }): string {
  const words = reasonWords(view, change.silentBecause ?? '');
  const isSaid = !change.isOldNews || /^old news|^rule /.test(change.silentBecause ?? '');
  return isSaid ? words : `${view.t.reason.oldNews}${view.t.reason.comma}${words}`;
}

/** What of an event was new: `first report`, `the date`. */
export function changeWords(view: View, field: string): string {
  return view.t.reason.field[field] ?? field;
}
