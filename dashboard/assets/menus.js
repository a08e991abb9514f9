// A menu closes when one clicks beside it, presses Escape or has chosen.
(function () {
  "use strict";
  function openMenus() { return Array.from(document.querySelectorAll("details[data-ro-menu][open]")); }

  document.addEventListener("click", function (event) {
    openMenus().forEach(function (menu) {
      if (!menu.contains(event.target) || event.target.closest("a, button.ro-menu-item")) { menu.removeAttribute("open"); }
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    openMenus().forEach(function (menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });
})();
