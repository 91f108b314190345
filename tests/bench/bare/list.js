const app = document.querySelector("#app");

function show(title, names) {
  const list = document.createElement("ul");
  for (const name of names) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.ariaLabel = name;
    const line = document.createElement("li");
    line.append(name, box);
    list.append(line);
  }
  const heading = document.createElement("h1");
  heading.textContent = title;
  app.replaceChildren(heading, list);
}

const things = (word) => Array.from({ length: 8 }, (_, i) => `${word} ${i + 1}`);

document.querySelector(".tabs").addEventListener("click", (event) => {
  event.preventDefault();
  const other = event.target.getAttribute("href") === "/other";
  show(other ? "Another list" : "A list", things(other ? "Other" : "Thing"));
});

show("A list", things("Thing"));
navigator.serviceWorker?.register("/worker.js");
