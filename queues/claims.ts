import { z } from 'zod';
import { findClaims } from '../src/core/claims/index.ts';
import { articlesById } from '../src/store/articles.ts';
import { saveClaims } from '../src/store/claims.ts';
import { finishWork } from '../src/store/outbox.ts';
import { defineStep } from './_step.ts';

/** Article -> Claims -> Events -> the alerts they call for. */
export const claims = defineStep({
  name: 'claims',
  payload: z.object({ articleId: z.string() }),
  batch: 50,
  concurrency: 1,
  lockMs: 10_000,
  giveUpAfter: 6,
  priority: 2,
  async run(items, context) {
    const { db, now } = context;
    const articles = await articlesById(db, [...new Set(items.map((i) => i.payload.articleId))]);
    const found = articles.map((article) => ({ article, ...findClaims(article) }));
    await db.transaction().execute(async (trx) => {
      for (const { article, claims: list } of found) await saveClaims(trx, article, list, now());
      await finishWork(
        trx,
        items.map((i) => i.id),
      );
    });
    context.progress({ step: 'claims', done: items.length });
  },
});
