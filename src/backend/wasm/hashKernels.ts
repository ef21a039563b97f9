/** The kernels of each hash suite: trees and proof of work. */
import { PellucidError } from '../../core/error.ts';
import { HASHES, type HashName, isHash } from '../../hash/suite.ts';
import type { Matrix, MerkleTree, Span } from '../types.ts';
import type { Arena } from './arena.ts';
import { grindBlake3, merkleBlake3 } from './blake3.ts';
import { grind, merkle } from './hashing.ts';
import type { Jobs } from './jobs.ts';

interface HashKernels {
  readonly merkle: (jobs: Jobs, arena: Arena, matrices: readonly Matrix[], target?: Span) => MerkleTree;
  readonly grind: (jobs: Jobs, arena: Arena, state: Uint32Array, bits: number) => number;
}

/** A suite without kernels does not compile here. */
const KERNELS: Readonly<Record<HashName, HashKernels>> = {
  blake3: { merkle: merkleBlake3, grind: grindBlake3 },
  poseidon2: { merkle, grind },
};

/** PellucidError 'unsupported-hash' for any other name. */
export const hashKernels = (name: string): HashKernels => {
  if (!isHash(name)) throw new PellucidError('unsupported-hash', `there are kernels for ${HASHES.join(' and ')}, not for '${name}'`);
  return KERNELS[name];
};
