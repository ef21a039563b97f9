import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const README = readFileSync('README.md', 'utf8');

it('the example of README.md runs as it stands', () => {
  const example = /```js\n([\s\S]*?)```/.exec(README)?.[1] ?? '';
  // Beside the bundles, so that the package's own name resolves.
  writeFileSync('build/readmeExample.mjs', example);
  expect(execFileSync(process.execPath, ['build/readmeExample.mjs'], { encoding: 'utf8' })).toMatch(/^true [0-9a-f]{16}\n$/);
}, 120_000);

describe('the commands of README.md', () => {
  const section = /## Command line\n([\s\S]*?)\n## /.exec(README)?.[1] ?? '';
  const commands = [...section.matchAll(/^ {4}((?:npx pellucid|printf) .*)$/gm)].map(([, command]) => command);
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pellucid-readme-'));
    for (const path of ['guests', 'build', 'node_modules']) symlinkSync(resolve(path), join(folder, path));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('run as they stand, in their order', () => {
    let commitment = '';
    for (const command of commands) {
      const line = command.replace('npx pellucid', `"${process.execPath}" build/cli.js`).replace('COMMITMENT', commitment);
      const output = execFileSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
      commitment = /program commitment +([0-9a-f]{64})/.exec(output)?.[1] ?? commitment;
      if (/pellucid verify /.test(command)) expect(output).toMatch(/^valid\n/);
    }
    expect(commands.length).toBe(11);
  }, 120_000);
});
