// The row of pages: the one that is open stays in view, and an edge beyond which there are more says so.
(function () {
  "use strict";
  function nav() { return document.querySelector(".ro-nav"); }

  function mark() {
    var row = nav();
    if (!row) { return; }
    var more = [];
    if (row.scrollLeft > 1) { more.push("left"); }
    if (row.scrollLeft + row.clientWidth < row.scrollWidth - 1) { more.push("right"); }
    if (more.length) { row.setAttribute("data-ro-more", more.join(" ")); } else { row.removeAttribute("data-ro-more"); }
  }

  function show() {
    var row = nav(), open = row && row.querySelector(".ro-nav-active");
    if (open) { row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2; }
    mark();
  }

  // The bar is drawn anew when a page is opened; nothing else of the page is watched.
  function watch() {
    var bar = document.getElementById("frame-navigation");
    if (!bar) { return false; }
    new MutationObserver(show).observe(bar, { childList: true, subtree: true });
    show();
    return true;
  }

  if (!watch()) {
    var waiting = new MutationObserver(function () { if (watch()) { waiting.disconnect(); } });
    waiting.observe(document.documentElement, { childList: true, subtree: true });
  }
  document.addEventListener("scroll", function (event) { if (event.target === nav()) { mark(); } }, true);
  window.addEventListener("resize", show);
  document.fonts.ready.then(show);
})();
