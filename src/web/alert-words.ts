import type { View } from './view.ts';

/**
 * Why somebody was told, or nobody was, in the reader's language. The alert step writes these sentences in English (src/core/alerts); each
 * form is recognised by its words, and one that is not known stands as it was written.
 */

type Form = readonly [RegExp, (view: View, found: readonly string[]) => string];

const FORMS: readonly Form[] = [
  // kind executive_departure
  [
    /^kind (.+)$/,
    ({ t }, [kind]) =>
      t.reason.kind(
        names(kind)
          .map((one) => t.kind[one] ?? one)
          .join(', '),
      ),
  ],
  // watch xiaohongshu
  [
    /^watch (.+)$/,
    (view, [ids]) =>
      view.t.reason.watch(
        names(ids)
          .map((one) => view.watchName(one))
          .join(', '),
      ),
  ],
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
  // rule urgent: it is only rumoured
  [/^rule ([a-z0-9_-]+): (.+)$/, (view, [rule = '', rest = '']) => view.t.reason.rule(rule, reasonWords(view, rest))],
  // it is only rumoured
  [/^it is only (\w+)$/, ({ t }, [status = '']) => t.reason.only(t.status[status] ?? status)],
  // it has 1 of 2 independent origins
  [/^it has (\d+) of (\d+) independent origins$/, ({ t }, [has, of]) => t.reason.tooFew(Number(has), Number(of))],
  // no role 负责人 or VP
  [
    /^no (watch|kind|role|keyword|source) (.+)$/,
    ({ t }, [what = '', wanted = '']) => t.reason.no(what, wanted.split(' or ').join(', ')),
  ],
  // it does not ask for changes of date
  [
    /^it does not ask for changes of (\w+)$/,
    ({ t }, [field = '']) => t.reason.notAsked(t.reason.field[field] ?? field),
  ],
];

const names = (list: string | undefined) => (list ?? '').split(', ');

/** One reason or several, joined by `; ` or, within a rule, by `, `. */
export function reasonWords(view: View, why: string): string {
  return why
    .split('; ')
    .map((one) => oneReason(view, one))
    .join(view.t.reason.join);
}

function oneReason(view: View, why: string): string {
  const fixed = view.t.reason.fixed[why];
  if (fixed !== undefined) return fixed;
  for (const [form, words] of FORMS) {
    const found = form.exec(why);
    if (found) return words(view, found.slice(1));
  }
  return why;
}

/** What of an event was new: `first report`, `the date`. */
export function changeWords(view: View, field: string): string {
  return view.t.reason.field[field] ?? field;
}
