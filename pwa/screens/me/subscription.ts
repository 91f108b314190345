export async function recheck(): Promise<void> {}
