import type { CharsetEvidence } from '../core/types.ts';
import { decodeBytes } from '../net/charset.ts';
import { outcomeOf, outcomeOfError, type Outcome } from '../net/outcome.ts';
import { gateFor } from './_gate.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

const TOLD_BY: Record<CharsetEvidence, string> = {
  bom: 'told by its byte order mark',
  utf8: 'told by its bytes, which are nothing else',
  header: 'told by its header',
  meta: 'told by its meta tag',
  guess: 'guessed from its bytes',
};

/** `redwatch fetch URL`: what the gate does with an address, step by step, and what the answer means. Exit code 1 when nothing came. */
export async function runFetch(address: string, options: SettingsOptions): Promise<void> {
  const gate = gateFor(await settingsFor(options));
  const say = (step: string, detail: string) => console.log(`${step.padEnd(9)} ${detail}`);
  let outcome: Outcome;
  try {
    const answer = await gate.fetch(address, { onStep: ({ step, detail }) => say(step, detail) });
    const { text, charset, charsetFrom } = decodeBytes(answer.body, answer.headers['content-type'] ?? null);
    say('charset', `${charset}, ${TOLD_BY[charsetFrom]}; ${text.length} characters`);
    say('time', `${Math.round(answer.ms)} ms on the wire, ${Math.round(answer.waitedMs)} ms waited`);
    outcome = outcomeOf(answer, text);
  } catch (error) {
    outcome = outcomeOfError(error);
  } finally {
    await gate.close();
  }
  if (outcome.kind !== 'failed') return say('verdict', outcome.kind === 'page' ? 'a page' : 'not modified');
  const next = { never: 'not tried again', soon: 'tried again soon', later: 'tried again later' }[outcome.retry];
  say('verdict', `${outcome.cause}: ${outcome.sentence} (${next})`);
  process.exitCode = 1;
}
