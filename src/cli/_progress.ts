import type { Progress } from '../../queues/_context.ts';

/** Prints a line per source and batch: what was done, what became of it, and how many a second since the step began. */
export function progressPrinter(say: (line: string) => void): (event: Progress) => void {
  const begun = new Map<string, { at: number; done: number }>();
  return ({ step, done, sourceId, detail, sentence }) => {
    if (step === 'crawl') {
      if (done) say(`  crawl   ${(sourceId ?? '').padEnd(10)} ${sentence ?? words(detail)}`);
      return;
    }
    const state = begun.get(step) ?? { at: Date.now(), done: 0 };
    state.done += done;
    begun.set(step, state);
    const seconds = (Date.now() - state.at) / 1000;
    const rate = seconds >= 1 ? `, ${(state.done / seconds).toFixed(0)}/s` : '';
    say(
      `  ${step.padEnd(7)} ${String(state.done).padStart(4)} in all${rate}${detail ? ` (this batch: ${words(detail)})` : ''}`,
    );
  };
}

function words(detail: Readonly<Record<string, number>> = {}): string {
  return Object.entries(detail)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');
}
