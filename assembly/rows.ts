/** Copies rows of a region into slots and back, by 4 x 4 transposes: a slot of the interpreter holds one column. */
import { REGION_ADDRESS, REGION_BYTES, REGION_MASK, REGION_ROW_BYTES, REGION_SHIFT } from './gen/rowCodes';
import { K_M, K_P, K_Q } from './lib/layout';
import { fetch, operand } from './lib/mem';
import { interleaveHigh, interleaveLow, joinHigh, joinLow, packForm, QUAD, unpackForm } from './lib/vec';

// @ts-ignore: decorator
@inline
function transposeIn(p0: usize, p1: usize, p2: usize, p3: usize, d0: usize, d1: usize, d2: usize, d3: usize): void {
  const a0 = v128.load(p0), a1 = v128.load(p1), a2 = v128.load(p2), a3 = v128.load(p3);
  const l01 = interleaveLow(a0, a1), l23 = interleaveLow(a2, a3);
  const h01 = interleaveHigh(a0, a1), h23 = interleaveHigh(a2, a3);
  unpackForm(d0, joinLow(l01, l23));
  unpackForm(d1, joinHigh(l01, l23));
  unpackForm(d2, joinLow(h01, h23));
  unpackForm(d3, joinHigh(h01, h23));
}

export function fetchRows(pc: usize, regions: usize, row: u32, count: u32): void {
  const region = regions + operand(pc, 0) * REGION_BYTES;
  const base = <usize>load<u32>(region, REGION_ADDRESS) + operand(pc, 1), bytes = <usize>load<u32>(region, REGION_ROW_BYTES);
  const shift = load<u32>(region, REGION_SHIFT), mask = load<u32>(region, REGION_MASK), length = operand(pc, 2);
  for (let j = row; j < row + count; j++) {
    const from = base + <usize>((j >> shift) & mask) * bytes;
    fetch(from, from + length);
  }
}

export function load4(pc: usize, slots: usize, regions: usize, row: u32, count: u32): void {
  const region = regions + operand(pc, 0) * REGION_BYTES;
  const base = <usize>load<u32>(region, REGION_ADDRESS) + operand(pc, 1), bytes = <usize>load<u32>(region, REGION_ROW_BYTES);
  const shift = load<u32>(region, REGION_SHIFT), mask = load<u32>(region, REGION_MASK);
  let d0 = slots + operand(pc, 2), d1 = slots + operand(pc, 3), d2 = slots + operand(pc, 4), d3 = slots + operand(pc, 5);
  for (let j = row; j < row + count; j += 4) {
    transposeIn(
      base + <usize>((j >> shift) & mask) * bytes, base + <usize>(((j + 1) >> shift) & mask) * bytes,
      base + <usize>(((j + 2) >> shift) & mask) * bytes, base + <usize>(((j + 3) >> shift) & mask) * bytes,
      d0, d1, d2, d3,
    );
    d0 += QUAD;
    d1 += QUAD;
    d2 += QUAD;
    d3 += QUAD;
  }
}

/**
 * The position of the next point of the trace's subgroup, of order 2^bits, after that of position j of a bit-reversed coset. The lowest `bits` bits of
 * j, read backwards, number the points that are a power of the subgroup's generator apart. Adding 1 to that number carries from the highest of these
 * bits downwards, so it flips the run of ones there and the zero below it.
 */
function nextPosition(j: u32, bits: u32): u32 {
  if (bits < 1) return j;
  const ones = clz<u32>(~(j << (32 - bits)));
  const width = min<u32>(ones + 1, bits);
  return j ^ (((<u32>1 << width) - 1) << (bits - width));
}

export function load4Next(pc: usize, slots: usize, regions: usize, row: u32, count: u32): void {
  const region = regions + operand(pc, 0) * REGION_BYTES;
  const base = <usize>load<u32>(region, REGION_ADDRESS) + operand(pc, 1), bytes = <usize>load<u32>(region, REGION_ROW_BYTES);
  const mask = load<u32>(region, REGION_MASK), bits = load<u32>(pc, 24);
  let d0 = slots + operand(pc, 2), d1 = slots + operand(pc, 3), d2 = slots + operand(pc, 4), d3 = slots + operand(pc, 5);
  for (let j = row; j < row + count; j += 4) {
    transposeIn(
      base + <usize>nextPosition(j & mask, bits) * bytes, base + <usize>nextPosition((j + 1) & mask, bits) * bytes,
      base + <usize>nextPosition((j + 2) & mask, bits) * bytes, base + <usize>nextPosition((j + 3) & mask, bits) * bytes,
      d0, d1, d2, d3,
    );
    d0 += QUAD;
    d1 += QUAD;
    d2 += QUAD;
    d3 += QUAD;
  }
}

export function store4(pc: usize, slots: usize, regions: usize, row: u32, count: u32): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P);
  const region = regions + operand(pc, 0) * REGION_BYTES;
  const base = <usize>load<u32>(region, REGION_ADDRESS) + operand(pc, 1), bytes = <usize>load<u32>(region, REGION_ROW_BYTES);
  const shift = load<u32>(region, REGION_SHIFT), mask = load<u32>(region, REGION_MASK);
  let p0 = slots + operand(pc, 2), p1 = slots + operand(pc, 3), p2 = slots + operand(pc, 4), p3 = slots + operand(pc, 5);
  for (let j = row; j < row + count; j += 4) {
    const a0 = packForm(p0, Q, M, P), a1 = packForm(p1, Q, M, P), a2 = packForm(p2, Q, M, P), a3 = packForm(p3, Q, M, P);
    const l01 = interleaveLow(a0, a1), l23 = interleaveLow(a2, a3);
    const h01 = interleaveHigh(a0, a1), h23 = interleaveHigh(a2, a3);
    v128.store(base + <usize>((j >> shift) & mask) * bytes, joinLow(l01, l23));
    v128.store(base + <usize>(((j + 1) >> shift) & mask) * bytes, joinHigh(l01, l23));
    v128.store(base + <usize>(((j + 2) >> shift) & mask) * bytes, joinLow(h01, h23));
    v128.store(base + <usize>(((j + 3) >> shift) & mask) * bytes, joinHigh(h01, h23));
    p0 += QUAD;
    p1 += QUAD;
    p2 += QUAD;
    p3 += QUAD;
  }
}
