// A file of its own, so that the page needs no inline script.
window.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#description",
    deepLinking: true,
    // Without this Swagger UI would send the description to an outside checker.
    validatorUrl: null,
  });
});
