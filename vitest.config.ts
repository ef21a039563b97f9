import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    tags: [
      { name: 'slow', description: 'More than some seconds: left out by `npm test`, run by `npm run test:slow`.' },
      { name: 'browser', description: 'Needs a browser: left out by `npm test`, run by `npm run test:browser`.' },
    ],
  },
});
