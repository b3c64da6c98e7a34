/**
 * Traces of the queue for OpenTelemetry, when OTEL_EXPORTER_OTLP_ENDPOINT names a collector: a span for each job that is added and
 * each that is worked, sent as OTLP/JSON through a fetch gate that lets through this one address. What a collector does with them
 * changes nothing here: while it cannot be reached, spans are dropped after a word in the log.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context as TraceContext,
  type ContextManager,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type TracerConfig,
} from '@opentelemetry/sdk-trace-base';
import { BullMQOtel } from 'bullmq-otel';
import { ConfigError, messageOf } from '../src/errors.ts';
import type { Logger } from '../src/log.ts';
import { createGate } from '../src/net/gate.ts';
import { VERSION } from '../src/version.ts';

export type Traces = { telemetry: BullMQOtel; close(): Promise<void> };

const TIMEOUT_MS = 10_000;
/** The numbers of the specification of OTLP exporters' ExportResult. */
const SUCCESS = 0;
const FAILED = 1;

/**
 * @param env the variables the OpenTelemetry specification names: OTEL_EXPORTER_OTLP_ENDPOINT or ..._TRACES_ENDPOINT,
 * OTEL_EXPORTER_OTLP_HEADERS (`name=value,...`), OTEL_SERVICE_NAME
 * @returns null when no collector is named
 * @throws ConfigError when its address is none
 */
export function openTraces(env: NodeJS.ProcessEnv, log: Logger): Traces | null {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const address = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base && `${base.replace(/\/$/, '')}/v1/traces`);
  if (!address) return null;
  if (!URL.canParse(address)) throw new ConfigError([`OTEL_EXPORTER_OTLP_ENDPOINT: "${address}" is no address`]);
  const exporter = exportTo(new URL(address), headersOf(env.OTEL_EXPORTER_OTLP_HEADERS), log);
  const attributes = { 'service.name': env.OTEL_SERVICE_NAME ?? 'redwatch', 'service.version': VERSION };
  const provider = new BasicTracerProvider({
    resource: resourceOf(attributes),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(followCalls());
  propagation.setGlobalPropagator(traceparent);
  return {
    telemetry: new BullMQOtel({ tracerName: 'redwatch', version: VERSION }),
    close: async () => {
      await provider.shutdown().catch((error: unknown) => log.warn({ error: messageOf(error) }, 'traces were left'));
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

/** Who the spans are of. */
function resourceOf(attributes: Record<string, string>): NonNullable<TracerConfig['resource']> {
  const resource = { attributes, merge: () => resource, getRawAttributes: () => Object.entries(attributes) };
  return resource;
}

function headersOf(list = ''): Record<string, string> {
  const pairs = list.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim().toLowerCase(), decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );
}

function exportTo(url: URL, headers: Record<string, string>, log: Logger): SpanExporter {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const gate = createGate({ userAgent: `Redwatch/${VERSION}`, allow: [`${url.hostname}:${port}`] });
  const timeouts = { headersMs: TIMEOUT_MS, idleMs: TIMEOUT_MS, totalMs: TIMEOUT_MS };
  async function send(spans: ReadableSpan[]): Promise<void> {
    const body = JsonTraceSerializer.serializeRequest(spans) ?? new Uint8Array();
    const answer = await gate.fetch(url.href, {
      ...{ method: 'POST', body, purpose: 'notify', maxRedirects: null, timeouts },
      headers: { ...headers, 'content-type': 'application/json' },
    });
    if (answer.status >= 300) throw new Error(`the collector answered ${answer.status}`);
  }
  return {
    export: (spans, done) =>
      void send(spans).then(
        () => done({ code: SUCCESS }),
        (error: unknown) => {
          log.warn({ error: messageOf(error), spans: spans.length }, 'traces could not be sent');
          done({ code: FAILED, error: error as Error });
        },
      ),
    forceFlush: async () => {},
    shutdown: () => gate.close(),
  };
}

/** The current span along asynchronous calls. */
function followCalls(): ContextManager {
  const current = new AsyncLocalStorage<TraceContext>();
  const manager: ContextManager = {
    active: () => current.getStore() ?? ROOT_CONTEXT,
    with: (ctx, run, self, ...args) => current.run(ctx, () => run.apply(self as ThisParameterType<typeof run>, args)),
    bind: (ctx, target) =>
      typeof target === 'function'
        ? (((...args: unknown[]) => current.run(ctx, () => (target as (...a: unknown[]) => unknown)(...args))) as typeof target) // prettier-ignore
        : target,
    enable: () => manager,
    disable: () => {
      current.disable();
      return manager;
    },
  };
  return manager;
}

/** A job carries its adder's span as W3C writes it: `traceparent: 00-<trace>-<span>-01`. */
const traceparent: TextMapPropagator = {
  fields: () => ['traceparent'],
  inject(ctx, carrier, setter) {
    const span = trace.getSpanContext(ctx);
    if (!span || !isSpanContextValid(span)) return;
    setter.set(carrier, 'traceparent', `00-${span.traceId}-${span.spanId}-0${span.traceFlags & 1}`);
  },
  extract(ctx, carrier, getter) {
    const [, traceId = '', spanId = '', flags = '0'] =
      /^00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])$/.exec(String(getter.get(carrier, 'traceparent'))) ?? [];
    const span = { traceId, spanId, traceFlags: Number(flags), isRemote: true };
    return isSpanContextValid(span) ? trace.setSpanContext(ctx, span) : ctx;
  },
};
