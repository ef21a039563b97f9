import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fibonacciHex, guest, interrupted, pellucid, pellucidJson, workspace } from './cli.ts';

const { at, directory, fibonacci } = workspace();
const keys = at('keys');
const proof = at('fibonacci.proof');
const N = 30;
const TIMEOUT = 120_000;

let setup: { programCommitment: string; keyDigest: string };
beforeAll(() => {
  const { code, value } = pellucidJson('setup', '-e', guest('fibonacci'), '-o', keys);
  expect(code).toBe(0);
  setup = value;
  const made = pellucidJson('prove', '-e', guest('fibonacci'), '-i', fibonacci(N), '-k', keys, '-o', proof, '-y');
  expect(made.code).toBe(0);
  expect(made.value).toMatchObject({
    exitCode: 0,
    publicValues: fibonacciHex(N),
    programCommitment: setup.programCommitment,
    segments: 1,
    backend: expect.stringMatching(/^wasm-/),
    backendReason: expect.stringMatching(/SIMD/),
    proofBytes: readFileSync(proof).length,
    cells: { main: expect.any(Number), logup: expect.any(Number), quotient: expect.any(Number), padding: expect.any(Number) },
  });
  expect(made.value.provenBits).toBeGreaterThanOrEqual(100);
  expect(made.value.peakMemoryBytes).toBeGreaterThan(1e7);
  expect(made.value.proveSeconds).toBeGreaterThan(0);
  expect(made.value.phases.fri).toBeGreaterThan(0);
}, TIMEOUT);

describe(
  'pellucid setup',
  () => {
    it('writes the keys and nothing else', () => {
      expect(readdirSync(keys).sort()).toEqual(['program.key', 'proving.key', 'verifying.key']);
      expect(setup.programCommitment).toMatch(/^[0-9a-f]{64}$/);
      expect(setup.keyDigest).toMatch(/^[0-9a-f]{64}$/);
    });
    it('prints key digest and program commitment', () => {
      const { code, stdout } = pellucid('setup', '-e', guest('fibonacci'), '-o', at('again'));
      expect(code).toBe(0);
      expect(stdout).toContain(setup.keyDigest);
      expect(stdout).toContain(setup.programCommitment);
      for (const name of readdirSync(keys))
        expect(readFileSync(at(`again/${name}`)).equals(readFileSync(`${keys}/${name}`)), name).toBe(true);
    });
  },
  TIMEOUT,
);

