"use strict";
// Filters the findings. Everything is there to read without it.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const query = document.getElementById("query");
  const step = document.getElementById("step");
  const shown = document.getElementById("shown");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const section = form.parentElement;
  const tell = (count, total) => {
    const words = count === total ? shown.dataset.shown : shown.dataset.some;
    shown.textContent = words.replace("{n}", count).replace("{all}", total);
  };
  let index;
  const build = () => [...section.querySelectorAll(".group")].map((group) => ({
    group,
    part: group.parentElement,
    key: group.querySelector("h3").textContent.toLowerCase(),
    problems: [...group.querySelectorAll("article")].map((problem) => ({
      problem,
      words: [...problem.children].filter((part) => !part.matches("ol")).map((part) => part.textContent).join(" ").toLowerCase(),
      places: [...problem.querySelectorAll(":scope > ol > li")].map((place) => ({ place, words: place.textContent.toLowerCase() })),
    })),
  }));
  const apply = () => {
    index ??= build();
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const matches = (...texts) => words.every((word) => texts.some((text) => text.includes(word)));
    let count = 0, total = 0;
    const parts = new Map();
    for (const { group, part, key, problems } of index) {
      let inGroup = 0;
      for (const { problem, words: said, places } of problems) {
        const wanted = severities.has(problem.dataset.severity) && (!step.value || step.value === problem.dataset.step);
        let inProblem = 0;
        for (const { place, words: where } of places) {
          const fits = wanted && matches(key, said, where);
          if (place.hidden === fits) place.hidden = !fits;
          inProblem += fits;
        }
        total += places.length;
        if (problem.hidden === inProblem > 0) problem.hidden = !inProblem;
        inGroup += inProblem;
      }
      if (group.hidden === inGroup > 0) group.hidden = !inGroup;
      count += inGroup;
      parts.set(part, (parts.get(part) ?? 0) + inGroup);
    }
    for (const [part, inPart] of parts) part.hidden = !inPart;
    tell(count, total);
  };
  const reveal = () => {
    let name;
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = document.getElementById(name);
    if (!target) return;
    if (target.closest("[hidden]")) { form.reset(); apply(); }
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    target.scrollIntoView();
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { form.reset(); apply(); } });
  addEventListener("hashchange", reveal);
  let opened = [];
  addEventListener("beforeprint", () => { opened = [...document.querySelectorAll("details:not([open], [aria-labelledby=rules] *)")]; for (const each of opened) each.open = true; });
  addEventListener("afterprint", () => { for (const each of opened) each.open = false; });
  form.hidden = false;
  const all = section.querySelectorAll("article > ol > li").length;
  tell(all, all);
  if (location.hash) reveal();
  globalThis.requestIdleCallback?.(() => { index ??= build(); });
})();
