/** Alerts: rules, who is told of a change, when, and under which name. One file per question in alerts/. */
export { eventConflicts, type EventConflict, type Saying } from './alerts/conflict.ts';
export { decideCorrections, type LedgerEntry, type Ruling } from './alerts/correct.ts';
export { decideAlerts, muteFor, type DecideInput } from './alerts/decide.ts';
export { dryRun, type DryRun, type PastChange } from './alerts/dry-run.ts';
export { decideEscalation, escalationAt } from './alerts/escalate.ts';
export { deliveryKey, digestKey } from './alerts/key.ts';
export { builtInRule, CHANGE_FIELDS, ruleSchema } from './alerts/rule.ts';
export type { Digest, QuietHours, Recipient, Rule } from './alerts/rule.ts';
export { holdUntil, MOST_ATTEMPTS, nextAttemptAt, outOfQuietHours, paceUntil, type Rate } from './alerts/timing.ts';
export type { AlertDecision, Arrival, EventChange, EventForAlert, Mute, Told } from './alerts/types.ts';
export { mayTellOfLeaving } from './alerts/urgent.ts';
