/** What the gate says when it brings nothing. Two kinds: it will not (trying again cannot help), or it could not (try again). */
import { PermanentError } from '../errors.ts';

export type RefusalCode =
  | 'url'
  | 'scheme'
  | 'address'
  | 'robots'
  /** robots.txt could not be read, which closes the site for now. */
  | 'robots-unreachable'
  | 'redirects'
  | 'too-large'
  | 'encoding';

/** The gate will not fetch this address, or not all of it; the message is one sentence for people. */
export class GateRefusal extends PermanentError {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type FailureCode = 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'protocol' | 'aborted';

/** The other side could not be reached or did not answer properly; another attempt may succeed. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
