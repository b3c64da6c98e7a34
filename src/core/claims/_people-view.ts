/** One Chinese article with its persons, offices, organisations and dates, sentence by sentence; computed when first asked for. */
import { toSimplified } from '../dedup/simplified.ts';
import { findDates, type DateMention } from '../text/dates.ts';
import type { ArticleText, Field, FieldSentence } from './_article-text.ts';
import type { Place } from './_departure-record.ts';
import { itemsOf } from './_items.ts';
import { findOrganisations, type OrgSpan } from './names/organisations.ts';
import { gluedNames, shortNames } from './names/short-names.ts';
import type { PersonSpan } from './names/aliases.ts';
import { SURE } from './names/_person-marks.ts';
import { findPersons } from './names/persons.ts';
import { findRoles, type RoleSpan } from './names/roles.ts';

export type SentenceView = {
  index: number;
  sentence: FieldSentence;
  /** The sentence as the patterns read it: Simplified, Chinese punctuation full-width; as long as the original, so offsets are the same. */
  text: string;
  roles: readonly RoleSpan[];
  persons: readonly PersonSpan[];
  orgs: readonly OrgSpan[];
  dates: readonly DateMention[];
};

export type PeopleView = {
  article: ArticleText;
  length: number;
  at(index: number): SentenceView;
  /** The folded text of a sentence, without looking for names in it. */
  text(index: number): string;
  /** How often a word stands in the whole article. */
  mentions(word: string): number;
  /** Whether two sentences stand in different items of a round-up. */
  isOtherItem(a: number, b: number): boolean;
  /** Legal name or first name of every alias the article explains: 白… -> 赵…, with where it was explained. */
  aliases(): ReadonlyMap<string, PersonSpan & { sentenceIndex: number }>;
};

/** Sentences looked at on both sides of a trigger for names; a name introduced farther away is found by the whole-article pass. */
export function peopleView(article: ArticleText): PeopleView {
  const made = views.get(article);
  if (made) return made;
  const view = newView(article);
  views.set(article, view);
  return view;
}

const views = new WeakMap<ArticleText, PeopleView>();

function newView(article: ArticleText): PeopleView {
  const { sentences } = article;
  const cache = new Map<number, SentenceView>();
  const firstLook = new Map<number, FirstLook>();
  let known: ReadonlySet<string> | null = null;
  let aliases: Map<string, PersonSpan & { sentenceIndex: number }> | null = null;
  const texts: string[] = [];
  const folded = (index: number): string => (texts[index] ??= foldChinese(sentences[index]!.text));
  const knownNames = (): ReadonlySet<string> =>
    (known ??= namesShown(
      sentences.map((_, index) => folded(index)),
      firstLook,
    ));
  let items: readonly number[] | null = null;
  let organisations: readonly string[] | null | undefined;
  const rawOrgs: (readonly OrgSpan[] | undefined)[] = [];
  const orgsByCaller = (index: number): readonly OrgSpan[] =>
    (rawOrgs[index] ??= findOrganisations(folded(index), article.organisations ?? []));
  /** Those the caller knows, and those the title and opening make known; null when they make none known. */
  const knownOrganisations = (): readonly string[] | null => {
    if (organisations !== undefined) return organisations;
    const texts = sentences.map((_, index) => folded(index));
    const opening = sentences.slice(0, OPENING_SENTENCES).map((_, index) => index);
    const made = [
      ...shortNames(opening.flatMap(orgsByCaller), texts),
      ...gluedNames(
        opening.map((index) => view.at(index)),
        texts,
      ),
    ];
    return (organisations = made.length > 0 ? [...(article.organisations ?? []), ...made] : null);
  };
  const orgsOf = (index: number): readonly OrgSpan[] => {
    const known = knownOrganisations();
    return known ? findOrganisations(folded(index), known) : orgsByCaller(index);
  };
  const counts = new Map<string, number>();
  const count = (word: string): number => {
    const n = sentences.reduce((sum, _, index) => sum + Number(folded(index).includes(word)), 0);
    counts.set(word, n);
    return n;
  };
  const view: PeopleView = {
    article,
    length: sentences.length,
    text: (index) => folded(index),
    at(index) {
      const cached = cache.get(index);
      if (cached) return cached;
      const made = lazily({
        sentences,
        index,
        text: folded(index),
        known: knownNames,
        first: () => firstLook.get(index),
        anchor: article.anchor,
        orgs: () => orgsOf(index),
      });
      cache.set(index, made);
      return made;
    },
    mentions(word) {
      return counts.get(word) ?? count(word);
    },
    isOtherItem(a, b) {
      items ??= itemsOf(sentences);
      return items[a]! >= 0 && items[b]! >= 0 && items[a] !== items[b];
    },
    aliases() {
      if (aliases) return aliases;
      aliases = new Map();
      for (let i = 0; i < sentences.length; i++)
        for (const person of view.at(i).persons)
          for (const name of [person.name, ...person.aliases.filter((a) => a.kind !== '称谓').map((a) => a.text)])
            if (!aliases.has(name) || (person.aliases.length > 0 && aliases.get(name)!.aliases.length === 0))
              aliases.set(name, { ...person, sentenceIndex: i });
      return aliases;
    },
  };
  return view;
}

