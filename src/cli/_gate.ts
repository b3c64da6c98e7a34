import type { Config } from '../config.ts';
import { createGate, type Gate } from '../net/gate.ts';
import { VERSION } from '../version.ts';

/** The fetch gate for a command that needs no archive. The caller closes it. */
export function gateFor(config: Config): Gate {
  return createGate({
    userAgent: `Redwatch/${VERSION} (+${config.contact})`,
    allow: config.net.allow,
    proxy: config.net.proxy ?? null,
    delayMs: config.net.paceMs,
    maxBytes: config.net.maxBytes,
  });
}
