/** Says in a toast what went wrong. The words for it come when there is something to say. */
export async function sayWrong(error: unknown): Promise<void> {
  const { default: toastWrong } = await import("./toast-wrong.ts");
  toastWrong(error);
}
