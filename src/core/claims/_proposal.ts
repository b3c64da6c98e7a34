/**
 * From what a language model proposes to claims, or to a refusal with its reason. Nothing of a proposal is believed: the quote and every
 * word must stand in the article and are found by us (a model's offsets are not even asked for), dates and numbers are read by our own
 * parsers, a kind or slot that we do not have is refused, and what is left passes the same gate as the claims of our rules.
 */
import { z } from 'zod';
import { findDates } from '../text/dates.ts';
import { findNumbers, type NumberMention } from '../text/numbers.ts';
import { plainText } from '../text/plain.ts';
import type { CitedSpan, Claim, ClaimInput, ClaimStatus } from '../types.ts';
import { articleText, type Field } from './_article-text.ts';
import type { ClaimKind } from './_claim-kind.ts';
import { changeTypeOf, findTriggers } from './_departure-cues.ts';
import { gate, MAX_QUOTE, type RefusedClaim } from './_gate.ts';
import { slotsOf, type Slot } from './_proposal-slots.ts';
import { claimKinds, type FoundClaims } from './index.ts';
import { findEnglishNouns } from './metric/english-nouns.ts';
import { fits, isMoney, unitOf } from './metric/figure.ts';
import { findMetricNouns } from './metric/nouns.ts';
import { findPeriods } from './metric/period.ts';

/** Our rules find 54 claims in the densest article they were measured on; what comes after is not looked at. */
export const MAX_PROPOSALS = 60;

/** A name, an office, a figure: the longest slot that our rules read in the same articles has 62 characters. */
const MAX_WORDS = 80;

const STATUSES: readonly ClaimStatus[] = ['confirmed', 'reported', 'rumoured', 'planned', 'denied'];

/** The flat form of a proposal; beside these three a proposal holds the slots of its kind. */
const envelope = z.looseObject({ kind: z.string(), quote: z.string(), status: z.string().nullish() });
type Envelope = z.infer<typeof envelope>;

/** Words of the article and where they stand. */
type Place = { field: Field; start: number; end: number; text: string };
type Words = Readonly<Record<string, readonly Place[]>>;

/** Says why a proposal is none; caught where it is judged. */
class Unfit extends Error {}

/**
 * Judges the proposals for one article.
 * @param proposals whatever the model gave; @param known the claims our rules found: what they tell is not told again
 * @param finder who proposed, as the claim will say it: `model:qwen3`
 */
export function judgeProposals(
  input: ClaimInput,
  proposals: readonly unknown[],
  known: readonly Claim[],
  finder: string,
): FoundClaims {
  const refused: RefusedClaim[] = proposals
    .slice(MAX_PROPOSALS)
    .map(() => ({ kind: 'unread', reason: `more than ${MAX_PROPOSALS} proposals`, quote: '' }));
  const drafted: Claim[] = [];
  for (const raw of proposals.slice(0, MAX_PROPOSALS)) {
    const parsed = envelope.safeParse(raw);
    if (!parsed.success) {
      refused.push({ kind: 'unread', reason: 'not of the form asked for', quote: '' });
      continue;
    }
    try {
      drafted.push(claimOf(input, parsed.data, finder));
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
      refused.push({ kind: parsed.data.kind.slice(0, 40), reason: error.message, quote: shortened(parsed.data.quote) });
    }
  }
  const passed = gate(input, drafted, claimKinds);
  refused.push(...passed.refused);
  const claims: Claim[] = [];
  for (const claim of passed.claims) {
    if ([...known, ...claims].every((other) => !isSameTelling(claim, other))) claims.push(claim);
    else refused.push({ kind: claim.kind, reason: 'told by another claim already', quote: claim.quote });
  }
  return { claims, refused };
}

/** One proposal as a claim, its places found in the article. @throws Unfit with the reason */
function claimOf(input: ClaimInput, proposal: Envelope, finder: string): Claim {
  const kind = claimKinds.find((k) => k.id === proposal.kind);
  if (!kind) throw new Unfit('no such kind');
  const slots = slotsOf(kind);
  const flags = kind.id === 'executive_departure' ? ['partial', 'background'] : [];
  const unknown = Object.keys(proposal).find(
    (name) => !['kind', 'quote', 'status', ...flags, ...slots.map((s) => s.name)].includes(name),
  );
  if (unknown !== undefined) throw new Unfit(`${kind.id} has no slot "${shortened(unknown)}"`);
  const quote = placeOfQuote(input, proposal.quote);
  const words = Object.fromEntries(slots.map((slot) => [slot.name, placesOf(input, quote, slot, proposal[slot.name])]));
  const plain = plainText(quote.text);
  const cited = Object.entries(words).flatMap(([slot, places]): CitedSpan[] =>
    places
      .filter((p) => p.field !== quote.field || p.start < quote.start || p.end > quote.end)
      .map(({ field, start, end, text }) => ({ slot, field, start, end, quote: text })),
  );
  const read = { input, quote, plain, words };
  return {
    kind: kind.id,
    field: quote.field,
    start: quote.start,
    end: quote.end,
    quote: quote.text,
    args: {
      ...surfaceArgs(kind, slots, words),
      ...('date' in words && dateArgs(read)),
      ...(kind.id === 'executive_departure' && departureArgs(read, proposal)),
      ...(kind.id === 'metric' && metricArgs(read)),
      ...(words['amount_raw'] && amountArgs(read)),
    },
    status: kind.id === 'metric' ? null : statusOf(plain, proposal.status),
    attribution: null,
    extractor: finder,
    ...(cited.length > 0 && { cited }),
  };
}

