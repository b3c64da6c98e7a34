/**
 * From a change of an event to the people who must be told, and why. Pure: the store writes the decisions in the transaction
 * that saves the change, under a key that is the same however often and wherever it is decided.
 *
 * Order: old or silent news first, then each rule's filters, then each recipient: nobody is told the same thing twice, also
 * when several rules match; and who was not told of an event yet is told of it as a first report, whatever changed.
 */
import type { ClaimStatus } from './types.ts';
import { matchRule } from './alerts/match.ts';
import { sha256Hex } from './alerts/sha256.ts';
import type { Recipient, Rule } from './alerts/rule.ts';

export { builtInRule, CHANGE_FIELDS, ruleSchema } from './alerts/rule.ts';
export type { Digest, QuietHours, Recipient, Rule } from './alerts/rule.ts';

/** One new thing about an event. `value` is canonical: a status word, a resolved name. */
export type EventChange = {
  eventId: string;
  /** One of CHANGE_FIELDS; another word is silent because no rule can ask for it. */
  field: string;
  value: string | null;
  /** It took effect too long before it was published, or it retells what is known. */
  isOldNews: boolean;
  /** One sentence for people: what is new, or why it is old. */
  why: string;
};

/** An event as an alert needs it, as it stands after the change. */
export type EventForAlert = {
  id: string;
  kind: string;
  person: string | null;
  aliases: readonly string[];
  org: string | null;
  watchIds: readonly string[];
  roles: readonly string[];
  status: ClaimStatus | null;
  date: { iso: string; precision: string; raw: string | null } | null;
  /** How many pieces of reporting are independent of each other. */
  origins: number;
  firstPublishedAt: string | null;
  firstSeenAt: string;
  quote: string;
  quoteArticle: { title: string; url: string | null; outlet: string | null; publishedAt: string | null };
  storyUrl: string;
  /** Stories the event is told in; for muting. */
  storyIds?: readonly string[];
  /** Sources that reported it; for the filter by source. */
  sourceIds?: readonly string[];
  successor?: string | null;
  nextEmployer?: string | null;
  /** It came with a backfill or as old news: nobody was told, on purpose, and nobody is told now. */
  enteredSilently?: boolean;
};

/** A delivery that the ledger already holds for this event (or for one merged into it). */
export type Told = { field: string; value: string | null; channel: string; to: string };

/** Somebody must be told. One delivery; `key` makes it happen once. */
export type AlertDecision = {
  key: string;
  eventId: string;
  /** `first_report` also when a later change made the rule match for the first time. */
  field: string;
  value: string | null;
  ruleId: string;
  /** Further rules that would have told the same recipient. */
  alsoRules: readonly string[];
  channel: string;
  to: string;
  lang: Rule['lang'];
  /** What of the rule matched, for "you get this because". */
  matched: readonly string[];
};

/**
 * The id of one delivery: 32 hex digits of SHA-256 over (event, field, value, rule, channel, recipient). The first report has
 * no value of its own, so that it stays one whatever was known when it was decided. Safe in headers, job ids and file names.
 */
export function deliveryKey(d: {
  eventId: string;
  field: string;
  value: string | null;
  ruleId: string;
  channel: string;
  to: string;
}): string {
  const value = d.field === 'first_report' ? '' : (d.value ?? '');
  return `d${sha256Hex(JSON.stringify([d.eventId, d.field, value, d.ruleId, d.channel, d.to])).slice(0, 32)}`;
}

type DecideInput = {
  change: EventChange;
  event: EventForAlert;
  rules: readonly Rule[];
  now: string;
  /** The ledger's deliveries of this event. Without it everybody a rule matches counts as told of the first report. */
  told?: readonly Told[];
};

