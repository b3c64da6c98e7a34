/** Postgres' COPY as streams: rows in its text form, one per line, without ever holding a table in memory. */
import { once } from 'node:events';
import { Readable, type Duplex } from 'node:stream';
import type pg from 'pg';

/** What the driver offers a query that speaks the protocol itself (its types leave these out). */
type Wire = {
  stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
};
type Exchange = {
  handleCopyData(message: { chunk: Buffer }): void;
  handleCopyInResponse(wire: Wire): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
};

function begin(client: pg.Client, statement: string, exchange: Exchange, onWire: (wire: Wire) => void): void {
  const submit = (wire: Wire) => {
    onWire(wire);
    wire.query(statement);
  };
  client.query({ submit, handleCommandComplete: () => {}, ...exchange } as unknown as pg.Submittable);
}

/**
 * The rows of `copy ... to stdout`. The connection reads no faster than the caller.
 * @throws (in the stream) what the server answers, or that the connection was lost
 */
export function copyOut(client: pg.Client, statement: string): Readable {
  let wire: Wire | undefined;
  const rows = new Readable({
    read: () => void wire?.stream.resume(),
    destroy: (error, done) => {
      // What is still under way is passed over, so that the connection can be used or closed.
      wire?.stream.resume();
      done(error);
    },
  });
  const exchange: Exchange = {
    // The driver writes the next message over this one.
    handleCopyData: ({ chunk }) => void (rows.destroyed || rows.push(Buffer.from(chunk)) || wire?.stream.pause()),
    handleCopyInResponse: (given) => given.sendCopyFail('rows are read here, not written'),
    handleReadyForQuery: () => void (rows.destroyed || rows.push(null)),
    handleError: (error) => void rows.destroy(error),
  };
  begin(client, statement, exchange, (given) => (wire = given));
  return rows;
}

/**
 * Gives `copy ... from stdin` its rows.
 * @throws what the server answers, or what `rows` throws (the server then keeps none of them)
 */
export function copyIn(client: pg.Client, statement: string, rows: AsyncIterable<Uint8Array>): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const fail = (error: unknown) => {
      over.abort();
      reject(error as Error);
    };
    const exchange: Exchange = {
      handleCopyData: () => {},
      handleCopyInResponse: (wire) => {
        send(wire, rows, over.signal).catch((error: unknown) => {
          if (!over.signal.aborted) wire.sendCopyFail('the rows broke off');
          fail(error);
        });
      },
      handleReadyForQuery: resolve,
      handleError: fail,
    };
    begin(client, statement, exchange, () => {});
  });
}

async function send(wire: Wire, rows: AsyncIterable<Uint8Array>, over: AbortSignal): Promise<void> {
  for await (const row of rows) {
    if (over.aborted) return;
    wire.sendCopyFromChunk(row);
    if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain', { signal: over });
  }
  wire.endCopyFrom();
}
