/** The emulator and its reference twin yield identical records, and the records keep the promises of src/vm/record.ts. */
import { describe, expect, it } from 'vitest';
import { readsRs1, readsRs2 } from '../../src/isa/formats.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { Reg } from '../../src/isa/syscalls.ts';
import { loadElf } from '../../src/vm/elf.ts';
import type { Program } from '../../src/vm/program.ts';
import {
  ADVANCE_WORDS,
  Advance,
  ECALL_WORDS,
  Ecall,
  type ExecutionRecord,
  INSN_WORDS,
  Insn,
  IO_WORDS,
  Io,
  MAX_GAP,
  REG_INPUT_ENDED,
  REG_PUBLIC_CURSOR,
  REG_SINK,
  Space,
  TOUCHED_WORDS,
  Touched,
} from '../../src/vm/record.ts';
import { touchesRegisters } from '../../src/vm/touches.ts';
import { CODE_ADDRESS, DATA_ADDRESS, elfOfWords } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { generateElf } from '../support/programGenerator.ts';
import { guestBytes, guestInput } from '../support/programGuests.ts';
import { expectSameRecord } from '../support/programRecords.ts';
import { execute, Syscall, trace, traceReference } from '../support/run.ts';

const MAX_STEPS = 1 << 21;

const compare = (program: Program, input: Uint8Array = new Uint8Array(0)): ExecutionRecord => {
  const record = trace(program, { input, maxSteps: MAX_STEPS });
  expectSameRecord(record, traceReference(program, { input, maxSteps: MAX_STEPS }));
  const { steps, exitCode, publicValues, console } = record;
  expect(execute(program, { input, maxSteps: MAX_STEPS })).toEqual({ steps, exitCode, publicValues, console });
  return record;
};

/**
 * Replays every access as the memory argument does: each takes (cell, value, previous timestamp) out of a pot and puts (cell,
 * value, timestamp) in; initial values go in first, final ones come out last, and nothing may be missing or left over.
 */
const checkMemoryArgument = (program: Program, record: ExecutionRecord): void => {
  const pot = new Map<string, number>();
  const count = (space: number, index: number, value: number, ts: number, by: number) => {
    const key = `${space}:${index}:${value}:${ts}`;
    const total = (pot.get(key) ?? 0) + by;
    if (total === 0) pot.delete(key);
    else pot.set(key, total);
  };
  const access = (space: number, index: number, before: number, after: number, pts: number, ts: number) => {
    if (!(ts - pts - 1 >= 0 && ts - pts - 1 < MAX_GAP)) throw new Error(`gap ${ts - pts} at ${ts}`);
    count(space, index, before, pts, -1);
    count(space, index, after, ts, 1);
  };
  const image = new Map<number, number>();
  for (const { startIndex, words } of [...program.rom, ...program.ram])
    for (const [i, word] of words.entries()) image.set(startIndex + i, word);
  const { touched: t, insns: r, ecalls: e, io, advances: f } = record;
  for (let i = 0; i < t.length; i += TOUCHED_WORDS) {
    const [space, index] = [t[i + Touched.SPACE], t[i + Touched.INDEX]];
    count(space, index, space === Space.REG ? 0 : (image.get(index) ?? 0), t[i + Touched.TS_INIT], 1);
    count(space, index, t[i + Touched.FINAL], t[i + Touched.TS_FINAL], -1);
  }
  for (let i = 0; i < f.length; i += ADVANCE_WORDS) {
    const [space, index, value] = [f[i + Advance.SPACE], f[i + Advance.INDEX], f[i + Advance.VALUE]];
    expect(f[i + Advance.TO]).toBeGreaterThan(f[i + Advance.FROM]);
    count(space, index, value, f[i + Advance.FROM], -1);
    count(space, index, value, f[i + Advance.TO], 1);
  }
  for (let i = 0; i < r.length; i += INSN_WORDS) {
    const insn = program.instructions[r[i + Insn.INDEX]];
    const ts = r[i + Insn.TS];
    const traced = touchesRegisters(insn);
    if (traced && readsRs1(insn.op)) access(Space.REG, insn.rs1, r[i + Insn.RS1], r[i + Insn.RS1], r[i + Insn.PTS1], ts);
    if (traced && readsRs2(insn.op)) access(Space.REG, insn.rs2, r[i + Insn.RS2], r[i + Insn.RS2], r[i + Insn.PTS2], ts + 1);
    if (insn.op >= Op.LB && insn.op <= Op.SW)
      access(r[i + Insn.SPACE], r[i + Insn.ADDRESS] >>> 2, r[i + Insn.MEM_PREV], r[i + Insn.MEM_NEW], r[i + Insn.PTSM], ts + 2);
    const cell = insn.rd !== 0 ? insn.rd : insn.op >= Op.LB && insn.op <= Op.LHU ? REG_SINK : 0;
    if (cell !== 0) access(Space.REG, cell, r[i + Insn.RD_PREV], r[i + Insn.RD], r[i + Insn.PTSD], ts + 3);
  }
  for (let i = 0; i < e.length; i += ECALL_WORDS) {
    const ts = e[i + Ecall.TS];
    const call = e[i + Ecall.A7];
    access(Space.REG, Reg.A7, call, call, e[i + Ecall.PTS7], ts);
    if (call !== Syscall.EXIT) {
      access(Space.REG, Reg.A1, e[i + Ecall.A1], e[i + Ecall.A1], e[i + Ecall.PTS1], ts + 1);
      access(Space.REG, Reg.A2, e[i + Ecall.A2], e[i + Ecall.A2], e[i + Ecall.PTS2], ts + 2);
    }
    access(Space.REG, Reg.A0, e[i + Ecall.A0], e[i + Ecall.RESULT], e[i + Ecall.PTS0], ts + 3);
    const [state, moved, pts] = [Ecall.STATE, Ecall.MOVED, Ecall.PTSS].map((field) => e[i + field]);
    if (call === Syscall.WRITE && e[i + Ecall.A0] === 3) access(Space.REG, REG_PUBLIC_CURSOR, state, state + moved, pts, ts);
    if (call === Syscall.READ && e[i + Ecall.A0] === 0)
      access(Space.REG, REG_INPUT_ENDED, state, state === 1 || moved < e[i + Ecall.A2] ? 1 : 0, pts, ts);
  }
  for (let i = 0; i < io.length; i += IO_WORDS)
    access(io[i + Io.SPACE], io[i + Io.ADDRESS] >>> 2, io[i + Io.MEM_PREV], io[i + Io.MEM_NEW], io[i + Io.PTS], io[i + Io.TS] + 2);
  expect([...pot.entries()].slice(0, 3)).toEqual([]);
};

