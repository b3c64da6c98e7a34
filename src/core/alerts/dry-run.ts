/** What a rule would have sent, shown before it is saved: the archive's changes are decided one by one, as they happened. */
import { decideAlerts } from './decide.ts';
import type { AlertDecision, EventChange, EventForAlert, Told } from './types.ts';
import type { Rule } from './rule.ts';

/** A change of the archive with the event as it stood then. */
export type PastChange = { change: EventChange; event: EventForAlert; at: string };

export type DryRun = {
  sent: { at: string; change: EventChange; event: EventForAlert; alerts: AlertDecision[] }[];
  silent: { at: string; change: EventChange; event: EventForAlert; because: string }[];
};

/**
 * Runs the rule over changes given oldest first. The rule's own `since` is left out of account, or no new rule could ever be
 * tried; a rule without recipients is tried with one, so that the filters can be seen before channels are chosen.
 */
export function dryRun(rule: Rule, changes: readonly PastChange[]): DryRun {
  const tried: Rule = { ...rule, since: null, isOn: true };
  if (tried.recipients.length === 0) tried.recipients = [{ channel: 'dry-run', to: '' }];
  const toldOf = new Map<string, Told[]>();
  const result: DryRun = { sent: [], silent: [] };
  for (const { change, event, at } of changes) {
    const told = toldOf.get(event.id) ?? [];
    const { alerts, silentBecause } = decideAlerts({ change, event, rules: [tried], now: at, told });
    if (silentBecause === null) result.sent.push({ at, change, event, alerts });
    else result.silent.push({ at, change, event, because: silentBecause });
    toldOf.set(event.id, [...told, ...alerts]);
  }
  return result;
}