describe(
  'pellucid verify',
  () => {
    it('says valid, and what was proved', () => {
      const { code, stdout } = pellucid('verify', '-p', proof, '-k', keys);
      expect(code).toBe(0);
      expect(stdout.split('\n')[0]).toBe('valid');
      for (const text of [setup.programCommitment, fibonacciHex(N)]) expect(stdout).toContain(text);
    });
    it('is refused where no program is given, by a key file or by a directory without a program key', () => {
      mkdirSync(at('machine'));
      writeFileSync(at('machine/verifying.key'), readFileSync(`${keys}/verifying.key`));
      for (const path of [`${keys}/verifying.key`, at('machine')]) {
        const { code, stdout, stderr } = pellucid('verify', '-p', proof, '-k', path);
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toMatch(/say which program.*--program.*-e.*program\.key.*--any-program/);
        const any = pellucid('verify', '-p', proof, '-k', path, '--any-program');
        expect(any).toMatchObject({ code: 0, stdout: expect.stringMatching(/^valid\n/) });
        expect(any.stderr).toMatch(/any program was accepted/);
        expect(pellucid('verify', '-p', proof, '-k', path, '--program', setup.programCommitment)).toMatchObject({ code: 0, stderr: '' });
      }
      const other = '00'.repeat(32);
      expect(pellucid('verify', '-p', proof, '-k', at('machine'), '--program', other).stdout).toMatch(
        /^invalid: the proof is about program/,
      );
      expect(pellucid('verify', '-p', proof, '-k', keys, '--program', other)).toMatchObject({ code: 2, stdout: '' });
      expect(pellucid('verify', '-p', proof, '-k', keys, '--program', setup.programCommitment.slice(2)).stderr).toMatch(/32 bytes in hex/);
      expect(pellucid('verify', '-p', proof, '-k', keys, '--key-digest', setup.keyDigest).code).toBe(0);
      expect(pellucid('verify', '-p', proof, '-k', keys, '--key-digest', other).stdout).toMatch(
        /^invalid: the verifying key has the digest/,
      );
      expect(pellucid('verify', '-p', proof, '-k', keys).stderr).toBe('');
      expect(pellucidJson('verify', '-p', proof, '-k', keys).value).toMatchObject({ valid: true, programGiven: true });
    });
    it('prints one JSON object', () => {
      const { code, value } = pellucidJson('verify', '--proof', proof, '--key', `${keys}/verifying.key`, '--any-program');
      expect(code).toBe(0);
      expect(value).toEqual({
        valid: true,
        reason: null,
        programGiven: false,
        programCommitment: setup.programCommitment,
        exitCode: 0,
        publicValues: fibonacciHex(N),
        provenBits: expect.any(Number),
      });
    });
    it('derives everything from the ELF', () => {
      expect(pellucidJson('verify', '-p', proof, '-e', guest('fibonacci')).value).toMatchObject({
        valid: true,
        programCommitment: setup.programCommitment,
      });
      expect(pellucidJson('verify', '-p', proof, '-e', guest('exit'))).toMatchObject({
        code: 1,
        value: { valid: false, reason: expect.stringContaining('program') },
      });
    });
    it('compares the public values, given as hex or as a file of either kind', () => {
      const expected = fibonacciHex(N);
      writeFileSync(at('hex'), `${expected}\n`);
      writeFileSync(at('raw'), Buffer.from(expected, 'hex'));
      for (const argument of [expected, `0x${expected}`, at('hex'), at('raw')]) {
        expect(pellucid('verify', '-p', proof, '-k', keys, '-u', argument).code, argument).toBe(0);
      }
      const { code, stdout } = pellucid('verify', '-p', proof, '-k', keys, '--public-inputs', fibonacciHex(N + 1));
      expect({ code, stdout }).toEqual({ code: 1, stdout: 'invalid: the public values are not the expected ones\n' });
    });
    it('asks for proven bits', () => {
      const { code, stdout } = pellucid('verify', '-p', proof, '-k', keys, '--min-bits', '120');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^invalid: .*at least 120/);
    });
    it('refuses a changed, a truncated and a foreign proof', () => {
      const bytes = readFileSync(proof);
      const changed = Buffer.from(bytes);
      changed[bytes.length >> 1] ^= 1;
      for (const [name, content] of [
        ['changed', changed],
        ['truncated', bytes.subarray(0, -4)],
        ['foreign', Buffer.from('hello')],
      ] as const) {
        writeFileSync(at(name), content);
        const { code, stdout } = pellucid('verify', '-p', at(name), '-k', keys);
        expect(code, name).toBe(1);
        expect(stdout, name).toMatch(/^invalid: /);
      }
    });
    it('refuses a program key of another machine key', () => {
      const mixed = at('mixed/verifying.key');
      mkdirSync(dirname(mixed));
      pellucid('setup', '-e', guest('fibonacci'), '-o', at('small'), '--preset', 'small');
      writeFileSync(mixed, readFileSync(`${keys}/verifying.key`));
      writeFileSync(at('mixed/program.key'), readFileSync(at('small/program.key')));
      const { code, stderr } = pellucid('verify', '-p', proof, '-k', at('mixed'));
      expect(code).toBe(1);
      expect(stderr).toMatch(/belongs to the machine key/);
    });
  },
  TIMEOUT,
);

