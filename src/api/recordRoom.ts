/** Memory for the record of a run and what leads to it, kept for the next proof: new to the process it costs more than to write. */
import type { Pellucid } from './types.ts';

const kept = new WeakMap<object, Map<string, ArrayBufferLike>>();

/** Room of that name, of `bytes` at least and twice as many at most, with what a proof before left there. A prover makes one proof at a time. */
export const recordRoom = ({ backend, traceThreads }: Pellucid, name: 'records' | 'starts', bytes: number): ArrayBufferLike => {
  const rooms = kept.get(backend) ?? new Map<string, ArrayBufferLike>();
  kept.set(backend, rooms);
  const before = rooms.get(name);
  if (before !== undefined && before.byteLength >= bytes && before.byteLength <= 2 * bytes) return before;
  const room = traceThreads === undefined ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
  rooms.set(name, room);
  return room;
};
