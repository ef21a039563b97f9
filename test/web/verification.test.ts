/** What the demo's verdict is about, where files change while it works. */
/// <reference path="../../web/elf.d.ts" />
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Keys, Prover } from '../../src/browser.ts';
import { encodeProgramKey } from '../../src/keys/programKey.ts';
import { encodeStatement, programCommitment } from '../../src/keys/statement.ts';
import { toHex, type Verdict } from '../../src/verify.ts';
import type { NamedBytes } from '../../web/lib/files.ts';
import { checkFiles, dropFiles, fileCheck, takeFiles } from '../../web/state/verification.ts';

/** A program key for a root that is no program's: nothing in the file tells it from an honest one. */
const keyOfNothing = (): { bytes: Uint8Array; commitment: Uint8Array } => {
  const statement = {
    program: { entry: 0x1000, logHeights: [6, 3], gaps: [] },
    programRoot: new Uint32Array(8).fill(5),
    exitCode: 0,
    publicValues: new Uint8Array(0),
  };
  const commitment = programCommitment('blake3', statement);
  const bytes = encodeProgramKey({
    keyDigest: new Uint8Array(32),
    preset: 'fast',
    hash: 'blake3',
    statement: encodeStatement(statement),
    programCommitment: commitment,
  });
  return { bytes, commitment };
};

const commitmentOf = (elf: Uint8Array): Uint8Array => new Uint8Array(32).fill(elf[4]);
/** What the proof is about. */
let proved: Uint8Array = new Uint8Array(32);
/** Verifications that wait to be ended, in the order of their calls. */
const waiting: (() => void)[] = [];

const prover = {
  load: async (elf: Uint8Array) => ({ elf, entry: 0, instructions: 0 }),
  setup: async ({ program }: { program: { elf: Uint8Array } }): Promise<Partial<Keys>> => ({
    verifyingKey: Uint8Array.of(1),
    programCommitment: commitmentOf(program.elf),
  }),
  verify: async ({ programCommitment: expected }: { programCommitment?: Uint8Array }): Promise<Partial<Verdict>> => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const valid = expected === undefined || toHex(expected) === toHex(proved);
    return valid ? { valid, programCommitment: proved } : { valid, reason: 'another program' };
  },
} as unknown as Prover;
vi.mock('../../web/state/engine.ts', () => ({ theProver: async () => prover }));
// Vitest does not read ELFs: every example is program 1.
vi.mock('../../web/lib/exampleElfs.ts', () => {
  const elf = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1);
  return { EXAMPLE_ELFS: new Proxy({}, { get: () => elf }) };
});

const elfOf = (program: number) => ({ name: `${program}.elf`, bytes: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, program) });
const proof = { name: 'a.proof', bytes: new TextEncoder().encode('PELLUCID\n{"kind":"proof","meta":{}}\n') };
const waitFor = (count: number) => vi.waitFor(() => expect(waiting).toHaveLength(count));

beforeEach(() => {
  dropFiles();
  waiting.length = 0;
  proved = commitmentOf(elfOf(7).bytes);
});

const basisOf = async (...files: NamedBytes[]) => {
  takeFiles([proof, ...files]);
  const check = checkFiles();
  await waitFor(1);
  waiting[0]();
  await check;
  if (fileCheck.value.status !== 'done') throw new Error(fileCheck.value.status);
  const { verdict, basis } = fileCheck.value;
  return { valid: verdict.valid, program: basis.program };
};

describe('a verdict', () => {
  it('is about the files that are shown, not about those that were there when an earlier one was asked for', async () => {
    takeFiles([proof]);
    const first = checkFiles();
    await waitFor(1);
    takeFiles([elfOf(8)]);
    expect(fileCheck.value.status).toBe('none');
    const second = checkFiles();
    await waitFor(2);
    waiting[0]();
    await first;
    expect(fileCheck.value.status).toBe('checking');
    waiting[1]();
    await second;
    expect(fileCheck.value).toMatchObject({ status: 'done', verdict: { valid: false }, basis: { program: { name: '8.elf' } } });
  });

  it('names a program by where its commitment is from', async () => {
    expect(await basisOf(elfOf(7))).toEqual({ valid: true, program: { from: 'elf', name: '7.elf' } });
  });

  it('names an example by its commitment', async () => {
    proved = commitmentOf(elfOf(1).bytes);
    expect(await basisOf()).toEqual({ valid: true, program: { from: 'example', name: 'Fibonacci' } });
  });

  it("does not take a key's file name for a program's, nor a key for an ELF", async () => {
    const { bytes, commitment } = keyOfNothing();
    proved = commitment;
    expect(await basisOf({ name: 'Fibonacci', bytes })).toEqual({ valid: true, program: { from: 'program-key', name: 'Fibonacci' } });
  });

  it('says so where nobody knows the program', async () => {
    expect(await basisOf()).toEqual({ valid: true, program: undefined });
  });
});
