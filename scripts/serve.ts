/** `npm run web -- [PORT]`: serves the demo (build/web) with the headers that let its workers share memory. */
import { startStaticServer } from './staticServer.ts';

const DEFAULT_PORT = 8080;

const port = Number(process.argv[2] ?? DEFAULT_PORT);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`PORT: give a number from 0 (any that is free) to 65535, not ${process.argv[2]}`);
  process.exit(2);
}
try {
  const { url } = await startStaticServer({ folders: { '/': 'build/web' }, port });
  console.log(`${url}/  (Ctrl-C ends it)`);
} catch (error) {
  console.error(`port ${port}: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
