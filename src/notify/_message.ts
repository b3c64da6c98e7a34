/**
 * An alert in words. A message is lines with a meaning, not markup: each channel escapes and dresses them its own way, so text
 * of a page can never become a mention, a link or a tag. Everything a page can choose is cut to a length here.
 */
import type { AlertDecision, EventChange, EventForAlert } from '../core/alerts.ts';
import { WORDS, dateInWords, instantInWords, type Lang, type Words } from './_words.ts';

export type Line =
  | { kind: 'heading'; text: string }
  | { kind: 'fact'; label: string; text: string }
  | { kind: 'quote'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'link'; label: string; url: string };

export type MessageKind = 'alert' | 'update' | 'correction' | 'digest' | 'escalation' | 'test';

export type AlertMessage = {
  /** The delivery key: the same for every try of the same delivery. */
  key: string;
  kind: MessageKind;
  lang: Lang;
  title: string;
  lines: readonly Line[];
  /** Where the whole story stands on the desk. */
  url: string;
  /** The same facts for machines; the webhook sends them. */
  items: readonly MessageItem[];
};

/** One event as the webhook tells it. */
export type MessageItem = {
  change: { field: string; value: string | null };
  event: Omit<EventForAlert, 'sourceIds' | 'storyIds' | 'enteredSilently'>;
  why: string;
};

/** Longest piece of page text a message carries; quotes are at most 240 characters by definition (DESIGN 7). */
const LONGEST = 240;

/** A departure counts as found late when it was published this many days before it was first seen. */
const LATE_DAYS = 7;

export type AlertInput = {
  decision: AlertDecision;
  change: EventChange;
  event: EventForAlert;
  /** Names of the rules by id, for "because rule ... matched"; an unnamed rule shows its id. */
  ruleNames?: ReadonlyMap<string, string>;
};

/** The message of one alert: a first report or an update. */
export function alertMessage(input: AlertInput): AlertMessage {
  const { decision, event } = input;
  const words = WORDS[decision.lang];
  const isUpdate = decision.field !== 'first_report';
  return {
    key: decision.key,
    kind: isUpdate ? 'update' : 'alert',
    lang: decision.lang,
    title: titleOf(input, words),
    lines: linesOf(input, words),
    url: event.storyUrl,
    items: [itemOf(input, words)],
  };
}

function titleOf({ decision, event }: AlertInput, words: Words): string {
  const who = cut(event.person) ?? words.somebody;
  const where = cut(event.org) ?? words.unknownCompany;
  if (decision.field === 'first_report') return words.leaves(who, where, event.status);
  return words.update(words.changed(decision.field, cut(decision.value)), who, where);
}

/** Who, role, company, what, when, status, origins, quote, source, link, why: the same order in every message. */
export function linesOf(input: AlertInput, words: Words): Line[] {
  const { event, decision } = input;
  const { quoteArticle: source } = event;
  const person = [cut(event.person) ?? words.somebody, ...event.aliases.slice(0, 5).map((alias) => short(alias, 40))];
  const fact = (label: string, text: string | null): Line[] => (text ? [{ kind: 'fact', label, text }] : []);
  return [
    ...fact(words.person, person.join(words.comma)),
    ...fact(words.role, event.roles.slice(0, 5).map((role) => short(role, 80)).join(words.comma)), // prettier-ignore
    ...fact(words.company, cut(event.org)),
    ...fact(words.what, decision.field === 'first_report' ? words.kind(event.kind) : words.changed(decision.field, cut(decision.value))), // prettier-ignore
    ...fact(words.when, event.date ? dateInWords(event.date, decision.lang) : words.noDate),
    ...fact(words.successor, cut(event.successor ?? null)),
    ...fact(words.nextEmployer, cut(event.nextEmployer ?? null)),
    ...fact(words.statusLabel, words.status(event.status)),
    ...fact(words.origins, words.countOrigins(event.origins)),
    ...lateLines(event, decision.lang),
    { kind: 'quote', text: short(event.quote, LONGEST) },
    ...fact(words.source, [cut(source.outlet), cut(source.title)].filter(Boolean).join(words.dash)),
    ...fact(words.published, source.publishedAt && instantInWords(source.publishedAt, decision.lang)),
    ...linkLine(words.article, source.url),
    ...linkLine(words.story, event.storyUrl),
    { kind: 'text', text: whyOf(input, words) },
  ];
}

/** A departure found long after it was published says so: when it happened stands above, here when it was known. */
function lateLines(event: EventForAlert, lang: Lang): Line[] {
  const { firstPublishedAt, firstSeenAt } = event;
  if (!firstPublishedAt) return [];
  const days = (Date.parse(firstSeenAt) - Date.parse(firstPublishedAt)) / 86_400_000;
  if (!(days >= LATE_DAYS)) return [];
  const words = WORDS[lang];
  const text = words.foundLate(instantInWords(firstPublishedAt, lang), instantInWords(firstSeenAt, lang));
  return [{ kind: 'fact', label: words.late, text }];
}

function linkLine(label: string, url: string | null): Line[] {
  return url && isWebLink(url) ? [{ kind: 'link', label, url }] : [];
}

/** "You get this because rule ... matched ...". */
export function whyOf({ decision, ruleNames }: AlertInput, words: Words): string {
  const name = (id: string) => ruleNames?.get(id) || id;
  return words.because([decision.ruleId, ...decision.alsoRules].map(name), decision.matched);
}

export function itemOf(input: AlertInput, words: Words): MessageItem {
  const { sourceIds: _s, storyIds: _t, enteredSilently: _e, ...event } = input.event;
  return { change: { field: input.decision.field, value: input.decision.value }, event, why: whyOf(input, words) };
}

/** Only http and https become links: javascript: or data: from a page stay out of every channel. */
export function isWebLink(url: string): boolean {
  return url.length <= 2000 && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function cut(text: string | null): string | null {
  return text ? short(text, LONGEST) : null;
}

/** At most `most` characters on one line, without half a character at the end. */
export function short(text: string, most: number): string {
  const line = text.slice(0, most * 4).replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim(); // prettier-ignore
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}
