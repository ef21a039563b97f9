/** Writes src/machine/fixedRoots.ts, docs/airs.md and docs/buses.md from the machine's chips, docs/api.md from the types, and the layers into docs/architecture.md. What assembly/ takes from src/ comes before: scripts/genAssembly.mjs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { layersTable } from '../test/repo/layers.ts';
import { apiDocument } from './genApi.ts';
import { airsDocument, busesDocument } from './genDocs.ts';
import { fixedRootsSource } from './genRoots.ts';

const ARCHITECTURE = 'docs/architecture.md';
const LAYERS_BLOCK = /(<!-- layers: [^\n]*-->\n)[\s\S]*?(<!-- end of layers -->)/;

writeFileSync('src/machine/fixedRoots.ts', fixedRootsSource());
writeFileSync('docs/airs.md', airsDocument());
writeFileSync('docs/buses.md', busesDocument());
writeFileSync('docs/api.md', apiDocument());
const architecture = readFileSync(ARCHITECTURE, 'utf8');
writeFileSync(
  ARCHITECTURE,
  architecture.replace(LAYERS_BLOCK, (_, open: string, close: string) => `${open}${layersTable()}\n${close}`),
);