function placeOfQuote(input: ClaimInput, quote: string): Place {
  const text = quote.trim();
  if (text === '') throw new Unfit('no quote');
  if (text.length > MAX_QUOTE) throw new Unfit(`the quote has more than ${MAX_QUOTE} characters`);
  for (const field of ['text', 'title'] as const) {
    const start = input[field].indexOf(text);
    if (start >= 0) return { field, start, end: start + text.length, text };
  }
  throw new Unfit('the quote stands nowhere in the article');
}

/** A slot's words: those in the quote, else, where the slot allows it, the nearest in the same text, else in the other one. */
function placesOf(input: ClaimInput, quote: Place, slot: Slot, value: unknown): Place[] {
  const given = (Array.isArray(value) && slot.isList ? value : [value]).filter(
    (v) => v !== null && v !== undefined && v !== '',
  );
  if (given.length > 12) throw new Unfit(`${slot.name} holds more than 12 words`);
  const places = given.map((word: unknown) => {
    if (typeof word !== 'string') throw new Unfit(`${slot.name} holds no words`);
    return placeOfWords(input, quote, slot, word.trim());
  });
  if (slot.isNeeded && places.length === 0) throw new Unfit(`${slot.name} is missing`);
  return places;
}

function placeOfWords(input: ClaimInput, quote: Place, { name, mayStandElsewhere }: Slot, words: string): Place {
  if (words === '' || words.length > MAX_WORDS || /[。！？!?\n]/.test(words))
    throw new Unfit(`${name} holds no words of a name`);
  const { field } = quote;
  const at = (where: Field, start: number): Place => ({ field: where, start, end: start + words.length, text: words });
  const inside = quote.text.indexOf(words);
  if (inside >= 0) return at(field, quote.start + inside);
  if (!mayStandElsewhere) throw new Unfit(`${name} "${words}" does not stand in the quote`);
  const [before, behind] = [input[field].lastIndexOf(words, quote.start), input[field].indexOf(words, quote.end)];
  if (before >= 0 && (behind < 0 || quote.start - before <= behind - quote.end)) return at(field, before);
  if (behind >= 0) return at(field, behind);
  const other = field === 'text' ? 'title' : 'text';
  const there = input[other].indexOf(words);
  if (there < 0) throw new Unfit(`${name} "${words}" stands nowhere in the article`);
  return at(other, there);
}

function surfaceArgs(kind: ClaimKind, slots: readonly Slot[], words: Words): Record<string, unknown> {
  const filled = slots.map(({ name, isList }): [string, unknown] => {
    const texts = (words[name] ?? []).map((place) => place.text);
    return [name, isList ? [...new Set(texts)] : (texts[0] ?? null)];
  });
  return { ...Object.fromEntries(filled), ...(kind.surface.includes('aliases') && { aliases: [] }) };
}

type Reading = { input: ClaimInput; quote: Place; plain: string; words: Words };

/** The place of a slot's only word within the quote. */
function within({ quote, words }: Reading, slot: string): { start: number; end: number } | null {
  const place = words[slot]?.[0];
  return place ? { start: place.start - quote.start, end: place.end - quote.start } : null;
}

const overlaps = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && b.start < a.end;

/** The date our parser reads at the proposed words, in its own extent: 11月 given for 2025年11月 becomes the whole. */
function dateArgs(reading: Reading): Record<string, unknown> {
  const at = within(reading, 'date');
  if (!at) return { date: null, date_iso: null, date_precision: null };
  const { anchor } = articleText(reading.input);
  const found = findDates(reading.plain, anchor).find((date) => overlaps(date, at));
  if (!found) throw new Unfit('date holds no date that our parser reads');
  const date = reading.quote.text.slice(found.start, found.end);
  return { date, date_iso: found.iso, date_precision: found.precision };
}

/** The words of leaving in English, as far as they can only mean an office: resigned, stepped down, was dismissed, left the company. */
const LEAVING_EN =
  /\b(?:resign(?:s|ed|ing|ation)?|retir(?:es?|ed|ing)|step(?:s|ped|ping)? (?:down|aside|back)|(?:is|are|was|has|have|will be) (?:leaving|left|departing|departed|fired|sacked|ousted|dismissed|removed)|leaves|left|quits?|depart(?:s|ed|ing|ure)|exit(?:s|ed|ing)?|stood down)\b/i;

