/** The code of an invitation, kept in this tab while its reader makes an account. */

const KEY = "tend.invitation";

/** The 26 characters in a pasted code or link, or null. Spaces, hyphens and small letters are forgiven. */
export function codeIn(text: string): string | null {
  const said = text.includes("#") ? text.slice(text.lastIndexOf("#") + 1) : text;
  const plain = said.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(plain) ? plain : null;
}

/** In groups, as it is read aloud: "4XQ1 ZC7H …". */
export const grouped = (code: string): string => code.replace(/.{4}(?=.)/g, "$& ");

export const keptInvitation = (): string | null => sessionStorage.getItem(KEY);
export const keepInvitation = (code: string): void => sessionStorage.setItem(KEY, code);
export const dropInvitation = (): void => sessionStorage.removeItem(KEY);
