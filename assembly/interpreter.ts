/**
 * The interpreter: a vector machine over batches of up to 64 rows. Registers ("slots") hold one element in compute form for
 * each row of the batch; an instruction is an opcode and operands, all u32. The host compiles LogUp, quotients, DEEP quotients,
 * folds and combinations to it (src/backend/wasm/compileProgram.ts, src/backend/wasm/rows.ts) and there proves the lazy ranges that
 * lib/vec.ts asks for.
 *
 * Operands: d, a, b: byte offsets of slots; k: byte offset of a twiddle in the pool; w: byte offset of a weight in the pool;
 * r: number of a region. A region is 16 bytes: address, bytes from row to row, shift, mask; batch row j reads its row
 * (j >> shift) & mask. A weight is 64 bytes, an extension element that multiplies a base element: relaxed: for each coefficient c
 * the f64 pair (hi, lo), c = 2^16 hi + lo, |hi| <= 2^14, |lo| <= 2^15; integer: four twiddles of 16 bytes.
 */
import { extMul, invert, norm, scaledInverse } from './extension';
import { fold } from './fold';
import { K_C, K_K, K_M, K_P, K_Q, thread } from './lib/layout';
import { operand } from './lib/mem';
import { add, companion, ELEMENT, factor, mul, mulTwiddle, QUAD, reduce, sub } from './lib/vec';
import { fetchRows, load4, load4Next, store4 } from './rows';

const END: u32 = 0;
/** r byteOffset d0 d1 d2 d3: four adjacent words of a row. */
const LOAD4: u32 = 1;
/** r byteOffset a0 a1 a2 a3. */
const STORE4: u32 = 2;
/** d a b */
const ADD: u32 = 3;
const SUB: u32 = 4;
const MUL: u32 = 5;
/** d a k: a + k, k - a, a k. */
const ADD_CONSTANT: u32 = 6;
const SUB_FROM_CONSTANT: u32 = 7;
const MUL_CONSTANT: u32 = 8;
/** d a k: a k without reduction in the relaxed module. */
const SCALE: u32 = 9;
/** d a */
const REDUCE: u32 = 10;
/** d k */
const CONSTANT: u32 = 11;
/** n d0..d3 k0..k3 (a w) x n: d = k + sum of a w; lazy: sum of |a| <= 2^38 - 2^22. */
const FOLD: u32 = 12;
/** d0..d3 a0..a3 b0..b3: extension product. Lazy: 16 |a_i b_j| as for mul, |d| <= 45 * 0.64 p. */
const EXT_MUL: u32 = 13;
/** e0 e1 n a0..a3: see `norm`. */
const NORM: u32 = 14;
/** d0..d3 a0..a3 e0 e1 t: see `scaledInverse`. */
const SCALED_INVERSE: u32 = 15;
/** n (a prefix) x n: replaces every a by its inverse. */
const INVERT: u32 = 16;
/** r byteOffset d0 d1 d2 d3 logSize: as LOAD4, for the row at exponent + 2 of a bit-reversed coset of 2^logSize points. */
const LOAD4_NEXT: u32 = 17;
/** r byteOffset bytes: as many of each row, which LOAD4 will read column by column. */
const FETCH: u32 = 18;

