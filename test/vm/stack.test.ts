/** A stack that is used up stops the run, wherever it lies, and is called by its name; emulator and reference agree. */
import { describe, expect, it } from 'vitest';
import { PellucidError } from '../../src/core/error.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { loadElf } from '../../src/vm/elf.ts';
import { buildElf, CODE_ADDRESS, DATA_ADDRESS, SegmentFlags, wordsToBytes } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { guestBytes, guestInput } from '../support/programGuests.ts';
import { runQemu, useQemu } from '../support/programQemu.ts';
import { DEEPEST, sumOf } from '../support/recursion.ts';
import { execute, Syscall, trace, traceReference } from '../support/run.ts';

const SP = 2;
const [T0, A0] = [5, 10];
const STACK = { address: 0x1000, bytes: new Uint8Array(0), flags: SegmentFlags.DATA, memoryBytes: 0x2000 };
const CONSTANTS = { address: DATA_ADDRESS - 0x1000, bytes: Uint8Array.of(1, 2, 3, 4), flags: SegmentFlags.RODATA };
const DATA = { address: DATA_ADDRESS, bytes: Uint8Array.of(5), flags: SegmentFlags.DATA };

const outcome = (run: () => { readonly publicValues: Uint8Array }): Uint8Array | PellucidError => {
  try {
    return run().publicValues;
  } catch (error) {
    if (error instanceof PellucidError) return error;
    throw error;
  }
};

/** The public values or the error, after checking that all three ways to run it agree. */
const resultOf = (elf: Uint8Array, input: Uint8Array = new Uint8Array(4)): Uint8Array | PellucidError => {
  const program = loadElf(elf);
  const [first, ...others] = [execute, trace, traceReference].map((run) => outcome(() => run(program, { input })));
  for (const other of others) {
    expect(other).toEqual(first);
    if (first instanceof PellucidError) expect({ ...other }).toEqual({ ...first });
  }
  return first;
};

const trapOf = (code: readonly number[], segments: Parameters<typeof buildElf>[1]) =>
  resultOf(buildElf(CODE_ADDRESS, [...segments, { address: CODE_ADDRESS, bytes: wordsToBytes(code), flags: SegmentFlags.CODE }]));

describe('a guest that nests deeper and deeper', () => {
  it('has the right sum or is refused, at every depth about the limit', () => {
    const elf = guestBytes('recurse');
    for (let depth = DEEPEST - 5; depth <= DEEPEST + 60; depth++) {
      const result = resultOf(elf, guestInput([depth]));
      if (depth <= DEEPEST) expect(result, `${depth}`).toEqual(guestInput([sumOf(depth)]));
      else expect(result, `${depth}`).toMatchObject({ code: 'guest-trap', details: { reason: 'stack-overflow' } });
    }
  });

  it.skipIf(!useQemu)('ends at the same depth in qemu', () => {
    const elf = guestBytes('recurse');
    expect(Uint8Array.from(runQemu(elf, guestInput([DEEPEST])).publicValues)).toEqual(guestInput([sumOf(DEEPEST)]));
    expect(runQemu(elf, guestInput([DEEPEST + 1])).exitCode).not.toBe(0);
  });

  it('is told the size of the stack and how to have a larger one', () => {
    const result = resultOf(guestBytes('recurse'), guestInput([1e6]));
    expect(result).toMatchObject({
      message: expect.stringMatching(
        /\(descend\S*\): stack overflow: access to 0x[0-9a-f]+, below the stack of 1048576 bytes \(link with --defsym=__stack_size=BYTES/,
      ),
    });
  });
});

describe('a stack overflow', () => {
  const push = (bytes: number) => [encode(Op.ADDI, { rd: SP, rs1: SP, imm: -bytes }), encode(Op.SW, { rs1: SP, rs2: A0, imm: bytes - 4 })];

  it('is an access below memory at sp or above', () => {
    expect(trapOf([...li(SP, 0x1010), ...push(16), ...push(16), ...exit(0)], [STACK])).toMatchObject({
      message: expect.stringContaining('stack overflow: access to 0xffc, below the stack of 8192 bytes'),
      details: { reason: 'stack-overflow', address: 0xffc },
    });
  });

  it('may go past address 0 by one large frame', () => {
    const code = [...li(SP, 0x3000), ...li(T0, -0x10_0000), encode(Op.ADD, { rd: SP, rs1: SP, rs2: T0 }), ...push(16)];
    expect(trapOf(code, [STACK])).toMatchObject({ details: { reason: 'stack-overflow', address: 0xfff0_2ffc } });
  });

  it('is a store into constants, or a read from the host into them, where the stack stands above them', () => {
    const above = [...li(SP, DATA_ADDRESS + 16), ...push(16), ...push(16), ...exit(0)];
    const reads = [...li(SP, DATA_ADDRESS - 16), ...systemCall(Syscall.READ, 0, DATA_ADDRESS - 16, 1), ...exit(0)];
    for (const code of [above, reads])
      expect(trapOf(code, [CONSTANTS, DATA])).toMatchObject({
        message: expect.stringMatching(/stack overflow: access to 0xfff[0f][c0], where the stack cannot grow/),
        details: { reason: 'stack-overflow' },
      });
  });

  it('is no other access outside of memory or into constants', () => {
    const store = (address: number, sp: number) => [...li(SP, sp), ...li(T0, address), encode(Op.SW, { rs1: T0, rs2: A0 }), ...exit(0)];
    for (const [code, reason] of [
      [store(0, 0), 'outside'],
      [store(0, 0x2000), 'outside'],
      [store(0x4000_0000, -16), 'outside'],
      [store(DATA_ADDRESS - 4, DATA_ADDRESS), 'read-only'],
      [store(CODE_ADDRESS, 0x2000), 'read-only'],
    ] as const)
      expect(trapOf(code, [STACK, CONSTANTS, DATA])).toMatchObject({ details: { reason } });
  });
});

describe('constants', () => {
  const write = {
    store: [...li(T0, DATA_ADDRESS - 8), encode(Op.SB, { rs1: T0, rs2: A0 }), ...exit(0)],
    read: [...systemCall(Syscall.READ, 0, DATA_ADDRESS - 8, 1), ...exit(0)],
  };
  it.each(['store', 'read'] as const)('trap at a %s, to the end of their page', (way) => {
    expect(trapOf(write[way], [CONSTANTS, DATA])).toMatchObject({
      message: expect.stringContaining('write to 0xffff8 in a read-only page'),
      details: { reason: 'read-only', address: DATA_ADDRESS - 8 },
    });
  });

  it('can be loaded and published', () => {
    const load = [...li(T0, DATA_ADDRESS - 0x1000), encode(Op.LW, { rd: T0, rs1: T0 })];
    expect(trapOf([...load, ...systemCall(Syscall.WRITE, 3, DATA_ADDRESS - 0x1000, 4), ...exit(0)], [CONSTANTS, DATA])).toEqual(
      Uint8Array.of(1, 2, 3, 4),
    );
  });
});
