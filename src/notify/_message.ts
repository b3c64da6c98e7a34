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

/** `operator`: not about an event but about Redwatch itself, such as a source that broke. */
export type MessageKind = 'alert' | 'update' | 'correction' | 'digest' | 'escalation' | 'operator' | 'test';

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

/** Names and roles; the longest of the company's legal names has 40. */
const LONGEST_NAME = 80;

/** In characters; 首席运营官兼集团副总裁 has 12, Executive Vice President of Operations 38. */
const LONGEST_ROLE_IN_TITLE = 40;

/** Aliases and roles an event can have at most in a message. */
const MOST_NAMES = 20;

/** What Slack, Discord and Telegram all still take as a link. */
const LONGEST_LINK = 2000;

/** A departure counts as found late when it was published this many days before it was first seen. */
const LATE_DAYS = 7;

export type AlertInput = {
  decision: AlertDecision;
  change: EventChange;
  event: EventForAlert;
  /** Names of the rules by id, for "because rule ... matched"; an unnamed rule shows its id. */
  ruleNames?: ReadonlyMap<string, string>;
  /** The name that was told and is wrong, in a correction; the event has the right one by now. */
  was?: string | null;
};

/** The message of one decision: a first report, an update, an escalation or a correction. */
export function alertMessage(input: AlertInput): AlertMessage {
  const { decision, event } = input;
  const words = WORDS[decision.lang];
  return {
    key: decision.key,
    kind: decision.kind,
    lang: decision.lang,
    title: titleOf(input, words),
    lines: decision.kind === 'correction' ? correctionLines(input, words) : linesOf(input, words),
    url: event.storyUrl,
    items: [itemOf(input, words)],
  };
}

/** What happened, in the heading of a message and of an entry in a digest. */
export function titleOf({ decision, event, was }: AlertInput, words: Words): string {
  const who = nameOf(was ?? event.person) || words.somebody;
  const where = nameOf(event.org) || words.unknownCompany;
  if (decision.kind === 'correction') return words.correction(decision.value ?? '', who, where);
  const isFirst = decision.field === 'first_report';
  const title = isFirst
    ? words.leaves(who, roleInTitle(event), where, event.status)
    : words.update(words.changed(decision.field, decision.value && short(decision.value, LONGEST_NAME)), who, where);
  return decision.kind === 'escalation' ? words.escalated(title) : title;
}

/** The first role, where it is short enough for a headline. */
function roleInTitle({ roles }: EventForAlert): string {
  const role = nameOf(roles[0] ?? null);
  return [...role].length <= LONGEST_ROLE_IN_TITLE ? role : '';
}

/** Who, role, company, what, when, status, origins, quote, source, link, why: the same order in every message. */
export function linesOf(input: AlertInput, words: Words): Line[] {
  const { event, decision } = input;
  const lang = decision.lang;
  const who = nameOf(event.person) || words.somebody;
  const aliases = event.aliases.slice(0, 5).map(nameOf).filter(Boolean);
  const roles = event.roles.slice(0, 5).map(nameOf);
  const isFirst = decision.field === 'first_report';
  return [
    ...fact(words.person, aliases.length ? who + words.known(aliases) : who),
    ...fact(words.role, roles.filter(Boolean).join(words.comma)),
    ...fact(words.company, cut(event.org)),
    ...fact(words.what, isFirst ? words.kind(event.kind) : words.changed(decision.field, cut(decision.value))),
    ...fact(words.when, event.date ? dateInWords(event.date, lang) : words.noDate),
    ...fact(words.successor, cut(event.successor ?? null)),
    ...fact(words.nextEmployer, cut(event.nextEmployer ?? null)),
    ...fact(words.statusLabel, words.status(event.status)),
    ...fact(words.origins, words.countOrigins(event.origins)),
    ...fact(words.late, foundLate(event, lang)),
    ...sourceLines(event, words, lang),
    ...linkLine(words.story, event.storyUrl),
    { kind: 'text', text: whyOf(input, words) },
  ];
}

function sourceLines({ quote, quoteArticle: source }: EventForAlert, words: Words, lang: Lang): Line[] {
  const text = short(quote, LONGEST);
  return [
    ...(text ? [{ kind: 'quote' as const, text }] : []),
    ...fact(words.source, words.articleOf(cut(source.outlet) || null, cut(source.title) || null)),
    ...fact(words.published, source.publishedAt && instantInWords(source.publishedAt, lang)),
    ...linkLine(words.article, source.url),
  ];
}

