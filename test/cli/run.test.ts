import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fibonacciHex, guest, pellucid, pellucidJson, workspace } from './cli.ts';

const { at, directory, fibonacci } = workspace();

describe('pellucid run', () => {
  it('prints public values', () => {
    const { code, stdout } = pellucid('run', '-e', guest('fibonacci'), '-i', fibonacci(20));
    expect({ code, stdout }).toEqual({ code: 0, stdout: `public values: ${fibonacciHex(20)}\n` });
  });
  it('takes the long names, and those of other tools', () => {
    const { code, stdout } = pellucid(
      'run',
      '--elf',
      guest('fibonacci'),
      `--inputs=${fibonacci(20)}`,
      '--log-metrics',
      '--max-steps',
      '100000',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/steps=\d+ duration=[\d.]+ tp=[\d.]+ Msteps\/s freq=\d+ [\d.]+ clocks\/step\n/);
  });
  it('prints one JSON object', () => {
    const { code, value } = pellucidJson('run', '-e', guest('fibonacci'), '-i', fibonacci(20));
    expect(code).toBe(0);
    expect(value).toEqual({ steps: expect.any(Number), exitCode: 0, publicValues: fibonacciHex(20) });
  });
  it('prints the console output of the guest', () => {
    const { code, stdout } = pellucid('run', '-e', guest('instructions'));
    expect(code).toBe(0);
    expect(stdout.split('\n').length).toBeGreaterThan(2);
    const quiet = pellucidJson('run', '-e', guest('instructions'));
    expect(quiet.value.publicValues).toMatch(/^[0-9a-f]{16}$/);
  });
  it('fails when the guest does', () => {
    const { code, stderr } = pellucid('run', '-e', guest('fail'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: the guest exited with code 7 after 3 steps/);
    expect(pellucidJson('run', '-e', guest('fail'))).toEqual({ code: 1, value: { steps: 3, exitCode: 7, publicValues: '' } });
  });
  it('names a trap', () => {
    const { code, stderr } = pellucid('run', '-e', guest('trap'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toContain('    at ');
    expect(pellucidJson('run', '-e', guest('trap')).value.error.code).toBe('guest-trap');
  });
  it('stops after the given number of steps', () => {
    const { code, value } = pellucidJson('run', '-e', guest('fibonacci'), '-i', fibonacci(20), '-n', '5');
    expect({ code, error: value.error.code }).toEqual({ code: 1, error: 'guest-steps-exceeded' });
  });
});

describe('errors', () => {
  it('do not come of a reader that has read enough', () => {
    const script = `"${process.execPath}" build/cli.js info | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stdout).toMatch(/^pellucid .*\n0\n$/);
    expect(stderr).toBe('');
  });
  const garbage = at('garbage');
  writeFileSync(garbage, 'not an ELF at all, and not a proof either');

  it.each<[string, string[], number, RegExp]>([
    ['no command', [], 2, /Usage/],
    ['an unknown command', ['rum'], 2, /unknown command 'rum'/],
    ['an unknown option', ['run', '-e', guest('exit'), '--elves', 'x'], 2, /--elves/],
    ['a missing option', ['run'], 2, /--elf/],
    ['a bad number', ['run', '-e', guest('exit'), '-n', 'many'], 2, /whole number/],
    ['an unknown preset', ['prove', '-e', guest('exit'), '-o', at('p'), '--preset', 'fastest'], 2, /fastest.*fast, small/],
    ['an unknown hash', ['setup', '-o', at('k'), '--hash', 'md5'], 2, /md5.*poseidon2/],
    ['both key and ELF', ['verify', '-p', garbage, '-k', garbage, '-e', garbage], 2, /either/],
    ['neither key nor ELF', ['verify', '-p', garbage], 2, /either/],
    ['a missing file', ['run', '-e', at('nothing.elf')], 1, /nothing\.elf': there is no such file.*-e/],
    ['a directory for a file', ['run', '-e', directory], 1, /it is a directory/],
    ['a file that is no ELF', ['run', '-e', garbage], 1, /^error: .*ELF/i],
    [
      'a file that is no key',
      ['verify', '-p', garbage, '-k', garbage],
      1,
      /cannot use '.*garbage' as the verifying key: .*not a Pellucid file/,
    ],
    ['a place that cannot be written', ['setup', '-o', `${garbage}/keys`, '--preset', 'insecure-test'], 1, /cannot write/],
  ])('%s', (_, args, expected, message) => {
    const { code, stderr, stdout } = pellucid(...args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
  it('are one JSON object with --json', () => {
    expect(pellucidJson('run', '-e', at('nothing.elf'))).toEqual({
      code: 1,
      value: { error: { code: 'file-unreadable', message: expect.stringContaining('nothing.elf') } },
    });
    expect(pellucidJson('run')).toEqual({ code: 2, value: { error: { code: 'usage', message: expect.stringContaining('--elf') } } });
  });
  it('help is not one', () => {
    const { code, stdout } = pellucid('prove', '--help');
    expect(code).toBe(0);
    for (const name of ['--elf', '--input', '--proving-key', '--output', '--preset', '--hash', '--verify-proofs', '--json'])
      expect(stdout).toContain(name);
  });
});
