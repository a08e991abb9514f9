// A printed page says when it was printed, by this computer's clock, and by whom.
(function () {
  "use strict";
  function two(number) { return String(number).padStart(2, "0"); }

  window.addEventListener("beforeprint", function () {
    var now = new Date();
    var day = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
    document.querySelectorAll("[data-ro-printed]").forEach(function (place) {
      place.textContent = "Printed " + day + " " + two(now.getHours()) + ":" + two(now.getMinutes()) +
        " by " + place.getAttribute("data-ro-printed");
    });
  });
})();
