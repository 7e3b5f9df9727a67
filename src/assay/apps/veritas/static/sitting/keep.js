// Lets a sitting be loaded again without a network: the service worker of `/veritas/student/attempts/`.
//
// The sitting page puts itself and its files into the cache (offline.js). Here the network always comes
// first; only where it fails, or a proxy says that the server is away, is the kept copy shown. It is told how
// old it is, so that its clock is right.

const CACHE = "assay-sitting";
const AWAY = [502, 503, 504];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function page(request) {
  let answer;
  try {
    answer = await fetch(request);
    if (!AWAY.includes(answer.status)) return answer;
  } catch (error) {
    answer = error;
  }
  const kept = await (await caches.open(CACHE)).match(request.url.split("#")[0]);
  if (kept) return aged(kept);
  if (answer instanceof Response) return answer;
  throw answer;
}

// Addresses of files carry a digest of their content, so a kept one is as good as a fresh one.
async function file(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}

async function aged(kept) {
  const age = Math.max(0, Date.now() - Date.parse(kept.headers.get("X-Kept-At")));
  const text = await kept.text();
  return new Response(text.replace('id="sitting"', `id="sitting" data-age="${Math.round(age)}"`), {
    headers: kept.headers,
  });
}
