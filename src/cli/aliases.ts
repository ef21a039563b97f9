/** Other tools' names for our options, so that scripts written for them work. */

/** By command: another long name -> ours. `''`: every command. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': { '--inputs': '--input', '--log-metrics': '--metrics' },
  prove: { '--key': '--proving-key' },
  verify: { '--key': '--verifying-key', '--proving-key': '--verifying-key' },
};

/** The arguments with our names only; an argument after `--` stays as it is. */
export const canonicalArguments = (args: readonly string[]): string[] => {
  const names = { ...ALIASES[''], ...ALIASES[args[0] ?? ''] };
  const end = args.indexOf('--');
  return args.map((arg, i) => {
    if (end !== -1 && i >= end) return arg;
    const [name, ...value] = arg.split('=');
    return Object.hasOwn(names, name) ? [names[name], ...value].join('=') : arg;
  });
};
