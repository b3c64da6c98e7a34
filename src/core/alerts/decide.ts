/**
 * From a change of an event to the people who must be told, and why. Pure: the store writes the decisions in the transaction
 * that saves the change, under a key that is the same however often and wherever it is decided.
 *
 * Order: old or silent news first, then each rule's filters, then each recipient: nobody is told the same thing twice, also
 * when several rules match; and who was not told of an event yet is told of it as a first report, whatever changed.
 */
import { deliveryKey } from './key.ts';
import { matchRule } from './match.ts';
import type { Recipient, Rule } from './rule.ts';
import { holdUntil } from './timing.ts';
import type { AlertDecision, Arrival, EventChange, EventForAlert, Mute, Told } from './types.ts';

export type DecideInput = {
  change: EventChange;
  event: EventForAlert;
  rules: readonly Rule[];
  now: string;
  /** The ledger's deliveries of this event. Without it everybody a rule matches counts as told of the first report. */
  told?: readonly Told[];
  mutes?: readonly Mute[];
  arrival?: Arrival;
};

/** Who must be told of this change. No alerts always come with a reason; `now` is an ISO instant. */
export function decideAlerts(input: DecideInput): { alerts: AlertDecision[]; silentBecause: string | null } {
  const { change, event, rules } = input;
  if (change.isOldNews) return silent(change.why || 'old news');
  if (input.arrival?.kind === 'backfill') return silent('it came with a backfill');
  if (event.enteredSilently)
    return silent('the event entered silently: nobody was told of it, so nobody is told of its changes');
  const reasons: string[] = [];
  const toldTo = input.told ? byPlace(input.told) : null;
  const byRecipient = new Map<string, AlertDecision>();
  for (const rule of rules) {
    const alerts = alertsOfRule(rule, input, toldTo);
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

/** One message per recipient: of the first rule that sends at once, else of the first; the others are only named. */
function fold(byRecipient: Map<string, AlertDecision>, alert: AlertDecision): void {
  const place = placeOf(alert);
  const first = byRecipient.get(place);
  if (!first || first.ruleId === alert.ruleId) {
    byRecipient.set(place, first ?? alert);
    return;
  }
  const [speaks, other] = first.bundle !== null && alert.bundle === null ? [alert, first] : [first, alert];
  byRecipient.set(place, { ...speaks, alsoRules: [...first.alsoRules, other.ruleId] });
}

/** The rule's alerts, or in words why it has none. */
function alertsOfRule(rule: Rule, input: DecideInput, toldTo: ToldTo | null): AlertDecision[] | string {
  if (!rule.isOn) return 'it is off';
  if (rule.recipients.length === 0) return 'it has no recipients';
  const match = matchRule(rule, input.event);
  const alerts: AlertDecision[] = [];
  const reasons = new Set<string>();
  for (const recipient of rule.recipients) {
    const field = fieldFor(recipient, { ...input, rule, toldTo, unmatched: match.unmatched });
    if (field.silentBecause !== null) reasons.add(field.silentBecause);
    else alerts.push(decision(rule, recipient, field.field, match.matched, input));
  }
  return alerts.length > 0 ? alerts : [...reasons].join(', ');
}

type Turn = DecideInput & { rule: Rule; unmatched: { what: string; why: string }[]; toldTo: ToldTo | null };

/** What each recipient was told: looked up once per recipient, of whom there may be thousands. */
type ToldTo = Map<string, Told[]>;

const placeOf = ({ channel, to }: Recipient) => JSON.stringify([channel, to]);

function byPlace(told: readonly Told[]): ToldTo {
  const toldTo: ToldTo = new Map();
  for (const one of told) toldTo.set(placeOf(one), [...(toldTo.get(placeOf(one)) ?? []), one]);
  return toldTo;
}

/** Whether this recipient hears of the change, and as what: the first report they get, or an update of it. */
function fieldFor(
  recipient: Recipient,
  turn: Turn,
): { field: string; silentBecause: null } | { silentBecause: string } {
  const { rule, change, event, toldTo } = turn;
  const mine = toldTo && (toldTo.get(placeOf(recipient)) ?? []);
  const because = (silentBecause: string) => ({ silentBecause });
  const mute = muteFor(recipient, turn);
  if (mute) return because(mutedInWords(mute));
  if (mine?.some((t) => t.field === 'correction')) return because('the recipient was told that the event is none');
  const knowsEvent = mine ? mine.some((t) => t.field === 'first_report') : change.field !== 'first_report';
  if (!knowsEvent) {
    if (turn.unmatched.length > 0) return because(inWords(turn.unmatched));
    if (rule.since && isBefore(event.firstSeenAt, rule.since)) return because('the event is older than the rule');
    if (change.field !== 'first_report' && toldTo && toldTo.size > 0 && !canMatchLate(rule, change.field))
      return because('the recipient came after the first report');
    return { field: 'first_report', silentBecause: null };
  }
  if (change.field === 'first_report') return because('the recipient was told already');
  if (change.field === 'independent_origin' && change.value !== '2')
    return because('only the first independent origin is news');
  if (!rule.changes.some((field) => field === change.field))
    return because(`it does not ask for changes of ${change.field}`);
  if (mine?.some((t) => t.field === change.field && (t.value ?? '') === (change.value ?? '')))
    return because('the recipient was told already');
  // A denial must reach those who were told of a rumour, so certainty does not count for updates.
  const against = turn.unmatched.filter((u) => u.what !== 'status');
  return against.length > 0 ? because(inWords(against)) : { field: change.field, silentBecause: null };
}

/**
 * Whether this change can be why the rule matches only now. Else a recipient it did not reach joined the rule later, and a known
 * event must not come to them as a first report because somebody retold it.
 */
function canMatchLate(rule: Rule, field: string): boolean {
  if (rule.keywords.length > 0 || rule.sources.length > 0) return true;
  if (field === 'status') return rule.statusAtLeast !== null;
  if (field === 'independent_origin') return rule.minOrigins > 1;
  return field === 'role' && rule.roles.length > 0;
}

function inWords(unmatched: readonly { why: string }[]): string {
  return unmatched.map((u) => u.why).join(', ');
}

function isBefore(a: string, b: string): boolean {
  return Date.parse(a) < Date.parse(b);
}

/** The mute that speaks to this recipient now. */
export function muteFor(
  { channel, to }: Recipient,
  { mutes = [], event, now }: Pick<DecideInput, 'mutes' | 'event' | 'now'>,
): Mute | undefined {
  return mutes.find(
    (mute) =>
      (mute.of === event.id || event.storyIds?.includes(mute.of)) &&
      (mute.channel === null || mute.channel === channel) &&
      (mute.to === null || mute.to === to) &&
      (mute.until === null || isBefore(now, mute.until)),
  );
}

function mutedInWords({ by, until }: Mute): string {
  return ['it is muted', by && `by ${by}`, until && `until ${until}`].filter(Boolean).join(' ');
}

function decision(
  rule: Rule,
  { channel, to }: Recipient,
  field: string,
  matched: readonly string[],
  { change, arrival, now }: DecideInput,
): AlertDecision {
  const isFirst = field === 'first_report';
  const what = { eventId: change.eventId, field, value: isFirst ? null : change.value };
  const who = { ruleId: rule.id, channel, to };
  const notBefore = holdUntil(rule, now);
  const digest = rule.digest ? `${rule.id} ${notBefore}` : null;
  return {
    key: deliveryKey({ ...what, ...who }),
    kind: isFirst ? 'alert' : 'update',
    ...what,
    ...who,
    alsoRules: [],
    lang: rule.lang,
    matched,
    notBefore,
    bundle: arrival?.kind === 'first_crawl' ? `first crawl of ${arrival.of}` : digest,
  };
}
