/**
 * Writes src/machine/fixedRoots.ts, docs/airs.md and docs/buses.md from the machine's chips, docs/api.md from the types,
 * docs/verifier-cost.md from the verifier's check, the layers into docs/architecture.md, the system calls into guests and documents, and the
 * numbers into docs/worked-example.md. scripts/genAssembly.mjs, which runs before, writes what assembly/
 * takes from src/.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { layersTable } from '../test/repo/layers.ts';
import { workedExampleBlocks } from '../test/repo/workedExample.ts';
import { withBlocks } from '../test/repo/workedExampleDocument.ts';
import { verifierCostDocument } from '../test/stark/verifierCost.ts';
import { apiDocument } from './genApi.ts';
import { FILES_WITH_CALLS, withCalls } from './genCalls.ts';
import { airsDocument, busesDocument } from './genDocs.ts';
import { fixedRootsSource } from './genRoots.ts';

const ARCHITECTURE = 'docs/architecture.md';
const EXAMPLE = 'docs/worked-example.md';
const LAYERS_BLOCK = /(<!-- layers: [^\n]*-->\n)[\s\S]*?(<!-- end of layers -->)/;

writeFileSync('src/machine/fixedRoots.ts', fixedRootsSource());
writeFileSync('docs/airs.md', airsDocument());
writeFileSync('docs/buses.md', busesDocument());
writeFileSync('docs/api.md', apiDocument());
writeFileSync('docs/verifier-cost.md', verifierCostDocument());
const architecture = readFileSync(ARCHITECTURE, 'utf8');
writeFileSync(
  ARCHITECTURE,
  architecture.replace(LAYERS_BLOCK, (_, open: string, close: string) => `${open}${layersTable()}\n${close}`),
);
for (const path of FILES_WITH_CALLS) writeFileSync(path, withCalls(path, readFileSync(path, 'utf8')));
writeFileSync(EXAMPLE, withBlocks(readFileSync(EXAMPLE, 'utf8'), workedExampleBlocks()).text);
