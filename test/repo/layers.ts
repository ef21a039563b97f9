/**
 * The layers: what each folder of src/ may import, types included. Imports point down this table only, so there are no cycles
 * between folders. docs/architecture.md shows it; test/repo/layers.test.ts holds the code to it.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  field: ['core'],
  hash: ['core', 'field'],
  isa: ['core'],
  air: ['core', 'field'],
  wasm: ['core', 'field', 'hash', 'air'],
  backend: ['core', 'field', 'hash', 'air', 'wasm'],
  vm: ['core', 'isa'],
  stark: ['core', 'field', 'hash', 'air', 'backend'],
  chips: ['field', 'isa', 'air', 'vm'],
  machine: ['core', 'field', 'isa', 'vm', 'air', 'chips', 'stark'],
  keys: ['core', 'field', 'hash', 'air', 'backend', 'stark', 'machine', '@noble/hashes'],
  api: ['core', 'air', 'backend', 'vm', 'stark', 'machine', 'keys'],
  verify: ['core', 'stark', 'keys', 'api'],
  orchestrator: ['core', 'backend', 'wasm', 'machine', 'api', 'comlink'],
  nodeThreads: ['orchestrator', 'node:', 'comlink'],
  remote: ['core', 'vm', 'keys', 'api', 'orchestrator', 'comlink'],
  webThreads: ['core', 'orchestrator', 'remote', 'comlink'],
  browser: ['core', 'api', 'remote', 'webThreads'],
  node: ['wasm', 'api', 'orchestrator', 'nodeThreads', 'node:'],
  index: ['vm', 'stark', 'keys', 'api', 'verify'],
  cli: ['core', 'stark', 'keys', 'api', 'orchestrator', 'node', 'node:', 'commander'],
};

/** Single files that a folder may import besides, types only. */
export const TYPE_EXCEPTIONS: readonly (readonly [string, string])[] = [['wasm', 'backend/types.ts']];

/** The table as docs/architecture.md shows it. */
export const layersTable = (): string =>
  [
    '| folder | may import |',
    '|---|---|',
    ...Object.entries(LAYERS).map(([layer, below]) => `| ${layer} | ${below.join(', ') || 'nothing'} |`),
  ].join('\n');