/** Offices, persons, organisations and dates of a sentence, each found when first asked for. */
function lazily({ sentences, index, text, known, first, anchor, orgs: found }: LazyInput): SentenceView {
  let roles: readonly RoleSpan[] | null = null;
  let persons: readonly PersonSpan[] | null = null;
  let orgs: readonly OrgSpan[] | null = null;
  let dates: readonly DateMention[] | null = null;
  return {
    index,
    text,
    sentence: sentences[index]!,
    get roles() {
      return (roles ??= first()?.roles ?? findRoles(text));
    },
    get persons() {
      return (persons ??= secondLook(text, this.roles, known(), first()));
    },
    get orgs() {
      // 小鹏 in 李小鹏 is no company.
      return (orgs ??= found().filter((o) => !this.persons.some((p) => o.start < p.end && p.start < o.end)));
    },
    get dates() {
      return (dates ??= datesOf(sentences, index, anchor));
    },
  };
}

/** Sentences in which a company that is shortened later is named whole. */
const OPENING_SENTENCES = 12;

/** What a sentence shows before the rest of the article is known. */
type FirstLook = { roles: readonly RoleSpan[]; persons: readonly PersonSpan[] };

type LazyInput = {
  sentences: readonly FieldSentence[];
  index: number;
  text: string;
  known: () => ReadonlySet<string>;
  first: () => FirstLook | undefined;
  anchor: string | null;
  orgs: () => readonly OrgSpan[];
};

/** The first look serves unless the sentence holds a known name that it missed. */
function secondLook(
  text: string,
  roles: readonly RoleSpan[],
  known: ReadonlySet<string>,
  first: FirstLook | undefined,
): readonly PersonSpan[] {
  if (first) {
    const seen = new Set(first.persons.map((p) => p.name));
    if (
      first.persons.every((p) => known.has(p.name)) &&
      [...known].every((name) => seen.has(name) || !text.includes(name))
    )
      return first.persons;
  }
  return findPersons(text, roles, known);
}

/** Every name that some sentence shows to be a person's beyond doubt. */
function namesShown(texts: readonly string[], looks: Map<number, FirstLook>): ReadonlySet<string> {
  const names = new Set<string>();
  const none = new Set<string>();
  const unsure = new Set<string>();
  texts.forEach((text, index) => {
    const roles = findRoles(text);
    const persons = findPersons(text, roles, none);
    looks.set(index, { roles, persons });
    for (const person of persons) {
      if (person.weight < SURE) {
        unsure.add(person.name);
        continue;
      }
      names.add(person.name);
      // 哈罗德·温特 is called 温特 afterwards.
      const last = /[·•・](\p{Script=Han}{2,6})$/u.exec(person.name)?.[1];
      if (last) names.add(last);
      for (const alias of person.aliases) if (alias.kind !== '称谓') names.add(alias.text);
    }
  });
  return withoutTail(names, unsure, texts);
}

/** 孟凡系因…, 免去连翘西塘公司…: a third character that the article's other mentions lack belongs to the next word. */
function withoutTail(names: Set<string>, unsure: ReadonlySet<string>, texts: readonly string[]): ReadonlySet<string> {
  for (const name of [...names, ...unsure]) {
    if (!/^\p{Script=Han}{3}$/u.test(name)) continue;
    const [short, tail] = [name.slice(0, 2), name[2]!];
    if (!names.has(short) && !texts.some((text) => text.includes(short) && !text.includes(name))) continue;
    const alone = new RegExp(`(?:^|[，。；：“])${short}(?!${tail})(?:\\d|[，、（已将曾现也在于因说称表被])`, 'u');
    const times = texts.filter((text) => text.includes(name)).length;
    if (times > 1 || !(names.has(short) || texts.some((text) => alone.test(text)))) continue;
    names.delete(name);
    names.add(short);
  }
  return names;
}

/** Sentences before on whose dates 同年 and bare months lean, and 同日, which may stand a paragraph later. */
const LEAD_SENTENCES = 2;
const SAME_DAY_SENTENCES = 6;

/** Dates of one sentence; 同年 and bare months lean on the dates of the two sentences before it. */
function datesOf(sentences: readonly FieldSentence[], index: number, anchor: string | null): DateMention[] {
  const { field, text } = sentences[index]!;
  let lead = '';
  const reach = /[同当]日/u.test(text) ? SAME_DAY_SENTENCES : LEAD_SENTENCES;
  for (let back = Math.max(0, index - reach); back < index; back++)
    if (sentences[back]!.field === field) lead += sentences[back]!.text + '\n';
  const inside = findDates(lead + text, anchor).filter((date) => date.start >= lead.length);
  return inside.map((date) => ({ ...date, start: date.start - lead.length, end: date.end - lead.length }));
}

/** A span of a sentence as a place of the article. */
export function placeIn({ sentence }: SentenceView, start: number, end: number): Place {
  return {
    field: sentence.field as Field,
    start: sentence.start + start,
    end: sentence.start + end,
    text: sentence.text.slice(start, end),
  };
}

const WIDE: Readonly<Record<string, string>> = {
  ',': '，',
  ':': '：',
  ';': '；',
  '(': '（',
  ')': '）',
  '!': '！',
  '?': '？',
};

/** Simplified characters, a comma for the blank that parts a headline, and full-width punctuation beside Chinese ones: one spelling for all patterns. Keeps the length. */
function foldChinese(text: string): string {
  const simplified = toSimplified(text);
  const parted = simplified.replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '，');
  if (!/[,:;()!?]/.test(parted)) return parted;
  return parted.replace(
    /(?<=[\p{Script=Han}”"」』）)])[,:;()!?]|[,:;()!?](?=\s?[\p{Script=Han}“"「『（(])/gu,
    (c) => WIDE[c]!,
  );
}