/** What was told and is taken back, and how the analyst ruled. */
function correctionLines(input: AlertInput, words: Words): Line[] {
  const { event, change, decision, was = null } = input;
  return [
    ...fact(words.person, cut(was ?? event.person)),
    ...fact(words.rightPerson, was && cut(event.person)),
    ...fact(words.company, cut(event.org)),
    { kind: 'text', text: words.ruling(decision.value ?? '') },
    ...fact(words.note, cut(change.why)),
    ...linkLine(words.story, event.storyUrl),
    { kind: 'text', text: words.becauseTold },
  ];
}

/** A departure found long after it was published says so: when it happened stands above, here when it became known. */
function foundLate({ firstPublishedAt, firstSeenAt }: EventForAlert, lang: Lang): string | null {
  if (!firstPublishedAt) return null;
  const days = (Date.parse(firstSeenAt) - Date.parse(firstPublishedAt)) / 86_400_000;
  if (!(days >= LATE_DAYS)) return null;
  return WORDS[lang].foundLate(instantInWords(firstPublishedAt, lang), instantInWords(firstSeenAt, lang));
}

function fact(label: string, text: string | null): Line[] {
  return text ? [{ kind: 'fact', label, text }] : [];
}

export function linkLine(label: string, url: string | null): Line[] {
  const link = webLink(url);
  return link ? [{ kind: 'link', label, url: link }] : [];
}

/** "You get this because rule ... matched ...". */
function whyOf({ decision, event, ruleNames }: AlertInput, words: Words): string {
  const name = (id: string) => short(ruleNames?.get(id) || id, LONGEST_NAME);
  const rules = [decision.ruleId, ...decision.alsoRules].slice(0, 5).map(name);
  // A rule says "watch xiaohongshu"; people know the company by its name.
  const named = (m: string) => (m.startsWith('watch ') && event.org ? `watch ${event.org}` : m);
  const matched = decision.matched.map((m) => short(words.matched(named(m)), LONGEST_NAME));
  return words.because(rules, matched);
}

/** The event for machines. Everything a page can choose is cut here too, the quote alone keeps every character it can. */
export function itemOf(input: AlertInput, words: Words): MessageItem {
  const { sourceIds: _s, storyIds: _t, enteredSilently: _e, ...event } = input.event;
  const { date, quoteArticle: article } = event;
  return {
    change: { field: input.decision.field, value: cut(input.decision.value) },
    event: {
      ...event,
      person: cut(event.person),
      org: cut(event.org),
      aliases: event.aliases.slice(0, MOST_NAMES).map(nameOf),
      roles: event.roles.slice(0, MOST_NAMES).map(nameOf),
      date: date && { ...date, raw: cut(date.raw) },
      quote: withoutHalves(event.quote.slice(0, LONGEST * 2)).replaceAll('\0', ''),
      quoteArticle: {
        ...article,
        title: short(article.title, LONGEST),
        outlet: cut(article.outlet),
        url: webLink(article.url),
      },
      ...(event.successor === undefined ? {} : { successor: cut(event.successor) }),
      ...(event.nextEmployer === undefined ? {} : { nextEmployer: cut(event.nextEmployer) }),
    },
    why: input.decision.kind === 'correction' ? words.becauseTold : whyOf(input, words),
  };
}

/** Only http and https become links: javascript: or data: from a page stay out of every channel. */
function webLink(url: string | null): string | null {
  const isLink = url !== null && url.length <= LONGEST_LINK && URL.canParse(url);
  return isLink && /^https?:$/.test(new URL(url).protocol) ? new URL(url).href : null;
}

function cut(text: string | null): string | null {
  return text ? short(text, LONGEST) : null;
}

function nameOf(text: string | null): string {
  return short(text ?? '', LONGEST_NAME);
}

/** At most `most` characters on one line, without half a character at the end or signs that hide or turn text around. */
export function short(text: string, most: number): string {
  const line = withoutHalves(text.slice(0, most * 4))
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** Halves of a character that cutting or a broken page left: no store and no receiver takes them. */
function withoutHalves(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '');
}
