import type { Watch } from '../core/types.ts';

/** A Watch as text fields, one thing a line; watchFrom reads them back. */
export const watchFields = ['name', 'names', 'ambiguous', 'products', 'people'] as const;
export type WatchFields = Record<(typeof watchFields)[number], string>;

/** `RED: 小红书, app` for an ambiguous name with its context; `赵维晨: 白哉 (薯名), Zhao` for a person with aliases. */
export function fieldsOf(watch: Watch): WatchFields {
  return {
    name: watch.name,
    names: watch.names.join('\n'),
    ambiguous: watch.ambiguous.map((one) => `${one.name}: ${one.context.join(', ')}`).join('\n'),
    products: watch.products.join('\n'),
    people: watch.people
      .map((person) => {
        const aliases = person.aliases.map((alias) => (alias.kind ? `${alias.text} (${alias.kind})` : alias.text));
        return aliases.length ? `${person.name}: ${aliases.join(', ')}` : person.name;
      })
      .join('\n'),
  };
}

const MAX_LINES = 500;
const MAX_WORD = 80;

/** Null when it would watch for nothing, or an ambiguous name lacks its context. */
export function watchFrom(id: string, fields: WatchFields): Watch | null {
  const names = lines(fields.names);
  const ambiguous = lines(fields.ambiguous).map((line) => ({ name: before(line), context: words(after(line)) }));
  const name = fields.name.trim().slice(0, MAX_WORD);
  if (!name || (names.length === 0 && ambiguous.length === 0)) return null;
  if (ambiguous.some((one) => one.name === '' || one.context.length === 0)) return null;
  const people = lines(fields.people).map((line) => ({
    name: before(line),
    aliases: words(after(line)).map(aliasFrom),
  }));
  return {
    id,
    name,
    names,
    ambiguous,
    products: lines(fields.products),
    people: people.filter((person) => person.name !== ''),
  };
}

const lines = (text: string) =>
  text.split('\n').map((line) => line.trim().slice(0, 400)).filter(Boolean).slice(0, MAX_LINES); // prettier-ignore
const words = (text: string) =>
  text.split(/[,，、]/).map((word) => word.trim().slice(0, MAX_WORD)).filter(Boolean); // prettier-ignore
const before = (line: string) => (line.split(/[:：]/, 1)[0] ?? '').trim();
const after = (line: string) => line.slice((line.split(/[:：]/, 1)[0] ?? '').length + 1);

/** `白哉 (薯名)` */
function aliasFrom(word: string): { text: string; kind: string } {
  const open = word.search(/[(（]/);
  if (open < 0) return { text: word, kind: '' };
  return {
    text: word.slice(0, open).trim(),
    kind: word
      .slice(open + 1)
      .replace(/[)）]$/, '')
      .trim(),
  };
}
