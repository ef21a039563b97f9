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
  backend: ['core', 'field', 'hash', 'air'],
  vm: ['core', 'isa'],
  stark: ['core', 'field', 'hash', 'air', 'backend'],
  chips: ['field', 'isa', 'air', 'vm'],
  machine: ['core', 'field', 'isa', 'vm', 'air', 'chips', 'stark'],
  keys: ['core', 'field', 'hash', 'isa', 'air', 'backend', 'stark', 'machine'],
  orchestrator: ['core', 'air', 'backend', 'vm', 'stark', 'machine', 'keys'],
  api: ['core', 'air', 'backend', 'vm', 'stark', 'machine', 'keys', 'orchestrator'],
  verify: ['core', 'stark', 'keys', 'api'],
  threads: ['core', 'backend', 'machine', 'orchestrator', 'api', 'comlink'],
  'threads/node': ['api', 'threads', 'node:', 'comlink'],
  'threads/remote': ['core', 'vm', 'keys', 'api', 'threads', 'comlink'],
  'threads/web': ['core', 'api', 'threads', 'threads/remote', 'comlink'],
  browser: ['core', 'api', 'threads/remote', 'threads/web'],
  node: ['backend', 'api', 'threads', 'threads/node', 'node:'],
  index: ['vm', 'stark', 'keys', 'api', 'verify'],
  cli: ['core', 'stark', 'keys', 'api', 'threads', 'node', 'node:', 'commander'],
};

/** The table as docs/architecture.md shows it. */
export const layersTable = (): string =>
  [
    '| folder | may import |',
    '|---|---|',
    ...Object.entries(LAYERS).map(([layer, below]) => `| ${layer} | ${below.join(', ') || 'nothing'} |`),
  ].join('\n');
