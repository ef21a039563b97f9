/** Names of workers. The script reads its role from its own name, and people see the names in the browser's tools. */
export const LEAD_NAME = 'pellucid lead';
export const HELPER_NAME = 'pellucid helper';
