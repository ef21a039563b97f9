import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filesBelow } from '../support/sources.ts';

const SOFT_LINES = 300;
const HARD_LINES = 500;

it('files are short enough to read', () => {
  const files = ['src', 'assembly', 'test', 'bench', 'examples', 'scripts', 'web'].flatMap((directory) => [
    ...filesBelow(directory, '.ts'),
    ...filesBelow(directory, '.tsx'),
    ...filesBelow(directory, '.mjs'),
  ]);
  const lengths = files
    .filter((file) => !file.endsWith('.d.ts') && !file.endsWith('.gen.ts'))
    .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }));
  expect(lengths.length).toBeGreaterThan(100);
  for (const { file, lines } of lengths.filter((f) => f.lines > SOFT_LINES))
    console.info(`${file}: ${lines} lines, more than ${SOFT_LINES}`);
  expect(lengths.filter((f) => f.lines > HARD_LINES)).toEqual([]);
});
