/**
 * Tells another program of inspections. {@link io.millsight.service.webhook.VerdictWebhook} opens connections, and only to the address that the
 * administrator named.
 *
 * <p>Invariants: what is announced stands in the outbox of the history before anybody is told. It is told at least once, under the same identifier,
 * unless the receiver cannot be reached for a day; then the audit says so.
 */
@NullMarked
package io.millsight.service.webhook;

import org.jspecify.annotations.NullMarked;
