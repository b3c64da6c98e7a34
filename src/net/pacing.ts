/** What all workers must agree on: when an origin may be asked next, and what its robots.txt says. */

export type RobotsRecord = {
  /** `rules`: `text` holds; `open`: there is none, all allowed; `closed`: unreachable, nothing allowed (RFC 9309, 2.3.1.4). */
  state: 'rules' | 'open' | 'closed';
  /** The file; for `closed` why it could not be read. */
  text: string;
  /** Milliseconds since 1970 after which it must be asked for again. */
  expiresAtMs: number;
};

export type SlotRequest = { origin: string; intervalMs: number; maxWaitMs: number; nowMs: number };

/** Shared by every gate that works on the same data; the in-process one below serves a single process. */
export type GateState = {
  /**
   * Takes the next free moment of an origin: how long to wait for it, in milliseconds, with the one after it at least `intervalMs`
   * later. When the wait would exceed `maxWaitMs` nothing is taken and `granted` is false. Must be atomic.
   */
  takeSlot(request: SlotRequest): Promise<{ granted: boolean; waitMs: number }>;
  /** Nobody asks this origin before `untilMs` (Retry-After). Never brings a later moment forward. */
  defer(origin: string, untilMs: number): Promise<void>;
  robots(origin: string): Promise<RobotsRecord | null>;
  saveRobots(origin: string, record: RobotsRecord): Promise<void>;
};

/** The least recently used origins are forgotten beyond this many; a night asks far fewer. */
const MAX_ORIGINS = 10_000;

/** GateState for one process. */
export function inProcessState(): GateState {
  const nextFree = new Map<string, number>();
  const robots = new Map<string, RobotsRecord>();
  const remember = <V>(map: Map<string, V>, key: string, value: V): void => {
    map.delete(key);
    map.set(key, value);
    const oldest = map.size > MAX_ORIGINS ? map.keys().next().value : undefined;
    if (oldest !== undefined) map.delete(oldest);
  };
  return {
    takeSlot({ origin, intervalMs, maxWaitMs, nowMs }) {
      const at = Math.max(nowMs, nextFree.get(origin) ?? 0);
      const waitMs = at - nowMs;
      if (waitMs > maxWaitMs) return Promise.resolve({ granted: false, waitMs });
      remember(nextFree, origin, at + intervalMs);
      return Promise.resolve({ granted: true, waitMs });
    },
    defer(origin, untilMs) {
      remember(nextFree, origin, Math.max(untilMs, nextFree.get(origin) ?? 0));
      return Promise.resolve();
    },
    robots: (origin) => Promise.resolve(robots.get(origin) ?? null),
    saveRobots(origin, record) {
      remember(robots, origin, record);
      return Promise.resolve();
    },
  };
}
