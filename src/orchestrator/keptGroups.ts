/**
 * Committed preprocessed columns that outlive a proof: the fixed tables of a key, and the tables of a program. They lie in the
 * backend's memory below all that a proof allocates, so they are made between proofs only. The memory is a stack: what one proof
 * leaves is the bottom for the next. Groups of one key and one program are kept, those of the last proof.
 */
import type { Backend } from '../backend/types.ts';
import type { PreparedGroup } from '../stark/preprocessed.ts';

/** A group that a proof needs. Two are the same if key, index and owner are. */
export interface GroupRequest {
  /** Digest of the verifying key, as text. */
  readonly key: string;
  /** Index of the group in the key. */
  readonly index: number;
  /** The program that the group belongs to; undefined for a fixed group. */
  readonly owner: object | undefined;
  /** Commits the group in fresh memory. */
  make(): PreparedGroup;
}

export interface KeptGroups {
  /** Words of the requested groups that are in memory already. */
  wordsOf(requests: readonly GroupRequest[]): number;
  /**
   * The requested groups, in order. Makes those that are missing. Frees those of other keys and programs, and what lies above them in
   * the stack. Requests are of one key and one program, and nothing else may be allocated.
   */
  prepare(requests: readonly GroupRequest[]): PreparedGroup[];
  /** Frees all. */
  clear(): void;
}

interface Kept {
  readonly request: GroupRequest;
  readonly group: PreparedGroup;
  readonly words: number;
  /** Of the backend's memory, before the group was made. */
  readonly mark: number;
}

const isSame = (a: GroupRequest, b: GroupRequest): boolean => a.key === b.key && a.index === b.index && a.owner === b.owner;

export const createKeptGroups = (backend: Backend): KeptGroups => {
  const stack: Kept[] = [];
  const find = (request: GroupRequest): Kept | undefined => stack.find((kept) => isSame(kept.request, request));
  const freeFrom = (place: number): void => {
    if (place < 0 || place >= stack.length) return;
    backend.release(stack[place].mark);
    stack.length = place;
  };
  const push = (request: GroupRequest): Kept => {
    const mark = backend.mark();
    const before = backend.usage().words;
    try {
      const kept = { request, group: request.make(), words: backend.usage().words - before, mark };
      stack.push(kept);
      return kept;
    } catch (error) {
      backend.release(mark);
      throw error;
    }
  };
  return {
    wordsOf: (requests) => requests.reduce((total, request) => total + (find(request)?.words ?? 0), 0),
    prepare(requests) {
      const owners = new Set(requests.map(({ owner }) => owner));
      freeFrom(
        stack.findIndex(({ request }) => request.key !== requests[0]?.key || (request.owner !== undefined && !owners.has(request.owner))),
      );
      // Fixed groups below those of a program, so that they stay when the next proof is of another program.
      const isOwned = ({ owner }: GroupRequest): boolean => owner !== undefined;
      const byLife = [...requests.filter((request) => !isOwned(request)), ...requests.filter(isOwned)];
      const kept = new Map(byLife.map((request) => [request, find(request) ?? push(request)]));
      return requests.map((request) => (kept.get(request) as Kept).group);
    },
    clear() {
      freeFrom(0);
    },
  };
};
