/**
 * The constants that the kernels read, written once per memory, whatever the number of threads. Forms as in
 * assembly/lib/vec.ts.
 */
import type { Ext } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import { P_INVERSE, R, R_SQUARED } from '../../field/montgomery.ts';
import { DIAGONAL, EXTERNAL_FINAL, EXTERNAL_INITIAL, INTERNAL } from '../../hash/poseidon2.params.ts';
import * as memory from './kernelMemory.ts';

export type Variant = 'relaxed' | 'integer';

const NON_RESIDUE = 11;
const C = felt.P - 1;
const M = 1.5 * 2 ** 52;

/** Bytes of an element in compute form. */
export const elementBytes = (variant: Variant): number => (variant === 'relaxed' ? 8 : 4);

/** The integer of smallest magnitude that stands for the element. */
const centred = (a: number): number => (a > felt.P / 2 ? a - felt.P : a);

/** Writes forms of constants into a memory. Addresses in bytes. */
export class ConstantWriter {
  private readonly data: DataView;
  private readonly variant: Variant;

  constructor(buffer: ArrayBufferLike, variant: Variant) {
    this.data = new DataView(buffer);
    this.variant = variant;
  }
  private f64(at: number, value: number): void {
    this.data.setFloat64(at, value, true);
  }
  u32(at: number, value: number): void {
    this.data.setUint32(at, value, true);
  }
  private splat(at: number, value: number): void {
    if (this.variant === 'relaxed') for (let i = 0; i < 16; i += 8) this.f64(at + i, value);
    else for (let i = 0; i < 16; i += 4) this.u32(at + i, value);
  }
  /** A factor, canonical, for mulTwiddle; its first word is also the element in compute form. */
  twiddle(at: number, value: number): void {
    if (this.variant === 'relaxed') {
      this.f64(at, centred(value));
      this.f64(at + 8, centred(value) / felt.P);
    } else {
      const factor = felt.mul(value, R);
      this.u32(at, factor);
      this.u32(at + 4, Math.imul(factor, P_INVERSE) >>> 0);
    }
  }
  /** An extension element that multiplies base elements: kernelMemory.ts. */
  weight(at: number, value: Ext): void {
    value.forEach((c, i) => {
      if (this.variant === 'integer') {
        this.twiddle(at + 16 * i, c);
        return;
      }
      const high = Math.floor((centred(c) + 2 ** 15) / 2 ** 16);
      this.f64(at + 16 * i, high);
      this.f64(at + 16 * i + 8, centred(c) - high * 2 ** 16);
    });
  }
  writeAll(): void {
    this.writeField();
    this.writeRoots();
    this.writePoseidon2();
  }
  private writeField(): void {
    if (this.variant === 'relaxed') {
      this.splat(memory.K_Q, 1 / felt.P);
      this.splat(memory.K_M, M);
      this.splat(memory.K_C, C);
      this.splat(memory.K_K, M * C + M);
      this.splat(memory.K_P, felt.P);
      this.splat(memory.K_HIGH, 2 ** 16);
      this.splat(memory.K_ONE_FORM, 1);
    } else {
      this.splat(memory.K_Q, P_INVERSE);
      this.splat(memory.K_P, felt.P);
      this.splat(memory.K_R2, R_SQUARED);
      this.splat(memory.K_ONE, 1);
      this.splat(memory.K_ONE_FORM, R);
    }
    this.twiddle(memory.K_W, NON_RESIDUE);
  }
  /** T[b] = w_(2^10)^rev(b): bit i of b contributes w_(2^(i + 2)). */
  private writeRoots(): void {
    for (let n = 0; n <= felt.TWO_ADICITY; n++) this.u32(memory.GENERATORS + 4 * n, felt.rootOfUnity(n));
    const roots = [1];
    for (let level = 0; level < memory.MAX_LEVELS - 1; level++) {
      const root = felt.rootOfUnity(level + 2);
      for (let b = 0; b < 2 ** level; b++) roots.push(felt.mul(roots[b], root));
    }
    roots.forEach((root, b) => {
      this.twiddle(memory.ROOTS + b * memory.TWIDDLE_BYTES, root);
    });
  }
  private roundConstant(at: number, value: number): void {
    if (this.variant === 'relaxed') this.f64(at, centred(value));
    // Minus p, so that the sum with a canonical value is a signed element.
    else this.u32(at, (felt.mul(value, R) - felt.P) >>> 0);
  }
  private writePoseidon2(): void {
    [...EXTERNAL_INITIAL, ...EXTERNAL_FINAL].flat().forEach((value, i) => {
      this.roundConstant(memory.EXTERNAL_CONSTANTS + 8 * i, value);
    });
    INTERNAL.forEach((value, i) => {
      this.roundConstant(memory.INTERNAL_CONSTANTS + 8 * i, value);
    });
    // Lane 0's factor is built into the kernel. Lanes with a small factor come first, factor 1 before the others.
    const small = [1, 2, 4, 5, 7, 8];
    const general = DIAGONAL.map((_, i) => i).filter((i) => i > 0 && !small.includes(i));
    [...small, ...general].forEach((lane, i) => {
      this.u32(memory.DIAGONAL + 32 * i, 64 * lane);
      this.twiddle(memory.DIAGONAL + 32 * i + 16, DIAGONAL[lane]);
    });
  }
}
