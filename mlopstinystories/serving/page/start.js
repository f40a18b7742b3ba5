// The modules come after the first paint, and then all at once: before it they would only hold it up. A page in the
// background paints nothing, so it does not wait for that.
(function () {
  function start() {
    for (const link of document.querySelectorAll("link[data-rel]")) link.rel = link.dataset.rel;
    import("./page/main.js");
  }
  requestAnimationFrame(() => setTimeout(start));
  setTimeout(start, 300);
})();