function addSlots(d: usize, a: usize, b: usize, bytes: usize): void {
  const P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += QUAD, a += QUAD, b += QUAD) {
    v128.store(d, add(v128.load(a), v128.load(b), P));
    if (ASC_FEATURE_RELAXED_SIMD) v128.store(d, add(v128.load(a, 16), v128.load(b, 16), P), 16);
  }
}
function subSlots(d: usize, a: usize, b: usize, bytes: usize): void {
  const P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += QUAD, a += QUAD, b += QUAD) {
    v128.store(d, sub(v128.load(a), v128.load(b), P));
    if (ASC_FEATURE_RELAXED_SIMD) v128.store(d, sub(v128.load(a, 16), v128.load(b, 16), P), 16);
  }
}
function mulSlots(d: usize, a: usize, b: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += QUAD, a += QUAD, b += QUAD) {
    v128.store(d, mul(v128.load(a), v128.load(b), Q, M, C, K, P));
    if (ASC_FEATURE_RELAXED_SIMD) v128.store(d, mul(v128.load(a, 16), v128.load(b, 16), Q, M, C, K, P), 16);
  }
}
function addConstant(d: usize, a: usize, k: v128, bytes: usize): void {
  const P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, add(v128.load(a), k, P));
}
function subFromConstant(d: usize, a: usize, k: v128, bytes: usize): void {
  const P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, sub(k, v128.load(a), P));
}
function mulConstant(d: usize, a: usize, w: v128, wq: v128, bytes: usize): void {
  const M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, mulTwiddle(v128.load(a), w, wq, M, C, K, P));
}
function scale(d: usize, a: usize, w: v128, bytes: usize): void {
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, f64x2.mul(v128.load(a), w));
}
function reduceSlot(d: usize, a: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, reduce(v128.load(a), Q, M, P));
}
function fillConstant(d: usize, k: v128, bytes: usize): void {
  for (const end = d + bytes; d < end; d += 16) v128.store(d, k);
}

/**
 * Runs a program over rows [from, to), a multiple of 4, in batches of 64. Returns the first row of the batch in which INVERT
 * met a 0, else `to`. Thread t has its slots at allSlots + t slotBytes.
 */
export function runProgram(
  program: usize, allSlots: usize, slotBytes: u32, pool: usize, regions: usize, from: u32, to: u32,
): u32 {
  const slots = allSlots + thread() * <usize>slotBytes;
  for (let row = from; row < to; row += 64) {
    const count = min<u32>(64, to - row);
    const bytes = <usize>count * ELEMENT;
    let pc = program;
    for (;;) {
      const code = load<u32>(pc);
      pc += 4;
      if (code == END) break;
      const d = slots + operand(pc, 0), a = slots + operand(pc, 1);
      switch (code) {
        case LOAD4: {
          load4(pc, slots, regions, row, count);
          pc += 24;
          break;
        }
        case STORE4: {
          store4(pc, slots, regions, row, count);
          pc += 24;
          break;
        }
        case ADD: {
          addSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case SUB: {
          subSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case MUL: {
          mulSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case ADD_CONSTANT: {
          addConstant(d, a, factor(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case SUB_FROM_CONSTANT: {
          subFromConstant(d, a, factor(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case MUL_CONSTANT: {
          mulConstant(d, a, factor(pool + operand(pc, 2)), companion(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case SCALE: {
          if (ASC_FEATURE_RELAXED_SIMD) scale(d, a, factor(pool + operand(pc, 2)), bytes);
          else mulConstant(d, a, factor(pool + operand(pc, 2)), companion(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case REDUCE: {
          reduceSlot(d, a, bytes);
          pc += 8;
          break;
        }
        case CONSTANT: {
          fillConstant(d, factor(pool + operand(pc, 1)), bytes);
          pc += 8;
          break;
        }
        case FOLD: {
          fold(pc, slots, pool, bytes);
          pc += 36 + operand(pc, 0) * 8;
          break;
        }
        case EXT_MUL: {
          extMul(pc, slots, bytes);
          pc += 48;
          break;
        }
        case NORM: {
          norm(pc, slots, bytes);
          pc += 28;
          break;
        }
        case SCALED_INVERSE: {
          scaledInverse(pc, slots, bytes);
          pc += 44;
          break;
        }
        case INVERT: {
          if (invert(pc, slots, bytes)) return row;
          pc += 4 + operand(pc, 0) * 8;
          break;
        }
        case LOAD4_NEXT: {
          load4Next(pc, slots, regions, row, count);
          pc += 28;
          break;
        }
        case FETCH: {
          fetchRows(pc, regions, row, count);
          pc += 12;
          break;
        }
        default:
          unreachable();
      }
    }
  }
  return to;
}
