/** The end of one hop: its time is over, or the caller stops. */

/** A signal that fires when the time is over or the caller stops. */
export function startDeadline(totalMs: number, stop: AbortSignal | undefined): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const late = (): void =>
    controller.abort(new DOMException(`no complete answer within ${totalMs} ms`, 'TimeoutError'));
  const timer = setTimeout(late, totalMs);
  const stopped = (): void => controller.abort(stop?.reason);
  if (stop?.aborted) stopped();
  stop?.addEventListener('abort', stopped, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      stop?.removeEventListener('abort', stopped);
    },
  };
}
