import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { guest, pellucid, pellucidJson, workspace } from '../cli/cli.ts';

const { at, fibonacci } = workspace();

it('--workers changes the speed and not the proof', () => {
  for (const workers of [1, 2]) {
    const { code, value } = pellucidJson(
      'prove',
      '-e',
      guest('fibonacci'),
      '-i',
      fibonacci(20),
      '-o',
      at(`${workers}.proof`),
      '--preset',
      'insecure-test',
      '--workers',
      `${workers}`,
    );
    expect(code).toBe(0);
    expect(value.workers).toBe(workers);
  }
  expect(readFileSync(at('2.proof')).equals(readFileSync(at('1.proof')))).toBe(true);
}, 60_000);

it('--workers refuses what is no number of workers', () => {
  for (const workers of ['0', '65', 'many']) {
    const { code, stderr } = pellucid('prove', '-e', guest('fibonacci'), '-o', at('none.proof'), '--workers', workers);
    expect(code).toBe(2);
    expect(stderr).toContain('from 1 to 64');
  }
});

it('info says how many there are', () => {
  expect(pellucidJson('info').value.workers).toBeGreaterThanOrEqual(1);
}, 60_000);
