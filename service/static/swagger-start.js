"use strict";

// The description stands beside this script's folder: /schema/assets/swagger-start.js -> /schema/openapi.json.
const description = new URL("../openapi.json", document.currentScript.src);

window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: description.href,
    dom_id: "#swagger",
    deepLinking: true,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
  });
});
