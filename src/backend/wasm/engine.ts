/** The kernels as the engine sees them. */
import { wasmEngine } from '../../core/webAssembly.ts';

/** Exports of assembly/kernels.ts; every number is a u32. */
export interface KernelExports {
  absorbRows(
    rows: number,
    rowBytes: number,
    blocks: number,
    count: number,
    states: number,
    shift: number,
    out: number,
    words: number,
    from: number,
    to: number,
  ): void;
  compressLayer(children: number, out: number, count: number, from: number, to: number): void;
  grind(state: number, mask: number, from: number, to: number): number;
  blake3Rows(
    rows: number,
    rowBytes: number,
    words: number,
    count: number,
    prefix: number,
    shift: number,
    key: number,
    out: number,
    from: number,
    to: number,
  ): void;
  blake3Layer(children: number, count: number, key: number, out: number, from: number, to: number): void;
  blake3Grind(message: number, mask: number, key: number, from: number, to: number): number;
  ldePass(
    src: number,
    dst: number,
    srcRow: number,
    dstRow: number,
    gap: number,
    dstCoset: number,
    logSize: number,
    levels: number,
    quads: number,
    inverse: number,
    cosets: number,
    shift: number,
    scale: number,
    from: number,
    to: number,
  ): void;
  nttPass(
    src: number,
    dst: number,
    srcRow: number,
    dstRow: number,
    srcGap: number,
    dstGap: number,
    logBlock: number,
    logSize: number,
    first: number,
    levels: number,
    quads: number,
    shift: number,
    scale: number,
    flags: number,
    from: number,
    to: number,
  ): void;
  fusedMultiplyAdd(at: number): void;
  mulForm(a: number, b: number, out: number, count: number, rounds: number): void;
  toForm(words: number, out: number, count: number): void;
  fromForm(form: number, out: number, count: number): void;
  scaleWords(words: number, out: number, by: number, from: number, to: number): void;
  runningSums(steps: number, out: number, rowBytes: number, sum: number, share: number, count: number): void;
  runProgram(program: number, allSlots: number, slotBytes: number, pool: number, regions: number, from: number, to: number): number;
  setThread(index: number): void;
  weightedSums(rows: number, rowBytes: number, quads: number, weights: number, allSums: number, from: number, to: number): void;
}

/** A function of one instruction, f64x2.relaxed_madd. */
const RELAXED_MADD = '0061736d0100000001080160037b7b7b017b030201000a0d010b00200020012002fd87020b';

/** Whether the engine takes relaxed SIMD, as it is set up now. */
export const hasRelaxedSimd = (): boolean =>
  wasmEngine()?.validate(Uint8Array.from(RELAXED_MADD.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))) ?? false;
