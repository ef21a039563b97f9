/** Operands of the row interpreter's instructions, and memory that is fetched ahead. */
import { FETCHED, scratch } from './layout';

/** Bytes of a line of the cache. */
// @ts-ignore: decorator
@inline const LINE: usize = 64;

/** Operand i, u32, of the instruction whose operands start at `pc`. */
// @ts-ignore: decorator
@inline
export function operand(pc: usize, i: usize): usize {
  return <usize>load<u32>(pc + i * 4);
}

/** Prefetches [from, to): reads a word of every cache line in order, so that later reads find their lines in the cache. */
export function fetch(from: usize, to: usize): void {
  let words: u32 = 0;
  for (let at = from & ~(LINE - 1); at < to; at += LINE) words ^= load<u32>(at);
  // Keeps the optimiser from removing the reads.
  store<u32>(scratch() + FETCHED, words);
}
