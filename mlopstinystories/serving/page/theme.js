// The chosen theme or else the system's, set before the first paint: a classic script in the head, modules run after it.
(function () {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function set() {
    let chosen = null;
    try {
      chosen = localStorage.getItem("theme");
    } catch {
      // Storage may be forbidden; the page then follows the system.
    }
    const system = dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = chosen === "light" || chosen === "dark" ? chosen : system;
  }
  dark.addEventListener("change", set);
  set();
})();
