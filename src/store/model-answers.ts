/** The answers of a language model, one per text and model: what was paid for once is not asked again. */
import { sql, type Kysely } from 'kysely';
import { contentId, storable } from './ids.ts';
import type { Work } from './outbox.ts';
import type { Schema } from './schema.ts';

export type ModelAnswer = { answer: string; inputTokens: number; outputTokens: number };

/** The work that asks the model about a version of an article. */
export function modelWork({ id: articleId, versionId }: { id: string; versionId: string }): Work {
  return { step: 'model', key: versionId, payload: { articleId, versionId } };
}

/** The same for exact copies, whatever their titles and line breaks: quotes are found anew in each. */
export function answerKey(model: string, promptVersion: number, text: string): string {
  return contentId('answer', model, String(promptVersion), text.replace(/\s+/g, ''));
}

export async function answerOf(db: Kysely<Schema>, key: string): Promise<ModelAnswer | undefined> {
  return db
    .selectFrom('modelAnswers')
    .select(['answer', 'inputTokens', 'outputTokens'])
    .where('key', '=', key)
    .executeTakeFirst();
}

/** Keeps an answer; the first one stays when two processes asked at once, and both are counted. */
export async function saveAnswer(
  db: Kysely<Schema>,
  { key, model, answer, inputTokens, outputTokens }: ModelAnswer & { key: string; model: string },
  at: Date,
): Promise<void> {
  await db
    .insertInto('modelAnswers')
    .values({ key, model, answer: storable(answer), inputTokens, outputTokens, askedAt: at })
    .onConflict((on) =>
      on.column('key').doUpdateSet({
        inputTokens: sql<number>`model_answers.input_tokens + excluded.input_tokens`,
        outputTokens: sql<number>`model_answers.output_tokens + excluded.output_tokens`,
      }),
    )
    .execute();
}

/** Tokens asked and answered since an instant. */
export async function tokensSince(db: Kysely<Schema>, since: Date): Promise<number> {
  const { n } = await db
    .selectFrom('modelAnswers')
    .select(sql<string>`coalesce(sum(input_tokens + output_tokens), 0)::text`.as('n'))
    .where('askedAt', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(n);
}
