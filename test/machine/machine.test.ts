import { describe, expect, it } from 'vitest';
import { packInteractions } from '../../src/air/packing.ts';
import { decode } from '../../src/isa/decode.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { machineBoundary } from '../../src/machine/boundary.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { loadElf } from '../../src/vm/elf.ts';
import type { Program } from '../../src/vm/program.ts';
import type { ExecutionRecord } from '../../src/vm/record.ts';
import { encode } from '../support/programAssembler.ts';
import { generateElf } from '../support/programGenerator.ts';
import { guestBytes, guestInput } from '../support/programGuests.ts';
import { rng } from '../support/rng.ts';
import { trace } from '../support/run.ts';
import { programOf, violations, witnessOf, witnessOfRecord } from './machineHarness.ts';
import { advanceProgram, controlProgram, DATA, inPlaceProgram, ioProgram, memoryProgram, threeInstructions } from './samplePrograms.ts';

const input = Uint8Array.from({ length: 29 }, (_, i) => 255 - i);
const traced = (program: Program): [Program, ExecutionRecord] => [program, trace(program)];
const samples = { threeInstructions, memoryProgram, inPlaceProgram, controlProgram, ioProgram, advanceProgram };

describe('the machine', () => {
  it('has chips of distinct names whose interactions pack within degree 3', () => {
    const names = rv32im.chips.map((chip) => chip.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { program } of rv32im.chips) {
      for (const { label, degree } of program.constraints) expect(degree, `${program.name}: ${label}`).toBeLessThanOrEqual(3);
      for (const { fieldDegree, multiplicityDegree } of program.interactions) {
        expect(fieldDegree, program.name).toBeLessThanOrEqual(1);
        expect(multiplicityDegree, program.name).toBeLessThanOrEqual(2);
      }
      expect(packInteractions(program, 3).length).toBe(Math.ceil(program.interactions.length / 2));
    }
  });

  it('is satisfied by an all-zero row of every chip, which touches no bus but tables', () => {
    for (const chip of rv32im.chips) {
      if (chip.preprocessedGroup !== undefined) continue;
      const height = 1;
      const trace = { chip, rows: 0, height, main: new Uint32Array(chip.program.mainWidth), preprocessed: new Uint32Array(0) };
      expect(violations({ machine: rv32im, traces: [trace], boundary: [] } as never), chip.name).toEqual([]);
    }
  });

  it('proves each legal instruction with exactly one chip', () => {
    const random = rng(7);
    const ops = Object.values(Op).filter((op) => op !== Op.ILLEGAL);
    const insns = [
      ...Array.from({ length: 20000 }, () => decode(random.u32(), 0x1_0000)),
      ...ops.flatMap((op) =>
        Array.from({ length: 40 }, (_, i) =>
          decode(
            encode(op, { rd: i % 3 === 0 ? 0 : random.below(32), rs1: random.below(32), rs2: random.below(32), imm: random.u32() | 0 }),
            0x1_0000,
          ),
        ),
      ),
    ];
    for (const insn of insns) {
      const accepting = rv32im.instructionChips.filter((chip) => chip.accepts(insn)).map(({ chip }) => chip.name);
      expect(accepting, JSON.stringify(insn)).toHaveLength(insn.op === Op.ILLEGAL || insn.op === Op.ECALL ? 0 : 1);
    }
  });
});

describe('an honest execution', () => {
  for (const [name, words] of Object.entries(samples)) {
    for (const tables of ['auto', 'large', 'small'] as const) {
      it(`of ${name} satisfies all constraints and balances all buses, tables: ${tables}`, () => {
        expect(violations(witnessOf(programOf(words, DATA), input, { tables }))).toEqual([]);
      });
    }
  }

  it('of three instructions needs few chips', () => {
    const { traces, record } = witnessOf(programOf(threeInstructions));
    expect(record.steps).toBe(3);
    expect(traces.map((t) => t.chip.name)).toEqual(['addi', 'halt', 'zero-memory', 'image', 'program', 'range-small', 'range-bits']);
  });

  it('advances what it touches again after a long time', () => {
    const { traces } = witnessOf(programOf(advanceProgram, DATA));
    expect(traces.find((t) => t.chip.name === 'advance-timestamp')?.rows).toBeGreaterThan(3);
  });

  it('has the public values and the exit code that it claims', () => {
    const { record } = witnessOf(programOf(ioProgram, DATA), input);
    expect(record.exitCode).toBe(0x12345);
    expect([...record.publicValues.slice(0, 10)]).toEqual([...input.slice(0, 10)]);
    expect(record.publicValues.length).toBe(21);
  });

  const guests: Record<string, Uint8Array> = {
    exit: new Uint8Array(0),
    fail: new Uint8Array(0),
    instructions: new Uint8Array(0),
    fibonacci: guestInput([10]),
    sort: guestInput([20]),
    keccak256: guestInput([1], input),
    sha256: guestInput([1], input),
    coremix: guestInput([1, 3]),
  };
  for (const [name, bytes] of Object.entries(guests)) {
    const tags = name === 'instructions' ? ['slow'] : [];
    it(`of the guest ${name} satisfies all constraints and balances all buses`, { tags, timeout: 180_000 }, () => {
      const program = loadElf(guestBytes(name));
      const witness = witnessOfRecord(program, trace(program, { input: bytes }));
      expect(violations(witness)).toEqual([]);
    });
  }

  for (let seed = 1; seed <= 10; seed++) {
    it(`of random program ${seed} satisfies all constraints and balances all buses`, () => {
      const witness = witnessOfRecord(...traced(loadElf(generateElf({ seed, blocks: 30, fd: seed % 2 === 0 ? 1 : 3 }))));
      expect(violations(witness)).toEqual([]);
    });
  }
});

describe('a lie about the statement', () => {
  const witness = witnessOf(programOf(ioProgram, DATA), input);
  const claim = { exitCode: witness.record.exitCode, publicValues: witness.record.publicValues };
  const changed = (publicValues: Uint8Array, i: number): Uint8Array => publicValues.map((x, j) => (i === j ? x ^ 1 : x));
  const lies = {
    'another exit code': { ...claim, exitCode: claim.exitCode + 1 },
    'an exit code that differs in its upper half': { ...claim, exitCode: claim.exitCode + 0x1_0000 },
    'exit code 0': { ...claim, exitCode: 0 },
    'a public byte changed': { ...claim, publicValues: changed(claim.publicValues, 3) },
    'a public byte missing': { ...claim, publicValues: claim.publicValues.slice(0, -1) },
    'a public byte added': { ...claim, publicValues: Uint8Array.from([...claim.publicValues, 0]) },
    'public bytes in another order': { ...claim, publicValues: Uint8Array.from([...claim.publicValues].reverse()) },
  };
  for (const [name, lie] of Object.entries(lies)) {
    it(`is noticed: ${name}`, () => {
      expect(violations(witness, machineBoundary(rv32im, witness.table.info, lie))).not.toEqual([]);
    });
  }
  it('is noticed: another entry', () => {
    const info = { ...witness.table.info, entry: witness.table.info.entry + 4 };
    expect(violations(witness, machineBoundary(rv32im, info, claim))).not.toEqual([]);
  });
});
