/** Names of deliveries: the same content always has the same name, so that saving and sending it twice is noticed. */
import { sha256Hex } from './sha256.ts';

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
  return keyOf('d', [d.eventId, d.field, value, d.ruleId, d.channel, d.to]);
}

/** The id of one digest message: the same for every try, because those hold the same alerts and so the same `first` delivery. */
export function digestKey(d: { bundle: string; channel: string; to: string; first: string }): string {
  return keyOf('g', [d.bundle, d.channel, d.to, d.first]);
}

function keyOf(prefix: string, parts: readonly string[]): string {
  return prefix + sha256Hex(JSON.stringify(parts)).slice(0, 32);
}
