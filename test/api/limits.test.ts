import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine, setupProgram } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { MAX_GAPS, MAX_IMAGE_BYTES } from '../../src/isa/memory.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { decodeProgramKey, encodeProgramKey } from '../../src/keys/programKey.ts';
import { PRESETS } from '../../src/stark/config.ts';
import { REG_COUNT } from '../../src/vm/record.ts';
import { buildElf, CODE_ADDRESS, elfOfWords, SegmentFlags, wordsToBytes } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');

const BUFFER = 0x20_0000;
const [READ, WRITE] = [63, 64];
const [A0, A2, A7] = [10, 12, 17];

const vm = createPellucid();
const provingKey = setupMachine(vm, { preset: 'insecure-test' });
const { verifyingKey } = provingKey;
const run = async (words: readonly number[], input = new Uint8Array(0)) => {
  const result = await prove(vm, { program: loadProgram(elfOfWords(words)), input, provingKey });
  return { result, verdict: verify({ verifyingKey, anyProgram: true, proof: result.proof, minBits: 0 }) };
};

describe('the ends of the range', () => {
  it('proves a program of three instructions', async () => {
    const { result, verdict } = await run([encode(Op.ADDI, { rd: A7, imm: 93 }), encode(Op.ADDI, { rd: A0 }), encode(Op.ECALL)]);
    expect(result.steps).toBe(3);
    expect(verdict).toMatchObject({ valid: true, exitCode: 0 });
    expect(result.chips.some((chip) => chip.logHeight === 0)).toBe(true);
  });

  it('proves reading an empty input', async () => {
    // The result of read, 0, is the exit code.
    const { verdict } = await run([...systemCall(READ, 0, BUFFER, 16), ...li(A7, 93), encode(Op.ECALL)]);
    expect(verdict).toMatchObject({ valid: true, exitCode: 0 });
  });

  it('proves the largest public value, 65,536 bytes in two writes, and no byte more', async () => {
    const half = 1 << 15;
    const input = Uint8Array.from({ length: half }, (_, i) => (i * 7 + (i >>> 8)) & 0xff);
    const writes = [...systemCall(READ, 0, BUFFER, half), ...systemCall(WRITE, 3, BUFFER, half), ...systemCall(WRITE, 3, BUFFER, half)];
    const { result, verdict } = await run([...writes, ...exit(0)], input);
    expect(verdict.valid).toBe(true);
    expect(verdict.publicValues).toEqual(Uint8Array.from([...input, ...input]));
    expect(result.publicValues.length).toBe(65_536);
    const lie = Uint8Array.from(verdict.publicValues as Uint8Array);
    lie[65_535] ^= 1;
    expect(verify({ verifyingKey, anyProgram: true, proof: result.proof, minBits: 0, publicValues: lie }).valid).toBe(false);
    await expect(run([...writes, ...li(A2, 1), ...systemCall(WRITE, 3, BUFFER, 1), ...exit(0)], input)).rejects.toMatchObject({
      code: 'guest-trap',
    });
  }, 120_000);

  it('refuses to prove another exit code, a trap and too many steps, each by its name', async () => {
    await expect(run(exit(7))).rejects.toMatchObject({ code: 'guest-exit', message: expect.stringContaining('code 7') });
    const says = (text: string, then: number[]) =>
      run([...systemCall(READ, 0, BUFFER, 5000), ...systemCall(WRITE, 2, BUFFER, text.length), ...then], new TextEncoder().encode(text));
    await expect(says('no luck', exit(7))).rejects.toMatchObject({ code: 'guest-exit', details: { exitCode: 7, console: 'no luck' } });
    await expect(says('bad luck', [0])).rejects.toMatchObject({ code: 'guest-trap', details: { console: 'bad luck' } });
    const long = `${'x'.repeat(900)}${'y'.repeat(4096)}`;
    await expect(says(long, exit(7))).rejects.toMatchObject({ details: { console: 'y'.repeat(4096) } });
    await expect(run([0x0010_0073])).rejects.toMatchObject({ code: 'guest-trap', message: expect.stringContaining('0x10000') });
    await expect(run([encode(Op.JAL, { imm: 0 })])).rejects.toMatchObject({ code: 'guest-steps-exceeded' });
  });

  it('an image that no preset holds is not loaded; one that a preset does not hold is refused before it runs, with the number', async () => {
    const rows = Math.max(...Object.values(PRESETS).map(({ maxLogHeight }) => 2 ** maxLogHeight));
    expect(MAX_IMAGE_BYTES / 4 + REG_COUNT).toBeLessThanOrEqual(rows);
    // It would trap.
    const program = loadProgram(elfOfWords([0x0010_0073], new Uint8Array(2 ** 21)));
    const small = setupMachine(vm, { preset: 'small' });
    const refusal = { code: 'program-too-large', message: expect.stringContaining("preset 'small' holds 2097152, preset 'fast' 8388608") };
    await expect(prove(vm, { program, provingKey: small })).rejects.toMatchObject(refusal);
    expect(() => setupProgram(vm, { provingKey: small, program })).toThrow(expect.objectContaining(refusal));
    await expect(prove(vm, { program, preset: 'fast' })).rejects.toMatchObject({ code: 'guest-trap' });
  });

  it('as many parts of memory as can be loaded can be proved and verified', async () => {
    const parts = Array.from({ length: MAX_GAPS - 2 }, (_, i) => ({
      address: 0x20_0000 + 8 * i,
      bytes: new Uint8Array(4),
      flags: SegmentFlags.DATA,
    }));
    const code = { address: CODE_ADDRESS, bytes: wordsToBytes(exit(0)), flags: SegmentFlags.CODE };
    const program = loadProgram(buildElf(CODE_ADDRESS, [code, ...parts]));
    const { proof } = await prove(vm, { program, provingKey });
    expect(verify({ verifyingKey, anyProgram: true, proof, minBits: 0 })).toMatchObject({ valid: true });
    const { statement } = decodeProgramKey(encodeProgramKey(setupProgram(vm, { provingKey, program })));
    expect(statement.length).toBeGreaterThan(8 * MAX_GAPS);
  });
});
