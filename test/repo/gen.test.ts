import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { apiDocument } from '../../scripts/genApi.ts';
import { assemblySources } from '../../scripts/genAssembly.ts';
import { FILES_WITH_CALLS, withCalls } from '../../scripts/genCalls.ts';
import { airsDocument, busesDocument } from '../../scripts/genDocs.ts';

it.each<readonly [string, () => string]>([
  ['docs/airs.md', airsDocument],
  ['docs/buses.md', busesDocument],
  ['docs/api.md', apiDocument],
  ...FILES_WITH_CALLS.map((path) => [path, () => withCalls(path, readFileSync(path, 'utf8'))] as const),
  ...Object.entries(assemblySources()).map(([path, source]) => [path, () => source] as const),
])('%s is what `npm run gen` writes', (path, document) => {
  expect(readFileSync(path, 'utf8') === document(), `run \`npm run gen\` and commit ${path}`).toBe(true);
});
