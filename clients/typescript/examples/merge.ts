// Makes the same person twice with an order of the second, merges them, and shows what became of both. Tells each step in a line.
//   SUITE_TOKEN=$(./suite token) node clients/typescript/target/dist/examples/merge.js
import { randomUUID } from "node:crypto";
import * as customers from "../target/generated/customers/index.js";
import * as merges from "../target/generated/merges/index.js";
import * as orders from "../target/generated/orders/index.js";

const accessToken = process.env["SUITE_TOKEN"] ?? "";
const shopId = "sample";

const customerApi = new customers.CustomersApi(
  new customers.Configuration({ basePath: process.env["CUSTOMERS_URL"] ?? "http://localhost:8081", accessToken }),
);
const orderApi = new orders.OrdersApi(
  new orders.Configuration({ basePath: process.env["ORDERS_URL"] ?? "http://localhost:8082", accessToken }),
);
const mergeApi = new merges.MergesApi(
  new merges.Configuration({ basePath: process.env["MERGES_URL"] ?? "http://localhost:8080", accessToken }),
);

async function customer(): Promise<customers.CustomerAnswer & { id: string }> {
  const made = await customerApi.createCustomer({
    idempotencyKey: randomUUID(),
    customerRequest: { shopId, kind: "INDIVIDUAL", externalRef: `T-${randomUUID()}`, familyName: "山田", givenName: "花子" },
  });
  return { ...made, id: known(made.id) };
}

function known<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error("the answer lacks a value that it always has");
  }
  return value;
}

/** What a refusal says. */
async function problem(call: Promise<unknown>): Promise<{ status: number; code: string }> {
  try {
    await call;
  } catch (refused) {
    if (refused instanceof merges.ResponseError) {
      const said = merges.ProblemFromJSON(await refused.response.json());
      return { status: refused.response.status, code: said.code };
    }
    throw refused;
  }
  throw new Error("it was not refused");
}

function merge(survivorId: string, sourceId: string): Promise<merges.MergeAnswer> {
  return mergeApi.createMerge({
    idempotencyKey: randomUUID(),
    mergeRequest: { survivorId, sourceIds: [sourceId], reason: "same person" },
    // The answer waits for the end of the merge.
    prefer: "wait=30",
  });
}

const survivor = await customer();
const source = await customer();
const order = await orderApi.placeOrder({
  idempotencyKey: randomUUID(),
  orderRequest: {
    shopId,
    customerId: source.id,
    externalRef: `W-${randomUUID()}`,
    placedAt: new Date("2026-11-01T09:30:00Z"),
    currency: "JPY",
    lines: [{ sku: "TEA-1", name: "緑茶", quantity: 2, unitPrice: 1200 }],
  },
});

const merged = await merge(survivor.id, source.id);
console.log(`merge ${merged.state}`);

const listed = known((await orderApi.listOrders({ customerId: survivor.id })).items);
console.log(`orders of the survivor: ${listed.map((found) => (found.id === order.id ? "the source's" : "another")).join()}`);

// fetch follows the redirect of a merged-away id by itself.
const found = await customerApi.getCustomer({ id: source.id });
console.log(`the source's id leads to ${found.id === survivor.id ? "the survivor" : "another"}`);

const refused = await problem(merge((await customer()).id, source.id));
console.log(`merging the source once more: ${refused.status} ${refused.code}`);

// What a later version adds is passed on as it is (API-01).
console.log(`a state of a later version: ${merges.MergeAnswerFromJSON({ ...merges.MergeAnswerToJSON(merged), state: "POSTPONED" }).state}`);
