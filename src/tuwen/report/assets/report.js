"use strict";
(() => {
  const json = (id) => JSON.parse(document.getElementById(id).textContent);
  const root = document.documentElement;
  const words = json("page-words");
  const thumbnails = json("page-thumbnails");
  const order = { en: 0, zh: 1 };
  const all = (query, from = document) => [...from.querySelectorAll(query)];

  // One language at a time: every sentence carries its key and its values.
  const fill = (key, lang, values) =>
    words[key][order[lang]].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const attributes = ["alt", "aria-label", "placeholder", "title"];
  const say = (lang) => {
    root.lang = lang === "zh" ? "zh-CN" : "en";
    for (const element of all("[data-i18n]")) {
      const values = JSON.parse(element.dataset.values || "{}");
      element.textContent = fill(element.dataset.i18n, lang, values);
    }
    for (const name of attributes) {
      for (const element of all(`[data-i18n-${name}]`)) {
        const values = JSON.parse(element.dataset.values || "{}");
        element.setAttribute(name, fill(element.getAttribute(`data-i18n-${name}`), lang, values));
      }
    }
    for (const button of all("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === lang));
    }
    document.title = document.title.replace(/[^·]*$/, ` ${fill("report_title", lang, {})}`);
  };
  for (const button of all("[data-language]")) {
    button.addEventListener("click", () => say(button.dataset.language));
  }

  document.getElementById("light").addEventListener("click", () => {
    const dark = root.dataset.light
      ? root.dataset.light === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.light = dark ? "light" : "dark";
  });

  for (const image of all("img[data-thumb]")) image.src = thumbnails[image.dataset.thumb] || "";

  // The audit's table, filtered by kind and by words.
  const rows = all("#audit-table tbody tr");
  const filters = all(".filters [data-kind]");
  const search = document.getElementById("audit-words");
  const state = document.getElementById("audit-count");
  let kind = "";
  const count = () => {
    const sentence = state.firstElementChild;
    sentence.dataset.values = JSON.stringify({ n: String(rows.filter((row) => !row.hidden).length) });
    sentence.textContent = fill(
      sentence.dataset.i18n,
      root.lang === "en" ? "en" : "zh",
      JSON.parse(sentence.dataset.values),
    );
  };
  const sift = () => {
    const wanted = search.value.trim().toLowerCase();
    for (const row of rows) {
      const fits = !kind || row.dataset.kind === kind;
      row.hidden = !(fits && (!wanted || row.textContent.toLowerCase().includes(wanted)));
    }
    count();
  };
  if (search) {
    search.addEventListener("input", sift);
    for (const button of filters) {
      button.addEventListener("click", () => {
        kind = button.dataset.kind;
        for (const each of filters) each.setAttribute("aria-pressed", String(each === button));
        sift();
      });
    }
  }

  // The map: its pictures are the page's thumbnails; the legend hides and shows topics.
  const data = document.getElementById("map-data");
  if (data && window.Bokeh) {
    Bokeh.set_log_level("error");
    Bokeh.embed.embed_item(JSON.parse(data.textContent)).then((views) => {
      const plot = views.roots ? views.roots[0].model : [...views][0].model;
      for (const renderer of plot.renderers) {
        const table = renderer.data_source.data;
        table.thumb = table.picture.map((name) => thumbnails[name] || "");
        table.tall = table.picture.map((name) => (thumbnails[name] ? 130 : 0));
      }
      for (const button of all("[data-topic]")) {
        button.addEventListener("click", () => {
          const shown = button.getAttribute("aria-pressed") !== "true";
          button.setAttribute("aria-pressed", String(shown));
          for (const renderer of plot.renderers) {
            if (renderer.tags[0] === button.dataset.topic) renderer.visible = shown;
          }
        });
      }
    });
  }

  // The contents list follows the reader.
  const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute("aria-current");
        links.get(entry.target.id)?.setAttribute("aria-current", "true");
      }
    },
    { rootMargin: "-15% 0px -75% 0px" },
  );
  for (const section of all("main > section")) watcher.observe(section);
})();
