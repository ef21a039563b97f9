// Writes assembly/gen from src. It comes before the kernels are compiled, so it bundles and runs scripts/genAssembly.ts by itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: ['scripts/genAssembly.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const { assemblySources } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
mkdirSync('assembly/gen', { recursive: true });
for (const [path, source] of Object.entries(assemblySources())) writeFileSync(path, source);
