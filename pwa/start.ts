/**
 * Where the server knows that nobody is signed in, the first words stand in the page. They are painted before
 * the app begins, which is fetched meanwhile.
 */
const { main } = (document.currentScript as HTMLScriptElement).dataset;

const begin = () => import(main as string);

if (document.hidden) void begin();
else requestAnimationFrame(() => setTimeout(begin));
