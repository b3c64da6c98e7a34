export async function measureLatency(_p: number): Promise<string[]> {
  return [];
}
export async function measureLanes(_p: number): Promise<string[]> {
  return [];
}
