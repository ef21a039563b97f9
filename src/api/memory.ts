/** The memory of a proof: planned, and reserved before the work begins. */
import { type Statement, starkStatement } from '../keys/statement.ts';
import type { VerifyingKey } from '../stark/key.ts';
import { preprocessedWords, proverWords } from '../stark/memoryPlan.ts';
import { deriveShape } from '../stark/shape.ts';
import type { ExecutionRecord } from '../vm/record.ts';
import type { Pellucid } from './types.ts';

const recordBytes = ({ insns, ecalls, io, refreshes, touched }: ExecutionRecord): number =>
  [insns, ecalls, io, refreshes, touched].reduce((total, records) => total + records.byteLength, 0);

/** Bytes that the proof needs at most, with the record of the run. PellucidError 'out-of-memory' if there is not so much. */
export const reserveMemory = (
  { backend, workers }: Pellucid,
  key: VerifyingKey,
  statement: Statement,
  heights: readonly number[],
  record: ExecutionRecord,
): number => {
  const shape = deriveShape(key, starkStatement(statement), heights);
  const preprocessed = shape.trees.filter((tree) => tree.kind === 'preprocessed');
  const words =
    proverWords(shape, key.config, workers) + preprocessed.reduce((total, tree) => total + preprocessedWords(tree, key.config), 0);
  const besides = recordBytes(record);
  backend.reserve(words, besides);
  return 4 * words + besides;
};
