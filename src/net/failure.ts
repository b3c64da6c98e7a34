/** Whatever undici, TLS, zlib or the socket throws, in the gate's own words. */
import { messageOf, PermanentError, RetryLaterError } from '../errors.ts';
import { FetchFailure, GateRefusal, type FailureCode } from './refusal.ts';

/** Error codes of Node and undici by what they mean; everything else is `connect`. */
const MEANING: readonly [RegExp, FailureCode][] = [
  [/^UND_ERR_(HEADERS|BODY|CONNECT)_TIMEOUT$|^ETIMEDOUT$/, 'timeout'],
  [/^(ENOTFOUND|EAI_)/, 'dns'],
  [/^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO)/, 'tls'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/, 'reset'],
  [/^(HPE_|UND_ERR_(RES|REQ)_CONTENT|UND_ERR_HEADERS_OVERFLOW|UND_ERR_INVALID|UND_ERR_NOT_SUPPORTED)/, 'protocol'],
];

/** What a certificate that is not believed means to the operator. */
const TLS_WORDS: readonly [RegExp, string][] = [
  [
    /^(UNABLE_TO_(VERIFY|GET)|SELF_SIGNED|DEPTH_ZERO)/,
    'its certificate comes from an authority that is not known here; if it is your own, name the file of that authority in NODE_EXTRA_CA_CERTS',
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for another name'],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired'],
];

/** Refusals and waits pass as they are; the rest becomes a FetchFailure that names the address. `signal` is the fetch's own. */
export function translateError(error: unknown, url: URL, signal: AbortSignal): Error {
  if (error instanceof PermanentError || error instanceof RetryLaterError || error instanceof FetchFailure)
    return error;
  if (signal.aborted) {
    const isTimeout = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
    return new FetchFailure(isTimeout ? 'timeout' : 'aborted', `${url.href}: ${messageOf(signal.reason ?? error)}`, {
      cause: error,
    });
  }
  const code = errorCode(error);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new GateRefusal('too-large', `${url.href}: the response headers are larger than 32 KiB`, { cause: error });
  }
  const tls = TLS_WORDS.find(([pattern]) => pattern.test(code))?.[1];
  if (tls) return new FetchFailure('tls', `${url.href}: ${tls} (${code})`, { cause: error });
  const meaning = MEANING.find(([pattern]) => pattern.test(code))?.[1] ?? 'connect';
  return new FetchFailure(meaning, `${url.href}: ${messageOf(error)}`, { cause: error });
}

function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