/** Who must be told of this change. No alerts always come with a reason; `now` is an ISO instant. */
export function decideAlerts(input: DecideInput): { alerts: AlertDecision[]; silentBecause: string | null } {
  const { change, event, rules } = input;
  if (change.isOldNews) return silent(change.why || 'old news');
  if (event.enteredSilently)
    return silent('the event entered silently: nobody was told of it, so nobody is told of its changes');
  const reasons: string[] = [];
  const byRecipient = new Map<string, AlertDecision>();
  for (const rule of rules) {
    const alerts = alertsOfRule(rule, input);
    if (typeof alerts === 'string') reasons.push(`rule ${rule.id}: ${alerts}`);
    else for (const alert of alerts) fold(byRecipient, alert);
  }
  const alerts = [...byRecipient.values()];
  if (alerts.length > 0) return { alerts, silentBecause: null };
  return silent(rules.length === 0 ? 'there are no rules' : reasons.join('; '));
}

function silent(why: string): { alerts: AlertDecision[]; silentBecause: string } {
  return { alerts: [], silentBecause: why };
}

/** The first rule in the operator's order speaks; the others are only named. */
function fold(byRecipient: Map<string, AlertDecision>, alert: AlertDecision): void {
  const place = JSON.stringify([alert.channel, alert.to]);
  const first = byRecipient.get(place);
  if (!first) byRecipient.set(place, alert);
  else if (first.ruleId !== alert.ruleId)
    byRecipient.set(place, { ...first, alsoRules: [...first.alsoRules, alert.ruleId] });
}

/** The rule's alerts, or in words why it has none. */
function alertsOfRule(rule: Rule, { change, event, told }: DecideInput): AlertDecision[] | string {
  if (!rule.isOn) return 'it is off';
  if (rule.recipients.length === 0) return 'it has no recipients';
  const match = matchRule(rule, event);
  const alerts: AlertDecision[] = [];
  const reasons = new Set<string>();
  for (const recipient of rule.recipients) {
    const field = fieldFor(recipient, { rule, change, event, told, unmatched: match.unmatched });
    if (field.silentBecause !== null) reasons.add(field.silentBecause);
    else alerts.push(decision(rule, recipient, change, field.field, match.matched));
  }
  return alerts.length > 0 ? alerts : [...reasons].join(', ');
}

type Turn = {
  rule: Rule;
  change: EventChange;
  event: EventForAlert;
  told: readonly Told[] | undefined;
  unmatched: { what: string; why: string }[];
};

/** Whether this recipient hears of the change, and as what: the first report they get, or an update of it. */
function fieldFor(
  { channel, to }: Recipient,
  { rule, change, event, told, unmatched }: Turn,
): { field: string; silentBecause: null } | { silentBecause: string } {
  const mine = told?.filter((t) => t.channel === channel && t.to === to);
  const knowsEvent = mine ? mine.some((t) => t.field === 'first_report') : change.field !== 'first_report';
  const because = (silentBecause: string) => ({ silentBecause });
  if (!knowsEvent) {
    if (unmatched.length > 0) return because(unmatched.map((u) => u.why).join(', '));
    if (rule.since && event.firstSeenAt < rule.since) return because('the event is older than the rule');
    return { field: 'first_report', silentBecause: null };
  }
  if (change.field === 'first_report') return because('the recipient was told already');
  if (!rule.changes.some((field) => field === change.field))
    return because(`it does not ask for changes of ${change.field}`);
  if (mine?.some((t) => t.field === change.field && t.value === change.value))
    return because('the recipient was told already');
  // A denial must reach those who were told of a rumour, so certainty does not count for updates.
  const against = unmatched.filter((u) => u.what !== 'status');
  if (against.length > 0) return because(against.map((u) => u.why).join(', '));
  return { field: change.field, silentBecause: null };
}

function decision(
  rule: Rule,
  { channel, to }: Recipient,
  change: EventChange,
  field: string,
  matched: readonly string[],
): AlertDecision {
  const what = { eventId: change.eventId, field, value: field === 'first_report' ? null : change.value };
  const who = { ruleId: rule.id, channel, to };
  return { key: deliveryKey({ ...what, ...who }), ...what, ...who, alsoRules: [], lang: rule.lang, matched };
}
