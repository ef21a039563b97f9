/** Small programs through the loader and the emulator: outputs, counts, limits, cancellation. */
import { describe, expect, it } from 'vitest';
import { Op } from '../../src/isa/opcodes.ts';
import { loadElf } from '../../src/vm/elf.ts';
import { INSN_WORDS, Insn } from '../../src/vm/record.ts';
import { DATA_ADDRESS, elfOfWords } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { execute, executeAsync, Syscall, trace } from '../support/run.ts';

const program = (words: readonly number[], data?: Uint8Array) => loadElf(elfOfWords(words, data));
const LOOP = encode(Op.JAL, { imm: 0 });

describe('execute', () => {
  it('runs three instructions to exit', () => {
    expect(execute(program(exit(0)))).toMatchObject({ steps: 3, exitCode: 0 });
    expect(execute(program(exit(7))).exitCode).toBe(7);
  });

  it('moves input to public values and text to the console', () => {
    const code = [
      ...systemCall(Syscall.READ, 0, DATA_ADDRESS, 100),
      encode(Op.ADDI, { rd: 12, rs1: 10 }),
      ...li(10, 3),
      ...li(11, DATA_ADDRESS),
      ...li(17, Syscall.WRITE),
      encode(Op.ECALL),
      ...systemCall(Syscall.WRITE, 1, DATA_ADDRESS + 1, 2),
      ...systemCall(Syscall.READ, 0, DATA_ADDRESS, 100),
      ...li(17, Syscall.EXIT),
      encode(Op.ECALL),
    ];
    const p = program(code, new Uint8Array(16));
    const input = Uint8Array.of(65, 66, 67, 68);
    const seen: string[] = [];
    const result = execute(p, { input, onConsole: (bytes, fd) => seen.push(`${fd}:${String.fromCharCode(...bytes)}`) });
    expect(result).toMatchObject({ exitCode: 0, publicValues: input, console: Uint8Array.of(66, 67) });
    expect(seen).toEqual(['1:BC']);
    expect(trace(p, { input })).toMatchObject(result);
  });

  it('stops at the step limit and names the place', () => {
    const p = program([LOOP]);
    expect(() => execute(p, { maxSteps: 1000 })).toThrowError(/did not exit within 1000 steps.*pc 0x10000/);
    expect(() => trace(p, { maxSteps: 1000 })).toThrowError(expect.objectContaining({ code: 'guest-steps-exceeded' }));
    expect(execute(program(exit(0)), { maxSteps: 3 }).steps).toBe(3);
    expect(() => execute(program(exit(0)), { maxSteps: 2 })).toThrow();
    expect(() => execute(p, { maxSteps: -1 })).toThrow(RangeError);
  });

  it('can be aborted by a timer', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    await expect(executeAsync(program([LOOP]), { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('records instructions over many chunks', () => {
    const count = 40000;
    const loop = [...li(5, count), encode(Op.ADDI, { rd: 5, rs1: 5, imm: -1 }), encode(Op.BNE, { rs1: 5, imm: -4 }), ...exit(0)];
    const record = trace(program(loop));
    expect(record.steps).toBe(2 + 2 * count + 3);
    expect(record.insns.length).toBe((record.steps - 1) * INSN_WORDS);
    const last = record.insns.length - INSN_WORDS;
    expect(record.insns[last + Insn.TS]).toBe(4 * (record.steps - 1));
    expect(record.advances.length).toBe(0);
  });
});
