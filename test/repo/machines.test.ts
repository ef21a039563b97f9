/** A machine is a value: what is written for any machine names none. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filesBelow } from '../support/sources.ts';

it('only the one place that offers it imports the machine of this package', () => {
  const naming = filesBelow('src', '.ts').filter((file) => /from '[^']*\/rv32im\.ts'/.test(readFileSync(file, 'utf8')));
  expect(naming).toEqual(['src/api/defaultMachine.ts']);
  const offering = filesBelow('src', '.ts').filter((file) => /from '[^']*\/defaultMachine\.ts'/.test(readFileSync(file, 'utf8')));
  expect(offering.sort()).toEqual([
    'src/api/check.ts',
    'src/api/createPellucid.ts',
    'src/api/execute.ts',
    'src/threads/node/entry.ts',
    'src/threads/parallel.ts',
    'src/threads/web/entry.ts',
  ]);
});
