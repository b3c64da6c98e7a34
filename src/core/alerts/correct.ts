/** What happens to alerts when an analyst rules that an event is none: those who were told get one correction, the rest nothing. */
import { deliveryKey } from './key.ts';
import { outOfQuietHours } from './timing.ts';
import type { AlertDecision, Told } from './types.ts';
import type { Rule } from './rule.ts';

/** What an analyst ruled. */
export type Ruling = 'not_a_departure' | 'wrong_person';

/**
 * A delivery of the event as the ledger holds it. `waiting` means it certainly has not left; one that waits for another try
 * after an unknown outcome counts as `unknown`.
 */
export type LedgerEntry = Told & {
  key: string;
  ruleId: string;
  state: 'waiting' | 'sending' | 'delivered' | 'unknown' | 'refused' | 'dead';
};

const MAY_HAVE_ARRIVED: readonly LedgerEntry['state'][] = ['sending', 'delivered', 'unknown'];

/**
 * One correction for every channel and recipient that was or may have been told of the event, however many messages they got
 * and whichever ruling comes first; and the keys of messages that have not left yet and must not leave any more. Corrections
 * keep to the quiet hours and the language of the rule that told, but wait for no digest.
 */
export function decideCorrections(input: {
  eventId: string;
  ruling: Ruling;
  told: readonly LedgerEntry[];
  rules: readonly Rule[];
  now: string;
}): { alerts: AlertDecision[]; cancel: string[] } {
  const { eventId, ruling, told, rules, now } = input;
  const alerts = told.filter((t) => t.field !== 'correction');
  const byRecipient = new Map<string, AlertDecision>();
  for (const { channel, to, ruleId } of alerts.filter((t) => MAY_HAVE_ARRIVED.includes(t.state))) {
    const rule = rules.find((r) => r.id === ruleId);
    const place = { eventId, field: 'correction', ruleId: 'correction', channel, to };
    // The key leaves out the ruling: a second ruling is no second correction.
    const key = deliveryKey({ ...place, value: null });
    if (byRecipient.has(key)) continue;
    byRecipient.set(key, {
      ...place,
      key,
      kind: 'correction',
      value: ruling,
      alsoRules: [],
      lang: rule?.lang ?? 'zh',
      matched: [],
      notBefore: outOfQuietHours(rule?.quietHours ?? null, now),
      bundle: null,
    });
  }
  const cancel = alerts.filter((t) => t.state === 'waiting').map((t) => t.key);
  return { alerts: [...byRecipient.values()], cancel };
}
