/** The archive's measures in Prometheus' text form. A registry of its own for each answer: nothing stays behind. */
import type { Kysely } from 'kysely';
import { Gauge, Registry } from 'prom-client';
import { measureArchive, type Measured } from '../store/measure.ts';
import type { Schema } from '../store/schema.ts';

export async function archiveMetrics(db: Kysely<Schema>, at: Date): Promise<{ text: string; type: string }> {
  const registry = new Registry();
  describe(registry, await measureArchive(db, at));
  return { text: await registry.metrics(), type: registry.contentType };
}

function describe(registry: Registry, measured: Measured): void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `redwatch_${name}`, help, labelNames, registers: [registry] });

  const backlog = gauge('backlog', 'Work noted and not yet done, by step and state', ['step', 'state']);
  for (const { step, waiting, inHand, retrying, later, dead } of measured.backlog)
    for (const [state, n] of Object.entries({ waiting, in_hand: inHand, retrying, later, dead }))
      backlog.set({ step, state }, n);

  const age = gauge('source_last_good_run_age_seconds', 'Seconds since the last good run of a source; +Inf: never', [
    'source',
  ]);
  for (const { sourceId, ageSeconds } of measured.sources) age.set({ source: sourceId }, ageSeconds ?? Infinity);

  const deliveries = gauge('deliveries', 'Deliveries by channel and outcome', ['channel', 'state']);
  for (const { channel, state, n } of measured.deliveries) deliveries.set({ channel, state }, n);

  const pages = gauge('pages', 'Saved pages by what reading made of them', ['state', 'reason']);
  for (const { state, reason, n } of measured.pages) pages.set({ state, reason }, n);

  gauge('index_fingerprints', 'Articles the grouping compares with').set(measured.index.fingerprints);
  gauge('index_bytes', 'Bytes the fingerprints take in the database').set(measured.index.bytes);
  gauge('database_bytes', 'Bytes of the whole database').set(measured.archive.bytes);
  const archive = gauge('archive', 'What the archive holds', ['noun']);
  for (const noun of ['articles', 'stories', 'claims', 'events'] as const)
    archive.set({ noun }, measured.archive[noun]);
}
