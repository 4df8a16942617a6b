// Reads a 409 and a 422 of the API into the types that openapi-typescript makes.
import type { components, operations } from "./platform";

type Responses = operations["create_product"]["responses"];
type Conflict = Responses[409]["content"]["application/problem+json"];
type Invalid = Responses[422]["content"]["application/problem+json"];
type Product = Responses[201]["content"]["application/json"];
type Create = components["schemas"]["ProductCreate"];

declare const process: { argv: string[] };

const address = process.argv[2];

async function create(body: Create): Promise<Response> {
  return fetch(`${address}/api/v1/products`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: "Bearer any" },
    body: JSON.stringify(body),
  });
}

function body(name: string, sku: string): Create {
  return { name, sku, category: "dress", attributes: {}, images: [], metadata: {} };
}

const product: Product = await (await create(body("Linen dress", "TS-1"))).json();
const conflict: Conflict = await (await create(body("Silk dress", "TS-1"))).json();
const invalid: Invalid = await (await create(body("", "TS-2"))).json();
const pointers: string[] = (invalid.errors ?? []).map((finding) => finding.pointer);

console.log(
  JSON.stringify({
    conflict: [conflict.status, conflict.code, conflict.existing_id === product.id],
    invalid: [invalid.status, invalid.code, pointers],
  }),
);
