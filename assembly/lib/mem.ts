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

/** Reads a word of every line of [from, to), in order, as the processor fetches ahead: what is read next is then in the cache. */
export function fetch(from: usize, to: usize): void {
  let words: u32 = 0;
  for (let at = from & ~(LINE - 1); at < to; at += LINE) words ^= load<u32>(at);
  // Lest the reading be left out as useless.
  store<u32>(scratch() + FETCHED, words);
}
