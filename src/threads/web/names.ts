/** Names of workers: the script reads from its own what it is for, and people see them in the browser's tools. */
export const LEAD_NAME = 'pellucid lead';
export const HELPER_NAME = 'pellucid helper';
