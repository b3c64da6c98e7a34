import type { Step } from './_step.ts';
import { alert } from './alert.ts';
import { claims } from './claims.ts';
import { crawl } from './crawl.ts';
import { group } from './group.ts';
import { model } from './model.ts';
import { read } from './read.ts';

/** The way of one page, in order. A new step is one file and one line here. */
export const steps: readonly Step[] = [crawl, read, group, claims, model, alert];
