import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { apiDocument } from '../../scripts/genApi.ts';
import { airsDocument, busesDocument } from '../../scripts/genDocs.ts';

it.each([
  ['docs/airs.md', airsDocument],
  ['docs/buses.md', busesDocument],
  ['docs/api.md', apiDocument],
])('%s is what `npm run gen` writes', (path, document) => {
  expect(readFileSync(path, 'utf8') === document(), `run \`npm run gen\` and commit ${path}`).toBe(true);
});
