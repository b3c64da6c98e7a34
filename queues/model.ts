/**
 * Article -> the claims a language model proposes and the gate lets through. Work of its own, written by the claims step when the
 * settings name a model: what our rules find is saved and told before, and nothing of the model's trouble reaches it.
 */
import { z } from 'zod';
import { judgeProposals } from '../src/core/claims/_proposal.ts';
import { PROMPT_VERSION, readAnswer } from '../src/core/claims/_proposal-prompt.ts';
import { findClaims, organisationNames } from '../src/core/claims/index.ts';
import { PermanentError, RetryLaterError } from '../src/errors.ts';
import type { ModelClient } from '../src/model/client.ts';
import { articlesById, type StoredArticle } from '../src/store/articles.ts';
import { lockLedger } from '../src/store/events.ts';
import { answerKey, answerOf, saveAnswer, tokensSince, type ModelAnswer } from '../src/store/model-answers.ts';
import { attemptsOf, finishWork } from '../src/store/outbox.ts';
import { foldAndTell } from './claims.ts';
import { defineStep, type WorkItem } from './_step.ts';
import type { Context } from './_context.ts';

const payload = z.object({ articleId: z.string(), versionId: z.string() });
type Payload = z.infer<typeof payload>;

/** An endpoint that is away is asked again so often, a day at its usual pause of 15 minutes; then the work is given up and shown. */
const MOST_TRIES = 96;

const DAY_MS = 24 * 3600_000;

/** How long work waits when the day's tokens are used up. */
const NO_TOKENS_MS = 3600_000;

export const model = defineStep({
  name: 'model',
  payload,
  batch: 1,
  concurrency: 2,
  lockMs: 30_000,
  // For answers that are none: a model that gives nonsense at temperature 0 will give it again.
  giveUpAfter: 3,
  priority: 3,
  async run(items, context) {
    for (const item of items) {
      const found = await proposed(item, context);
      const detail = await context.db.transaction().execute(async (trx) => {
        await lockLedger(trx);
        // Meanwhile the page may have been read anew: its new version has work of its own.
        const [article] = found ? await articlesById(trx, [found.article.id]) : [];
        const isCurrent = article && article.versionId === item.payload.versionId;
        const told = found && isCurrent ? await foldAndTell(trx, [{ ...found, article }], context) : {};
        await finishWork(trx, [item.id]);
        return { ...told, ...found?.cost };
      });
      context.progress({ step: 'model', done: 1, detail });
    }
  },
});

/** What the model proposes for an article and the gate lets through; null when there is nothing to ask any more. */
async function proposed({ id, payload: { articleId, versionId } }: WorkItem<Payload>, context: Context) {
  const [article] = await articlesById(context.db, [articleId]);
  if (!context.model || !article || article.versionId !== versionId) return null;
  const { answer, cost } = await answerFor(article, context.model, context).catch((error: unknown) =>
    impatient(error, id, context),
  );
  const proposals = readAnswer(answer.answer) ?? [];
  const ours = findClaims({ ...article, organisations: organisationNames(context.config.watches) }).claims;
  const judged = judgeProposals(article, proposals, ours, `model:${context.model.settings.name}`);
  // Reasons only: a refused quote is the model's text, and may be anything.
  if (judged.refused.length)
    context.log.debug(
      { article: articleId, refused: judged.refused.slice(0, 20).map((r) => r.reason) },
      'proposals refused',
    );
  return { article, claims: judged.claims, refused: judged.refused.length, cost };
}

/** Waiting has an end: an endpoint that is away for a day is trouble that people should see. Always throws. */
async function impatient(error: unknown, workId: string, { db, log }: Context): Promise<never> {
  if (!(error instanceof RetryLaterError)) throw error;
  log.info({ error: error.message, againInMs: error.delayMs }, 'the model is asked later');
  if (error instanceof TokensUsedUp || (await attemptsOf(db, workId)) < MOST_TRIES) throw error;
  throw new PermanentError(`given up after ${MOST_TRIES} tries: ${error.message}`, { cause: error });
}

/** Waiting for tomorrow's tokens is no trouble, however long it takes. */
class TokensUsedUp extends RetryLaterError {}

type Answered = { answer: ModelAnswer; cost: Record<string, number> };

/** Questions under way in this process: copies that come at once share one. */
const underWay = new WeakMap<ModelClient, Map<string, Promise<Answered>>>();

async function answerFor(article: StoredArticle, client: ModelClient, context: Context): Promise<Answered> {
  const key = answerKey(client.settings.name, PROMPT_VERSION, article.text);
  const known = await answerOf(context.db, key);
  if (known) return { answer: known, cost: { reused: 1 } };
  const asking = underWay.get(client) ?? new Map<string, Promise<Answered>>();
  underWay.set(client, asking);
  const shared = asking.get(key);
  if (shared) return { answer: (await shared).answer, cost: { reused: 1 } };
  const mine = ask(key, article, client, context).finally(() => asking.delete(key));
  asking.set(key, mine);
  return mine;
}

/** Asks, and keeps the answer at once: a crash behind it must not pay twice. */
async function ask(key: string, article: StoredArticle, client: ModelClient, context: Context): Promise<Answered> {
  const { db, now, signal } = context;
  const { name, dailyTokens } = client.settings;
  if (dailyTokens && (await tokensSince(db, new Date(now().getTime() - DAY_MS))) >= dailyTokens)
    throw new TokensUsedUp(`the model has used its ${dailyTokens} tokens of the last 24 hours`, NO_TOKENS_MS);
  const { text, inputTokens, outputTokens } = await client.ask(article, signal);
  const cost = { asked: 1, tokens_in: inputTokens, tokens_out: outputTokens };
  if (readAnswer(text) === null) {
    context.progress({ step: 'model', done: 0, detail: { ...cost, nonsense: 1 } });
    throw new Error('the model did not answer with a list of claims');
  }
  const answer = { answer: text, inputTokens, outputTokens };
  await saveAnswer(db, { key, model: name, ...answer }, now());
  return { answer, cost };
}
