/** `2026-11-30 05:00Z` of an ISO 8601 time in UTC: to the minute, sortable, the same everywhere. */
export function minuteText(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')}Z`;
}
