"use strict";

// The description stands beside this script's folder: /schema/assets/swagger-start.js -> /schema/openapi.json.
const description = new URL("../openapi.json", document.currentScript.src);

// This Swagger UI refuses OpenAPI 3.1 by its number alone. What 3.1 says differently here (types that may be
// "null") it shows as it stands. /schema/openapi.json itself stays as it is.
async function readDescription() {
  const response = await fetch(description);
  return { ...(await response.json()), openapi: "3.0.3" };
}

window.addEventListener("load", async () => {
  SwaggerUIBundle({
    spec: await readDescription(),
    dom_id: "#swagger",
    deepLinking: true,
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
  });
});
