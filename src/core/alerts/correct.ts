/** What happens to alerts when an analyst rules that an event is none: those who were told get one correction, the rest nothing. */
import { deliveryKey } from './key.ts';
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
  state: 'waiting' | 'sending' | 'delivered' | 'unknown' | 'refused' | 'dead';
  lang: Rule['lang'];
};

/**
 * One correction for every channel and recipient that was or may have been told of the event, however many messages they got
 * and whichever ruling comes first; and the keys of messages that have not left yet and must not leave any more.
 */
export function decideCorrections(input: {
  eventId: string;
  ruling: Ruling;
  told: readonly LedgerEntry[];
  now: string;
}): {
  alerts: AlertDecision[];
  cancel: string[];
} {
  const cancel = input.told.filter((t) => t.state === 'waiting' && t.field !== 'correction').map((t) => t.key);
  const byRecipient = new Map<string, AlertDecision>();
  for (const { channel, to, lang, state, field } of input.told) {
    if (field === 'correction' || !['sending', 'delivered', 'unknown'].includes(state)) continue;
    const place = { eventId: input.eventId, field: 'correction', ruleId: 'correction', channel, to };
    // The key leaves out the ruling: a second ruling is no second correction.
    const key = deliveryKey({ ...place, value: null });
    byRecipient.set(key, {
      ...place,
      key,
      kind: 'correction',
      value: input.ruling,
      alsoRules: [],
      lang,
      matched: [],
      notBefore: input.now,
      bundle: null,
    });
  }
  return { alerts: [...byRecipient.values()], cancel };
}
