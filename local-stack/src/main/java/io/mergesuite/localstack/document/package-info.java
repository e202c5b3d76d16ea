/** The OpenAPI document of a service, and whether what the service answers in tests is what the document says (API-16). */
package io.mergesuite.localstack.document;