function departureArgs({ plain, words, quote }: Reading, proposal: Envelope): Record<string, unknown> {
  const [trigger] = findTriggers(plain);
  const english = LEAVING_EN.exec(plain)?.[0] ?? null;
  if (!trigger && !english) throw new Unfit('the quote has no word of leaving');
  const person = words['person']![0]!.text;
  if (!/^[\p{L}\p{M}·•.’'\- ]{2,40}$/u.test(person)) throw new Unfit('person is no name');
  if (words['org']?.[0]?.text === person) throw new Unfit('person is the company');
  return {
    change_type: trigger
      ? changeTypeOf(trigger.word, plain, false)
      : /resign/i.test(english!)
        ? 'resign'
        : 'unspecified',
    partial: proposal['partial'] === true,
    successor_none: false,
    next_status: words['next_employer']?.length ? 'reported' : null,
    background: proposal['background'] === true,
    how: howOf(words, quote),
  };
}

/** As our rules say it: what stands in another sentence than the quote is inherited. */
function howOf(words: Words, quote: Place): Record<string, string> {
  const how: Record<string, string> = {};
  for (const [slot, [first]] of Object.entries(words))
    if (first) how[slot] = first.field === quote.field && overlaps(first, quote) ? 'verbatim' : 'inherited';
  return how;
}

/** The number our parser reads at the proposed words. @throws Unfit when it reads none or several */
function numberAt(reading: Reading, slot: string): NumberMention | null {
  const at = within(reading, slot);
  if (!at) return null;
  const found = findNumbers(reading.plain).filter((number) => overlaps(number, at));
  if (found.length !== 1) throw new Unfit(`${slot} holds ${found.length} numbers that our parser reads, expected one`);
  return found[0]!;
}

function metricArgs(reading: Reading): Record<string, unknown> {
  const { plain, quote, input } = reading;
  const number = numberAt(reading, 'raw')!;
  const at = within(reading, 'metric')!;
  const nouns = /\p{Script=Han}/u.test(plain) ? findMetricNouns(plain, []) : findEnglishNouns(plain);
  // The last word of the phrase decides: of 二季度营收 it is 营收.
  const noun = nouns.find((n) => overlaps({ start: n.headStart, end: n.end }, at));
  if (!noun) throw new Unfit('metric is none that we know');
  if (!fits(number, noun.unit, plain.slice(number.end))) throw new Unfit('the number is none of this metric');
  const when = within(reading, 'period_raw');
  const period = when && findPeriods(plain, articleText(input).anchor).find((p) => overlaps(p.span, when));
  if (when && !period) throw new Unfit('period_raw holds no time that our parser reads');
  return {
    raw: quote.text.slice(number.start, number.end),
    value: number.value,
    value_max: number.valueMax,
    unit: unitOf(number, noun.unit),
    comparator: number.comparator,
    period_raw: period ? quote.text.slice(period.span.start, period.span.end) : null,
    period_iso: period?.iso ?? null,
    period_repaired: period?.isRepaired ?? false,
    yoy: null,
    seq: null,
    basis: 'actual',
  };
}

function amountArgs(reading: Reading): Record<string, unknown> {
  const number = numberAt(reading, 'amount_raw');
  if (!number) return {};
  if (!isMoney(number.unit)) throw new Unfit('amount_raw is no sum of money');
  return {
    amount_raw: reading.quote.text.slice(number.start, number.end),
    amount: number.value,
    amount_max: number.valueMax,
    unit: number.unit,
    comparator: number.comparator,
  };
}

/** 系谣言, 予以否认, denied: words in the quote weigh more than what a model makes of them. */
const DENIED = /否认|否認|不实|谣言|謠言|辟谣|不属实|\bden(?:y|ies|ied)\b|\bnot true\b/i;

/** A model's word confirms nothing: what it calls confirmed was reported. */
function statusOf(plain: string, proposed: string | null | undefined): ClaimStatus {
  if (DENIED.test(plain)) return 'denied';
  if (proposed === null || proposed === undefined || proposed === 'confirmed') return 'reported';
  const status = STATUSES.find((s) => s === proposed);
  if (!status) throw new Unfit('no such status');
  return status;
}

/** The same person leaving, the same figure at the same place, or a claim of the same kind on overlapping words. */
function isSameTelling(a: Claim, b: Claim): boolean {
  if (a.kind !== b.kind) return false;
  const person = a.args['person'];
  if (typeof person === 'string' && typeof b.args['person'] === 'string') return namesOf(b).includes(person);
  const isSamePlace = a.field === b.field && overlaps(a, b);
  return isSamePlace && (a.kind !== 'metric' || a.args['value'] === b.args['value']);
}

function namesOf({ args }: Claim): unknown[] {
  const aliases = Array.isArray(args['aliases']) ? (args['aliases'] as { text?: unknown }[]) : [];
  return [args['person'], ...aliases.map((alias) => alias.text)];
}

function shortened(text: string): string {
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE - 1)}…` : text;
}
