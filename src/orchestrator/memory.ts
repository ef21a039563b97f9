/** The memory of a proof: planned before the work begins. */
import { type Statement, starkStatement } from '../keys/statement.ts';
import type { VerifyingKey } from '../stark/key.ts';
import { preprocessedWords, proverWords } from '../stark/memoryPlan.ts';
import { deriveShape } from '../stark/shape.ts';
import type { ExecutionRecord } from '../vm/record.ts';

const recordBytes = ({ insns, ecalls, io, advances, touched, calls }: ExecutionRecord): number =>
  [insns.buffer, ecalls, io, advances, touched, ...Object.values(calls)].reduce((total, records) => total + records.byteLength, 0);

export interface MemoryPlan {
  /** Words of the backend's memory. */
  readonly words: number;
  /** Bytes of the record of the run. */
  readonly besides: number;
  readonly bytes: number;
}

/** What the proof needs at most. */
export const planMemory = (
  workers: number,
  key: VerifyingKey,
  statement: Statement,
  heights: readonly number[],
  record: ExecutionRecord,
): MemoryPlan => {
  const shape = deriveShape(key, starkStatement(key, statement), heights);
  const preprocessed = shape.trees.filter((tree) => tree.kind === 'preprocessed');
  const words =
    proverWords(shape, key.config, workers) + preprocessed.reduce((total, tree) => total + preprocessedWords(tree, key.config), 0);
  const besides = recordBytes(record);
  return { words, besides, bytes: 4 * words + besides };
};
