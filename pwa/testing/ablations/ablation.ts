/** What a safeguard is in the source of the store, what stands there without it, and the test that then fails. */
export interface Ablation {
  safeguard: string;
  /** In the store. A fragment that is not found there exactly once fails the gate. */
  file: string;
  from: string;
  to: string;
  /** A test file of the store, and the beginning of the name of a test in it. */
  test: [file: string, name: string];
}
