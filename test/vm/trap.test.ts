/** Every way a guest can be stopped: the reason, the place and the last instructions, the same from emulator and reference. */
import { describe, expect, it } from 'vitest';
import { PellucidError } from '../../src/core/error.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { loadElf } from '../../src/vm/elf.ts';
import { buildElf, CODE_ADDRESS, DATA_ADDRESS, elfOfWords, SegmentFlags, wordsToBytes } from '../support/elfBuilder.ts';
import { EBREAK, encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { guestBytes } from '../support/programGuests.ts';
import { rng } from '../support/rng.ts';
import { execute, Syscall, trace, traceReference } from '../support/run.ts';

const caught = (run: () => unknown): PellucidError => {
  try {
    run();
  } catch (error) {
    if (error instanceof PellucidError) return error;
    throw error;
  }
  throw new Error('it did not trap');
};

/** The error of a program, after checking that all three ways to run it agree. */
const trapOf = (elf: Uint8Array, input: Uint8Array = new Uint8Array(0), maxSteps = 100_000): PellucidError => {
  const program = loadElf(elf);
  const expected = caught(() => traceReference(program, { input, maxSteps }));
  for (const run of [execute, trace]) {
    const actual = caught(() => run(program, { input, maxSteps }));
    expect({ ...actual, message: actual.message }).toEqual({ ...expected, message: expected.message });
  }
  return expected;
};

const words = (code: readonly number[]) => elfOfWords(code, new Uint8Array(16), 64);
const access = (op: Op, address: number) => [...li(5, address), encode(op, { rs1: 5, rs2: 6, rd: op <= Op.LHU ? 7 : 0 })];

const LOADS = [Op.LB, Op.LH, Op.LW, Op.LBU, Op.LHU];
const STORES = [Op.SB, Op.SH, Op.SW];

describe('a trap', () => {
  it.each([
    ['ebreak', [EBREAK], 'ebreak'],
    ['the zero word', [0], 'illegal instruction 0x0'],
    ['fence.i', [0x0000_100f], 'illegal instruction 0x100f'],
    ['a CSR instruction', [0xc000_2573], 'illegal instruction 0xc0002573'],
    ['a compressed instruction', [0x0001_0001], 'illegal instruction 0x10001'],
    ['falling off the end', [encode(Op.ADDI)], 'jump to 0x10004, outside of the code'],
    ['JAL outside of the code', [encode(Op.JAL, { rd: 1, imm: -8 })], 'jump to 0xfff8, outside of the code'],
    ['JAL to a misaligned target', [encode(Op.JAL, { imm: 6 })], 'jump to 0x10006, which is misaligned'],
    ['a branch outside of the code', [encode(Op.BEQ, { imm: 64 })], 'jump to 0x10040, outside of the code'],
    ['a branch to a misaligned target', [encode(Op.BGE, { imm: 2 })], 'jump to 0x10002, which is misaligned'],
    ['JALR outside of the code', [...li(5, DATA_ADDRESS), encode(Op.JALR, { rd: 1, rs1: 5 })], 'jump to 0x100000, outside of the code'],
    ['JALR to 0', [encode(Op.JALR)], 'jump to 0x0, outside of the code'],
    ['JALR to a misaligned target', [...li(5, CODE_ADDRESS), encode(Op.JALR, { rs1: 5, imm: 3 })], 'jump to 0x10002, which is misaligned'],
    ['an unknown system call', [...li(17, 64), ...systemCall(1234)], 'unknown system call 1234'],
    ['system call 0', [encode(Op.ECALL)], 'unknown system call 0'],
    ['read into code', systemCall(Syscall.READ, 0, CODE_ADDRESS, 1), 'write to 0x10000 in a read-only page'],
    ['read below memory', systemCall(Syscall.READ, 0, 0xfff, 1), 'access to 0xfff, outside of guest memory'],
    ['read past memory', systemCall(Syscall.READ, 0, 0x3fff_ffff, 2), 'access to 0x40000000, outside of guest memory'],
    ['read of nothing past memory', systemCall(Syscall.READ, 0, 0x4000_0000, 0), 'access to 0x40000000, outside of guest memory'],
    ['publishing from above memory', systemCall(Syscall.WRITE, 3, 0xffff_fffc, 4), 'access to 0xfffffffc, outside of guest memory'],
    ['publishing from below memory', systemCall(Syscall.WRITE, 3, 0, 1), 'access to 0x0, outside of guest memory'],
    [
      'publishing too much',
      [...systemCall(Syscall.WRITE, 3, DATA_ADDRESS, 65536), ...systemCall(Syscall.WRITE, 3, DATA_ADDRESS, 1)],
      'public values exceed 65536 bytes',
    ],
    ['publishing far too much', systemCall(Syscall.WRITE, 3, DATA_ADDRESS, 65537), 'public values exceed 65536 bytes'],
  ] as const)('by %s says what happened', (_, code, text) => {
    const error = trapOf(words(code), Uint8Array.of(1, 2, 3));
    expect(error.code).toBe('guest-trap');
    expect(error.message).toContain(text);
  });

  it.each<Op>([...LOADS, ...STORES])('comes from operation %i outside of memory', (op) => {
    for (const address of [0, 0xffc, 0x4000_0000, 0x8000_0000, 0xffff_fffc])
      expect(trapOf(words(access(op, address))).message).toContain(`access to 0x${address.toString(16)}, outside`);
    for (const address of [0x1000, 0x3fff_fffc]) expect(execute(loadElf(words([...access(op, address), ...exit(0)]))).exitCode).toBe(0);
  });

  it('comes from misaligned halves and words, at every offset', () => {
    for (const op of [...LOADS, ...STORES])
      for (let offset = 0; offset < 4; offset++) {
        const bytes = op === Op.LW || op === Op.SW ? 4 : op === Op.LH || op === Op.LHU || op === Op.SH ? 2 : 1;
        const elf = words([...access(op, DATA_ADDRESS + offset), ...exit(0)]);
        if (offset % bytes === 0) expect(execute(loadElf(elf)).exitCode).toBe(0);
        else expect(trapOf(elf).details).toMatchObject({ reason: 'misaligned', address: DATA_ADDRESS + offset });
      }
  });

  it.each(STORES)('comes from operation %i into an executable page, padding included', (op) => {
    for (const address of [CODE_ADDRESS, CODE_ADDRESS + 4092])
      expect(trapOf(words(access(op, address))).details).toMatchObject({ reason: 'read-only', address });
    expect(execute(loadElf(words([...access(op, CODE_ADDRESS + 4096), ...exit(0)]))).exitCode).toBe(0);
  });

  it('comes from a load into x0 as from any other', () => {
    expect(trapOf(words([encode(Op.LW, { rd: 0, rs1: 0 })])).details).toMatchObject({ reason: 'outside', address: 0 });
  });

  it('comes from a jump into a gap between executable segments', () => {
    const elf = buildElf(CODE_ADDRESS, [
      { address: CODE_ADDRESS, bytes: wordsToBytes([encode(Op.JAL, { imm: 0x1000 })]), flags: SegmentFlags.CODE },
      { address: CODE_ADDRESS + 0x2000, bytes: wordsToBytes(exit(0)), flags: SegmentFlags.CODE },
    ]);
    expect(trapOf(elf).message).toContain('illegal instruction 0x0');
  });

  it('shows the last eight instructions and the symbol', () => {
    const code = [...Array.from({ length: 20 }, (_, i) => encode(Op.ADDI, { rd: 5, rs1: 5, imm: i })), EBREAK];
    const { details } = trapOf(words(code));
    expect(details).toMatchObject({ pc: CODE_ADDRESS + 80, steps: 20 });
    expect(details.lastInstructions).toEqual([
      ...[13, 14, 15, 16, 17, 18, 19].map((i) => `0x${(CODE_ADDRESS + 4 * i).toString(16)}: addi t0, t0, ${i}`),
      '0x10050: ebreak',
    ]);
    expect(trapOf(guestBytes('trap')).details.symbol).toBe('_start+0x4');
  });

  it('is not running out of steps', () => {
    const error = trapOf(words([encode(Op.ADDI), encode(Op.JAL, { imm: -4 })]), undefined, 50_001);
    expect(error.code).toBe('guest-steps-exceeded');
    expect(error.details.lastInstructions).toHaveLength(8);
  });

  it('comes at the same place from random words and registers', () => {
    const random = rng(77);
    for (let i = 0; i < 300; i++) {
      const start = Array.from({ length: 8 }, (_, r) =>
        li(r + 1, random.pick([random.u32(), DATA_ADDRESS + random.below(64), CODE_ADDRESS])),
      ).flat();
      // Few bits set in the immediate, so that some accesses succeed.
      const body = Array.from({ length: 40 }, () =>
        encode(random.below(46) as Op, { rd: random.below(9), rs1: random.below(9), rs2: random.below(9), imm: random.below(16) }),
      );
      trapOf(words([...start, ...body]), undefined, 500);
    }
  });
});
