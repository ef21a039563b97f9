// Bundles the package's entries and the tools around it into build/: ES modules, readable, with source maps left out.
//   library   index.js verify.js node.js browser.js   share chunks, so that a class is the same class in each of them
//   tools     cli.js bench.js benchBrowser.js demo.js serve.js scripts/gen.js
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const common = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  outdir: 'build',
  define: { PELLUCID_VERSION: JSON.stringify(version) },
  legalComments: 'eof',
  logLevel: 'warning',
  metafile: true,
};

/** What users import by itself. As entries, these make chunks of their own, and bundlers leave out the ones that are not used. */
const PARTS = [
  'api/check',
  'api/createPellucid',
  'api/execute',
  'api/load',
  'api/profile',
  'api/prove',
  'api/setup',
  'core/bytes',
  'keys/programKey',
  'keys/provingKey',
];

rmSync('build/chunks', { recursive: true, force: true });
const library = await build({
  ...common,
  entryPoints: {
    index: 'src/index.ts',
    verify: 'src/verify.ts',
    node: 'src/node.ts',
    browser: 'src/browser.ts',
    ...Object.fromEntries(PARTS.map((part) => [`parts/${part}`, `src/${part}.ts`])),
  },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  external: ['node:*'],
});
rmSync('build/parts', { recursive: true, force: true });
const tools = await build({
  ...common,
  entryPoints: {
    cli: 'src/cli/main.ts',
    bench: 'bench/main.ts',
    benchBrowser: 'bench/browser.ts',
    demo: 'examples/demo.ts',
    'scripts/gen': 'scripts/gen.ts',
    serve: 'scripts/serve.ts',
  },
  platform: 'node',
  // Packages are resolved at run time, as they are dependencies.
  packages: 'external',
  banner: { js: '#!/usr/bin/env node' },
});
chmodSync('build/cli.js', 0o755);
// What each output is made of: test/repo reads it.
writeFileSync('build/meta.json', JSON.stringify({ ...library.metafile.outputs, ...tools.metafile.outputs }));