describe('the emulator and its reference twin', () => {
  it.each([1, 2, 3, 4, 5, 6])('agree on generated programs, seed %i', (seed) => {
    const program = loadElf(generateElf({ seed, blocks: 150, fd: 3 }));
    const record = compare(program);
    expect(record.publicValues.length).toBe(150 * 384);
    checkMemoryArgument(program, record);
  });

  it('agree on cells that rest for longer than the longest gap, registers and memory', () => {
    const delay = (count: number) => [...li(5, count), encode(Op.ADDI, { rd: 5, rs1: 5, imm: -1 }), encode(Op.BNE, { rs1: 5, imm: -4 })];
    const touchAll = [
      ...li(6, DATA_ADDRESS),
      encode(Op.LW, { rd: 7, rs1: 6 }),
      encode(Op.SW, { rs1: 6, rs2: 8, imm: 4 }),
      encode(Op.ADD, { rd: 9, rs1: 9, rs2: 9 }),
      encode(Op.LB, { rd: 0, rs1: 6, imm: 3 }),
      encode(Op.AUIPC, { rd: 28 }),
      encode(Op.LW, { rd: 28, rs1: 28 }),
      ...systemCall(Syscall.WRITE, 3, DATA_ADDRESS + 2, 3),
    ];
    // Around the bound of 65536 timestamps: 16384 ticks, 2 per turn.
    const code = [0, 8170, 8175, 8180, 8181, 8182, 8183, 8184, 8190, 20000].flatMap((n) => [...(n ? delay(n) : []), ...touchAll]);
    const program = loadElf(elfOfWords([...code, ...exit(0)], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 64));
    const record = compare(program);
    expect(record.advances.length).toBeGreaterThan(5 * ADVANCE_WORDS);
    checkMemoryArgument(program, record);
  });

  it('agree on system calls of every kind', () => {
    const code = [
      ...systemCall(Syscall.READ, 0, DATA_ADDRESS + 1, 7),
      ...systemCall(Syscall.READ, 0, DATA_ADDRESS + 4090, 20000),
      ...systemCall(Syscall.READ, 0, DATA_ADDRESS, 10),
      ...systemCall(Syscall.READ, 5, DATA_ADDRESS, 10),
      ...systemCall(Syscall.WRITE, 4, DATA_ADDRESS, 10),
      ...systemCall(Syscall.WRITE, 0, DATA_ADDRESS, 10),
      ...systemCall(Syscall.WRITE, 3, DATA_ADDRESS + 3, 18001),
      ...systemCall(Syscall.WRITE, 3, CODE_ADDRESS + 1, 9),
      ...systemCall(Syscall.WRITE, 3, 1, 0),
      ...systemCall(Syscall.WRITE, 2, DATA_ADDRESS + 3, 100),
      ...systemCall(Syscall.WRITE, 1, 0xff0, 0x20),
      ...systemCall(Syscall.WRITE, 1, 0x3fff_fffe, 0xffff_ffff),
      ...systemCall(Syscall.WRITE, 1, 0xffff_fff0, 0x20),
      ...exit(-1),
    ];
    const program = loadElf(elfOfWords(code, Uint8Array.of(9), 0x8000));
    const input = Uint8Array.from({ length: 18000 }, (_, i) => (i * 7) & 255);
    const record = compare(program, input);
    expect(record.exitCode).toBe(0xffff_ffff);
    expect(record.console.length).toBe(100 + 16 + 2);
    expect(record.io.length).toBe((18000 + 18001 + 9) * IO_WORDS);
    checkMemoryArgument(program, record);
  });

  it.each([
    ['fibonacci', guestInput([300, 0])],
    ['sha256', guestInput([2], Uint8Array.of(1, 2, 3))],
    ['sort', guestInput([300, 9])],
    ['json', new TextEncoder().encode('{"a":[1,2,{"b":null}],"c":"d"}')],
    ['coremix', guestInput([1, 9])],
    ['instructions', new Uint8Array(0)],
    ['fail', new Uint8Array(0)],
  ] as const)('agree on the guest %s', (name, input) => {
    const program = loadElf(guestBytes(name));
    checkMemoryArgument(program, compare(program, input));
  });
});
