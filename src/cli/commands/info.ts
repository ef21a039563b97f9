/** `pellucid info`: what this build is, what it runs on, and what its presets prove. */
import { Command } from 'commander';
import { createPellucid } from '../../api/createPellucid.ts';
import { setupMachine } from '../../api/setup.ts';
import { toHex } from '../../core/bytes.ts';
import { FORMAT_VERSION } from '../../core/container.ts';
import { VERSION } from '../../core/version.ts';
import { availableWorkers } from '../../node.ts';
import { DEFAULT_HASH, HASHES, PRESETS, type StarkConfig } from '../../stark/config.ts';
import type { VerifyingKey } from '../../stark/key.ts';
import { formatSecurity, type SecurityReport, securityReport, withoutMasks } from '../../stark/security.ts';
import { jsonOption } from '../options.ts';
import { ExitCode, type Outcome, print, printJson, printPairs } from '../output.ts';

/** Proven bits when every chip of the machine has the largest height that the preset allows: no proof has fewer. */
const worstCase = (config: StarkConfig, key: VerifyingKey): SecurityReport => {
  const sum = (count: (chip: VerifyingKey['chips'][number]) => number): number => key.chips.reduce((total, chip) => total + count(chip), 0);
  return securityReport(config, {
    ...withoutMasks(config, config.maxLogHeight),
    constraints: 1 + sum((chip) => chip.program.constraints.length + chip.packs.length),
    messages: 2 ** config.maxLogHeight * sum((chip) => chip.program.interactions.length),
  });
};

const info = async (json: boolean): Promise<Outcome> => {
  const vm = createPellucid();
  const presets = Object.values(PRESETS).map((config: StarkConfig) => {
    const { verifyingKey } = setupMachine(vm, { preset: config.preset });
    return { config, verifyingKey, report: worstCase(config, verifyingKey) };
  });
  const engine = `Node ${process.versions.node}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}`;
  if (json) {
    printJson({
      version: VERSION,
      formatVersion: FORMAT_VERSION,
      engine,
      backend: vm.backend,
      backendReason: vm.backendReason,
      hashes: HASHES,
      workers: availableWorkers(),
      presets: presets.map(({ config, verifyingKey, report }) => ({
        ...config,
        keyDigest: toHex(verifyingKey.digest),
        provenBits: report.bits,
        terms: report.terms,
      })),
    });
    return ExitCode.OK;
  }
  printPairs([
    ['pellucid', `${VERSION}, file formats version ${FORMAT_VERSION}`],
    ['engine', engine],
    ['backend', `${vm.backend}: ${vm.backendReason}`],
    ['hashes', `${HASHES.join(', ')}; digests and proven bits below are those of ${DEFAULT_HASH}`],
    ['workers', `${availableWorkers()}, as many as the machine runs at once`],
  ]);
  for (const { config, verifyingKey, report } of presets) {
    print('');
    print(
      `preset ${config.preset}: blow-up ${2 ** config.logBlowup}, ${config.queries} queries, up to 2^${config.maxLogHeight} rows and ${config.maxSteps} steps`,
    );
    print(`  key digest ${toHex(verifyingKey.digest)}`);
    print('  proven bits at the largest shape (no proof has fewer):');
    print(formatSecurity(report));
  }
  return ExitCode.OK;
};

export const infoCommand = (finish: (outcome: Outcome) => void): Command =>
  new Command('info')
    .description('show version, backend and presets with their proven bits')
    .addOption(jsonOption())
    .action(async (options: { json?: boolean }) => finish(await info(options.json ?? false)));
