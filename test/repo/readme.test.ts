import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the example of README.md runs as it stands', () => {
  const example = /```js\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  // Beside the bundles, so that the package's own name resolves.
  writeFileSync('build/readmeExample.mjs', example);
  expect(execFileSync(process.execPath, ['build/readmeExample.mjs'], { encoding: 'utf8' })).toMatch(/^true [0-9a-f]{16}\n$/);
}, 120_000);