describe(
  'pellucid prove',
  () => {
    it('derives the keys when it is given none, and proves the smallest guest', () => {
      const { code, stdout, stderr } = pellucid('prove', '-e', guest('exit'), '-o', at('exit.proof'), '--verify-proofs');
      expect(code).toBe(0);
      expect(stderr).toBe('verified: valid\n');
      for (const label of ['steps', 'exit code', 'proved in', 'planned for the proof', 'proven bits']) expect(stdout).toContain(label);
      expect(pellucid('verify', '-p', at('exit.proof'), '-e', guest('exit')).code).toBe(0);
    });
    it('makes the same bytes with a key and without', () => {
      expect(pellucid('prove', '-e', guest('fibonacci'), '-i', fibonacci(N), '-o', at('derived.proof')).code).toBe(0);
      expect(readFileSync(at('derived.proof')).equals(readFileSync(proof))).toBe(true);
    });
    it('proves with the small preset, in fewer bytes', () => {
      const input = fibonacci(500);
      const fast = pellucidJson('prove', '-e', guest('fibonacci'), '-i', input, '-o', at('fast.proof'));
      const { code, value } = pellucidJson('prove', '-e', guest('fibonacci'), '-i', input, '-o', at('small.proof'), '--preset', 'small');
      expect(code).toBe(0);
      expect(value.provenBits).toBeGreaterThanOrEqual(100);
      expect(value.proofBytes).toBeLessThan(fast.value.proofBytes);
      expect(pellucid('verify', '-p', at('small.proof'), '-e', guest('fibonacci')).code).toBe(0);
    });
    it('proves with poseidon2, under keys for it and without, and with no other', () => {
      const own = at('poseidon2-keys');
      const made = pellucidJson('setup', '-e', guest('fibonacci'), '-o', own, '--hash', 'poseidon2');
      expect(made.value).toMatchObject({ preset: 'fast', hash: 'poseidon2' });
      expect(made.value.keyDigest).not.toBe(setup.keyDigest);
      const input = fibonacci(N);
      expect(pellucid('prove', '-e', guest('fibonacci'), '-i', input, '-k', own, '-o', at('poseidon2.proof'), '-y').stderr).toBe(
        'verified: valid\n',
      );
      expect(
        pellucid('prove', '-e', guest('fibonacci'), '-i', input, '--hash', 'poseidon2', '-o', at('poseidon2-derived.proof')).code,
      ).toBe(0);
      expect(readFileSync(at('poseidon2-derived.proof')).equals(readFileSync(at('poseidon2.proof')))).toBe(true);
      expect(pellucid('verify', '-p', at('poseidon2.proof'), '-k', own).code).toBe(0);
      expect(pellucidJson('verify', '-p', at('poseidon2.proof'), '-e', guest('fibonacci')).value).toMatchObject({
        valid: true,
        publicValues: fibonacciHex(N),
        programCommitment: made.value.programCommitment,
      });
      expect(pellucid('verify', '-p', at('poseidon2.proof'), '-k', keys).stdout).toMatch(
        /^invalid: the proof is for preset fast and hash poseidon2/,
      );
      const { code, stderr } = pellucid('prove', '-e', guest('exit'), '-o', at('never.proof'), '-k', own, '--hash', 'blake3');
      expect(code).toBe(1);
      expect(stderr).toMatch(/is for hash poseidon2, not blake3/);
    });
    it('shows what a guest said before it failed, and proves nothing', () => {
      const input = at('panic.input');
      writeFileSync(input, new Uint8Array(new Uint32Array([2, 77]).buffer));
      const args = ['-e', guest('heap'), '-i', input, '-o', at('panic.proof'), '--preset', 'insecure-test'];
      const { code, stderr } = pellucid('prove', ...args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/panicked at src\/bin\/heap\.rs:\d+:\d+:\nn is 77\nerror: the guest exited with code 101;/);
      expect(pellucidJson('prove', ...args).value.error.code).toBe('guest-exit');
      expect(existsSync(at('panic.proof'))).toBe(false);
    });
    it('verifies the insecure preset only when asked for no security', () => {
      expect(pellucid('prove', '-e', guest('exit'), '-o', at('insecure.proof'), '--preset', 'insecure-test', '-y').code).toBe(0);
      expect(pellucid('verify', '-p', at('insecure.proof'), '-e', guest('exit')).code).toBe(1);
      expect(pellucid('verify', '-p', at('insecure.proof'), '-e', guest('exit'), '--min-bits', '0').code).toBe(0);
    });
    it('keeps to the memory that it is allowed, and says what it needs before it begins', () => {
      const input = fibonacci(N);
      const enough = pellucidJson(
        'prove',
        '-e',
        guest('fibonacci'),
        '-i',
        input,
        '-k',
        keys,
        '-o',
        at('enough.proof'),
        '--memory',
        '1.5GiB',
      );
      expect(enough.value.plannedMemoryBytes).toBeLessThan(2 ** 27);
      const { code, stderr } = pellucid(
        'prove',
        '-e',
        guest('fibonacci'),
        '-i',
        input,
        '-k',
        keys,
        '-o',
        at('less.proof'),
        '--memory',
        '4M',
      );
      expect(code).toBe(1);
      expect(stderr).toMatch(/the proof needs \d+ MiB of memory, the limit is 4 MiB/);
      expect(stderr).toMatch(/--memory/);
      expect(existsSync(at('less.proof'))).toBe(false);
      const wrong = pellucid('prove', '-e', guest('fibonacci'), '-k', keys, '-o', at('less.proof'), '--memory', 'much');
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).toMatch(/Give a size as 512M or 1.5G/);
    });
    it('refuses a key of another preset', () => {
      const { code, stderr } = pellucid('prove', '-e', guest('exit'), '-o', at('never.proof'), '-k', keys, '--preset', 'small');
      expect(code).toBe(1);
      expect(stderr).toMatch(/is for preset fast, not small/);
    });
    it.each(['fail', 'trap'])('refuses to prove the guest %s and writes nothing', (name) => {
      const { code, value } = pellucidJson('prove', '-e', guest(name), '-o', at('never.proof'));
      expect(code).toBe(1);
      expect(value.error.code).toMatch(/^guest-/);
      expect(readdirSync(directory).filter((file) => file.includes('never'))).toEqual([]);
    });
    it('stops on Ctrl-C and leaves no file', async () => {
      const prove = ['prove', '-e', guest('fibonacci'), '-i', fibonacci(50_000), '-o', at('never.proof')];
      let { code, stderr } = await interrupted(500, ...prove);
      // null: the signal came before the command listened, on a busy machine.
      for (let wait = 1000; code === null && wait <= 8000; wait *= 2) ({ code, stderr } = await interrupted(wait, ...prove));
      expect(code).toBe(130);
      expect(stderr).toContain('nothing was written');
      expect(readdirSync(directory).filter((file) => file.includes('never') || file.endsWith('.tmp'))).toEqual([]);
    });
  },
  TIMEOUT,
);

describe(
  'pellucid verify-constraints',
  () => {
    it('says that all constraints hold', () => {
      const { code, stdout } = pellucid('verify-constraints', '-e', guest('fibonacci'), '-i', fibonacci(N));
      expect(code).toBe(0);
      expect(stdout).toMatch(/^all constraints hold: \d+ steps/);
      expect(pellucidJson('verify-constraints', '-e', guest('exit'))).toEqual({ code: 0, value: { ok: true, steps: 3, failures: [] } });
    });
  },
  TIMEOUT,
);

describe(
  'pellucid info',
  () => {
    it('shows version, backend and proven bits', () => {
      const { code, stdout } = pellucid('info');
      expect(code).toBe(0);
      for (const text of ['backend', 'preset fast', 'preset small', 'proven bits', setup.keyDigest]) expect(stdout).toContain(text);
      const { value } = pellucidJson('info');
      for (const preset of value.presets) if (preset.preset !== 'insecure-test') expect(preset.provenBits).toBeGreaterThanOrEqual(100);
    });
  },
  TIMEOUT,
);
