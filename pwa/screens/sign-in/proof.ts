/** The half of the recovery code that proves who one is; the other half never leaves the phone. */
import { codeIn } from "../join/invitation.ts";

const INFO = "tend recovery proof v1";

/** 64 hex digits, HKDF-SHA-256 without a salt; null for what cannot be a code. */
export async function proofOf(text: string): Promise<string | null> {
  const code = codeIn(text);
  if (!code) return null;
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", bytes.encode(code), "HKDF", false, ["deriveBits"]);
  const half = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: bytes.encode(INFO) },
    key,
    256,
  );
  return Array.from(new Uint8Array(half), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
