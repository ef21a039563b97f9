/** The package's version, put in when it is bundled. */
declare const PELLUCID_VERSION: string | undefined;

export const VERSION = typeof PELLUCID_VERSION === 'undefined' ? 'development' : PELLUCID_VERSION;
