/**
 * The thin edge to a language model: one question about one article over the fetch gate, one answer as text with what it cost. What the
 * answer is worth is decided in src/core/claims/_proposal.ts. Failures are named by what the caller should do.
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';
import type { Settings } from '../config.ts';
import { fenced, instructions } from '../core/claims/_proposal-prompt.ts';
import type { ClaimInput } from '../core/types.ts';
import { PermanentError, RetryLaterError } from '../errors.ts';
import type { Gate } from '../net/gate.ts';
import { FetchFailure, GateRefusal } from '../net/refusal.ts';

export type ModelSettings = NonNullable<Settings['model']>;

export type ModelClient = {
  settings: Omit<ModelSettings, 'apiKey'>;
  /**
   * @throws RetryLaterError when the endpoint is away, busy or refuses us; PermanentError when it refuses this article; any other Error
   * for an answer that is too late, too large or none of the protocol. No message holds the key or words of the answer.
   */
  ask(article: ClaimInput, signal?: AbortSignal): Promise<{ text: string; inputTokens: number; outputTokens: number }>;
};

/** `maxTokens` of the longest settings make about 100 kB; an answer above this is none. */
const LONGEST_ANSWER = 512 * 1024;

/** How long an endpoint that is away or refuses us is left alone, when it does not say so itself. */
const TRY_AGAIN_MS = 15 * 60_000;

/** Statuses that speak of us, not of the article: no key, a wrong one, no such model, too many requests, a server in trouble. */
const ABOUT_US = /^(?:401|402|403|404|408|429|5\d\d|3\d\d)$/;

// The SDK would print its warnings on the console.
(globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;

/** @param apiKey the key itself, resolved from the environment; @param now milliseconds, for the pause after a refusal */
export function openModel(
  { apiKey: _reference, ...settings }: ModelSettings,
  { gate, apiKey, now = Date.now }: { gate: Pick<Gate, 'fetch'>; apiKey?: string | undefined; now?: () => number },
): ModelClient {
  let pausedUntil = 0;
  const pause = (reason: string, ms: number): never => {
    pausedUntil = Math.max(pausedUntil, now() + ms);
    throw new RetryLaterError(reason, ms);
  };
  const provider = createOpenAICompatible({
    name: 'redwatch',
    baseURL: settings.url,
    ...(apiKey && { apiKey }),
    fetch: fetchThrough(gate, settings.timeoutMs, pause),
    transformRequestBody: (body: Record<string, unknown>) =>
      settings.json ? { ...body, response_format: { type: 'json_object' } } : body,
  });
  return {
    settings,
    async ask(article, signal) {
      const wait = pausedUntil - now();
      if (wait > 0) throw new RetryLaterError('the model asked for time, or is away', wait);
      try {
        const { text, usage } = await generateText({
          model: provider.chatModel(settings.name),
          system: instructions(),
          prompt: fenced(article, settings.maxChars),
          temperature: 0,
          maxOutputTokens: settings.maxTokens,
          // Tries are counted by the outbox.
          maxRetries: 0,
          ...(signal && { abortSignal: signal }),
        });
        return { text, inputTokens: countOf(usage.inputTokens), outputTokens: countOf(usage.outputTokens) };
      } catch (error) {
        if (signal?.aborted) throw new RetryLaterError('Redwatch is stopping', 1000);
        throw inOurWords(error);
      }
    },
  };
}

/** A server may count as it likes; what is no count is none. */
function countOf(tokens: number | undefined): number {
  return Number.isSafeInteger(tokens) && tokens! >= 0 ? Math.min(tokens!, 1e9) : 0;
}

/** `fetch` as the SDK wants it, through the gate. Every status but 200 ends here, since the SDK's own errors quote the answer. */
function fetchThrough(
  gate: Pick<Gate, 'fetch'>,
  timeoutMs: number,
  pause: (reason: string, ms: number) => never,
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const answer = await gate
      .fetch(url, {
        method: 'POST',
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: typeof init?.body === 'string' ? init.body : null,
        purpose: 'model',
        // An endpoint that moved must be set anew: the key must not travel to whom it points at.
        maxRedirects: null,
        maxBytes: LONGEST_ANSWER,
        timeouts: { headersMs: timeoutMs, idleMs: timeoutMs, totalMs: timeoutMs },
        ...(init?.signal && { signal: init.signal }),
      })
      .catch((error: unknown) => {
        const isAway = error instanceof FetchFailure && !['timeout', 'aborted', 'protocol'].includes(error.code);
        const isClosed = error instanceof GateRefusal && ['address', 'url', 'scheme'].includes(error.code);
        if (isAway || isClosed) return pause(`the model cannot be reached: ${error.message}`, TRY_AGAIN_MS);
        throw error;
      });
    if (ABOUT_US.test(String(answer.status)))
      pause(`the model's endpoint answered ${answer.status}`, answer.retryAfterMs ?? TRY_AGAIN_MS);
    if (answer.status !== 200)
      throw new PermanentError(`the model's endpoint answered ${answer.status} to this article`);
    return new Response(Buffer.from(answer.body), { headers: { 'content-type': 'application/json' } });
  };
}

/** The SDK's errors carry the request with its headers, and the answer: neither may reach a log. */
function inOurWords(error: unknown): Error {
  if (error instanceof RetryLaterError) return error;
  // Refusals of the gate after the request was sent: an answer that was too large may be shorter next time.
  if (error instanceof GateRefusal) return new Error(`the model's answer was refused: ${error.code}`);
  if (error instanceof PermanentError) return error;
  if (error instanceof FetchFailure) return new Error(`the model did not answer in time or properly: ${error.code}`);
  return new Error(`the model's answer is none of the protocol: ${error instanceof Error ? error.name : 'unknown'}`);
}
