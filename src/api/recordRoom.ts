/** Memory for the record of a run, kept for the next proof: 64 bytes an instruction, which new to the process cost more than to write. */
import type { Pellucid } from './types.ts';

const kept = new WeakMap<object, ArrayBufferLike>();

/** Of `bytes` at least and twice as many at most, with what a proof before left there. A prover makes one proof at a time. */
export const recordRoom = ({ backend, traceThreads }: Pellucid, bytes: number): ArrayBufferLike => {
  const before = kept.get(backend);
  if (before !== undefined && before.byteLength >= bytes && before.byteLength <= 2 * bytes) return before;
  const room = traceThreads === undefined ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
  kept.set(backend, room);
  return room;
};
