/** What this process did, for Prometheus: each step's items and seconds, and what came of them. */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Progress } from './_context.ts';
import type { Step } from './_step.ts';

export type StepMetrics = {
  registry: Registry;
  /** The same step, with its runs counted and timed. */
  measured(step: Step): Step;
  /** What a batch came to. */
  progress(event: Progress): void;
};

export function createStepMetrics(): StepMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const taken = new Counter({
    name: 'redwatch_step_in_total',
    help: 'Items a step was given, by how the run of their batch ended',
    labelNames: ['step', 'end'],
    registers,
  });
  const results = new Counter({
    name: 'redwatch_step_out_total',
    help: 'What came of the items, in the words of the step (articles, skipped, claims, delivered ...)',
    labelNames: ['step', 'result'],
    registers,
  });
  const seconds = new Histogram({
    name: 'redwatch_step_seconds',
    help: 'Seconds one batch of a step took',
    labelNames: ['step'],
    // From one small batch in memory to a crawl of a slow site.
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800],
    registers,
  });
  return {
    registry,
    measured: (step) => ({
      ...step,
      async run(items, context) {
        const stop = seconds.startTimer({ step: step.name });
        let end = 'thrown';
        try {
          await step.run(items, context);
          end = 'done';
        } finally {
          stop();
          taken.inc({ step: step.name, end }, items.length);
        }
      },
    }),
    progress({ step, detail = {} }) {
      for (const [result, n] of Object.entries(detail)) if (n > 0) results.inc({ step, result }, n);
    },
  };
}
