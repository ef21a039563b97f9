/**
 * The interpreter: a vector machine over batches of up to BATCH_ROWS rows. Registers ("slots") hold one element in compute form for
 * each row of the batch; an instruction is a code and operands, all u32, as src/backend/wasm/rowCodes.ts describes them. The host compiles
 * LogUp, quotients, DEEP quotients, folds and combinations to it (src/backend/wasm/compileProgram.ts, src/backend/wasm/openings.ts) and there
 * proves the lazy ranges that lib/vec.ts asks for. The pool has twiddles and weights (src/backend/wasm/kernelMemory.ts).
 */
import { extMul, invert, norm, scaledInverse } from './extension';
import { fold } from './fold';
import { BATCH_ROWS, RowCode } from './gen/rowCodes';
import { K_C, K_K, K_M, K_P, K_Q, thread } from './lib/layout';
import { operand } from './lib/mem';
import { add, companion, ELEMENT, factor, mul, mulTwiddle, QUAD, reduce, sub } from './lib/vec';
import { fetchRows, load4, load4Next, store4 } from './rows';

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
 * Runs a program over rows [from, to), a multiple of 4, in batches. Returns the first row of the batch in which INVERT
 * met a 0, else `to`. Thread t has its slots at allSlots + t slotBytes.
 */
export function runProgram(
  program: usize, allSlots: usize, slotBytes: u32, pool: usize, regions: usize, from: u32, to: u32,
): u32 {
  const slots = allSlots + thread() * <usize>slotBytes;
  for (let row = from; row < to; row += <u32>BATCH_ROWS) {
    const count = min<u32>(<u32>BATCH_ROWS, to - row);
    const bytes = <usize>count * ELEMENT;
    let pc = program;
    for (;;) {
      const code = load<u32>(pc);
      pc += 4;
      if (code == RowCode.END) break;
      const d = slots + operand(pc, 0), a = slots + operand(pc, 1);
      switch (code) {
        case RowCode.LOAD4: {
          load4(pc, slots, regions, row, count);
          pc += 24;
          break;
        }
        case RowCode.STORE4: {
          store4(pc, slots, regions, row, count);
          pc += 24;
          break;
        }
        case RowCode.ADD: {
          addSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case RowCode.SUB: {
          subSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case RowCode.MUL: {
          mulSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case RowCode.ADD_CONSTANT: {
          addConstant(d, a, factor(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case RowCode.SUB_FROM_CONSTANT: {
          subFromConstant(d, a, factor(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case RowCode.MUL_CONSTANT: {
          mulConstant(d, a, factor(pool + operand(pc, 2)), companion(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case RowCode.SCALE: {
          if (ASC_FEATURE_RELAXED_SIMD) scale(d, a, factor(pool + operand(pc, 2)), bytes);
          else mulConstant(d, a, factor(pool + operand(pc, 2)), companion(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case RowCode.REDUCE: {
          reduceSlot(d, a, bytes);
          pc += 8;
          break;
        }
        case RowCode.CONSTANT: {
          fillConstant(d, factor(pool + operand(pc, 1)), bytes);
          pc += 8;
          break;
        }
        case RowCode.FOLD: {
          fold(pc, slots, pool, bytes);
          pc += 36 + operand(pc, 0) * 8;
          break;
        }
        case RowCode.EXT_MUL: {
          extMul(pc, slots, bytes);
          pc += 48;
          break;
        }
        case RowCode.NORM: {
          norm(pc, slots, bytes);
          pc += 28;
          break;
        }
        case RowCode.SCALED_INVERSE: {
          scaledInverse(pc, slots, bytes);
          pc += 44;
          break;
        }
        case RowCode.INVERT: {
          if (invert(pc, slots, bytes)) return row;
          pc += 4 + operand(pc, 0) * 8;
          break;
        }
        case RowCode.LOAD4_NEXT: {
          load4Next(pc, slots, regions, row, count);
          pc += 28;
          break;
        }
        case RowCode.FETCH: {
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
