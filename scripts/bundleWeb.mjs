// Bundles the demo into build/web: everything that it needs, examples included, so that the page makes no request but for its own files.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const outdir = 'build/web';
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: ['web/main.tsx', 'web/style/main.css'],
  entryNames: '[name]',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  format: 'esm',
  splitting: true,
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.elf': 'binary' },
  define: { PELLUCID_VERSION: JSON.stringify(version) },
  minify: true,
  outdir,
  logLevel: 'warning',
});
for (const file of ['index.html', 'icon.svg']) cpSync(`web/${file}`, `${outdir}/${file}`);
