// A real browser subscribes at its maker's push service, which a test cannot reach. So this page's push
// manager hands out a subscription of the tests' own service instead. All else is the browser's.
(() => {
  const made = SUBSCRIPTION;
  const KEPT = "test.subscribed";
  const subscription = (key) => ({
    endpoint: made.endpoint,
    expirationTime: null,
    options: { userVisibleOnly: true, applicationServerKey: key },
    toJSON: () => structuredClone(made),
    unsubscribe: async () => {
      localStorage.removeItem(KEPT);
      return true;
    },
  });
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    localStorage.setItem(KEPT, "yes");
    return subscription(applicationServerKey);
  };
  PushManager.prototype.getSubscription = async () =>
    localStorage.getItem(KEPT) ? subscription(null) : null;
})();
