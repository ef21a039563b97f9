/**
 * Sponges over the rows of a matrix, the layers of a Merkle tree and proof of work. A batch of BATCH rows is hashed at
 * once. Where fewer rows are left, the last row stands in for the missing ones and writes the same digest again. So exactly `count`
 * rows are read and written.
 */
import { K_M, K_P, K_Q, scratch, SPONGE, TILE } from './lib/layout';
import { interleaveHigh, interleaveLow, joinHigh, joinLow, P32, packForm, QUAD, unpackForm } from './lib/vec';
import { BATCH, permute, reduceCapacity } from './poseidon2';

/** Words [4 c, 4 c + 4) of four rows into lanes 4 c.. of quad g of the batch. */
function loadQuad(r0: usize, r1: usize, r2: usize, r3: usize, lane: usize): void {
  const a0 = v128.load(r0), a1 = v128.load(r1), a2 = v128.load(r2), a3 = v128.load(r3);
  const l01 = interleaveLow(a0, a1), l23 = interleaveLow(a2, a3);
  const h01 = interleaveHigh(a0, a1), h23 = interleaveHigh(a2, a3);
  unpackForm(lane, joinLow(l01, l23));
  unpackForm(lane + 64, joinHigh(l01, l23));
  unpackForm(lane + 128, joinLow(h01, h23));
  unpackForm(lane + 192, joinHigh(h01, h23));
}

/** Writes lanes back as words, the reverse of loadQuad. Words are canonical. */
function storeQuad(lane: usize, r0: usize, r1: usize, r2: usize, r3: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P);
  const a0 = packForm(lane, Q, M, P), a1 = packForm(lane + 64, Q, M, P);
  const a2 = packForm(lane + 128, Q, M, P), a3 = packForm(lane + 192, Q, M, P);
  const l01 = interleaveLow(a0, a1), l23 = interleaveLow(a2, a3);
  const h01 = interleaveHigh(a0, a1), h23 = interleaveHigh(a2, a3);
  v128.store(r0, joinLow(l01, l23));
  v128.store(r1, joinHigh(l01, l23));
  v128.store(r2, joinLow(h01, h23));
  v128.store(r3, joinHigh(h01, h23));
}

// @ts-ignore: decorator
@inline
function rowAt(base: usize, bytes: usize, row: u32, shift: u32, last: u32): usize {
  return base + <usize>(min(row, last) >> shift) * bytes;
}

/** Words [from, to) (multiples of 4) of BATCH rows from `row` into the lanes of the same numbers. */
function loadRows(base: usize, bytes: usize, row: u32, shift: u32, last: u32, from: usize, to: usize): void {
  const sponge = scratch() + SPONGE;
  for (let g: u32 = 0; g < BATCH; g += 4) {
    const lane = sponge + <usize>(g >> 2) * QUAD;
    const r0 = rowAt(base, bytes, row + g, shift, last), r1 = rowAt(base, bytes, row + g + 1, shift, last);
    const r2 = rowAt(base, bytes, row + g + 2, shift, last), r3 = rowAt(base, bytes, row + g + 3, shift, last);
    for (let w = from; w < to; w += 4) loadQuad(r0 + w * 4, r1 + w * 4, r2 + w * 4, r3 + w * 4, lane + w * 64);
  }
}
function storeRows(base: usize, bytes: usize, row: u32, last: u32, words: usize): void {
  const sponge = scratch() + SPONGE;
  for (let g: u32 = 0; g < BATCH; g += 4) {
    const lane = sponge + <usize>(g >> 2) * QUAD;
    const r0 = rowAt(base, bytes, row + g, 0, last), r1 = rowAt(base, bytes, row + g + 1, 0, last);
    const r2 = rowAt(base, bytes, row + g + 2, 0, last), r3 = rowAt(base, bytes, row + g + 3, 0, last);
    for (let w: usize = 0; w < words; w += 4) storeQuad(lane + w * 64, r0 + w * 4, r1 + w * 4, r2 + w * 4, r3 + w * 4);
  }
}

/** The sponge state that leaves start from: word 15 is 1. */
function startLeaves(): void {
  const sponge = scratch() + SPONGE;
  memory.fill(sponge, 0, 1024);
  for (let g: usize = 0; g < <usize>(BATCH >> 2); g++) unpackForm(sponge + 15 * 64 + g * QUAD, i32x4.splat(1));
}

/**
 * Absorbs rows [from, to) of `count` rows of 8 `blocks` words, `rowBytes` apart, into the sponge of 16 canonical words at
 * `states` of index row >> shift (0: the leaves' first state), and writes the first `words` (8 or 16) of each new state to `out`.
 */
export function absorbRows(
  rows: usize, rowBytes: usize, blocks: u32, count: u32, states: usize, shift: u32, out: usize, words: usize,
  from: u32, to: u32,
): void {
  for (let row = from; row < to; row += BATCH) {
    if (states == 0) startLeaves();
    else loadRows(states, 64, row, shift, count - 1, 0, 16);
    for (let block: u32 = 0; block < blocks; block++) {
      if (block != 0) reduceCapacity();
      loadRows(rows + <usize>block * 32, rowBytes, row, 0, count - 1, 0, 8);
      permute();
    }
    storeRows(out, words * 4, row, count - 1, words);
  }
}

/** Writes parents [from, to) of `count` to `out`, each of two digests of `children`. */
export function compressLayer(children: usize, out: usize, count: u32, from: u32, to: u32): void {
  const P = i32x4.splat(P32);
  for (let row = from; row < to; row += BATCH) {
    loadRows(children, 64, row, 0, count - 1, 0, 16);
    permute();
    storeRows(out, 32, row, count - 1, 8);
    // Feed-forward: adds the left child, once for each row. Rows that stand in for missing ones have been stored before.
    for (let r = row; r < min(row + BATCH, count); r++) {
      const left = children + <usize>r * 64, parent = out + <usize>r * 32;
      for (let w: usize = 0; w < 32; w += 16) {
        const t = i32x4.add(v128.load(left + w), v128.load(parent + w));
        v128.store(parent + w, i32x4.min_u(t, i32x4.sub(t, P)));
      }
    }
  }
}

/**
 * The smallest nonce in [from, to) for which word 0 of the permutation of `state` (16 canonical words), with word 0 replaced
 * by the nonce, has the bits of `mask` clear; `to` if none.
 */
export function grind(state: usize, mask: u32, from: u32, to: u32): u32 {
  const states = scratch() + TILE;
  for (let nonce = from; nonce < to; nonce += BATCH) {
    for (let i: u32 = 0; i < BATCH; i++) {
      memory.copy(states + <usize>i * 64, state, 64);
      store<u32>(states + <usize>i * 64, nonce + i);
    }
    loadRows(states, 64, 0, 0, BATCH - 1, 0, 16);
    permute();
    storeRows(states, 64, 0, BATCH - 1, 4);
    for (let i: u32 = 0; i < BATCH && nonce + i < to; i++) {
      if ((load<u32>(states + <usize>i * 16 * 4) & mask) == 0) return nonce + i;
    }
  }
  return to;
}
