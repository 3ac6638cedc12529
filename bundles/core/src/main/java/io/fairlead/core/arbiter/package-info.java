// SPDX-License-Identifier: Apache-2.0

/**
 * What the sessions on one storage share: who has what open, which ranges are locked, which leases stand, which opens wait
 * for their client, and what has changed. Interfaces and values only: they name opens by
 * {@link io.fairlead.api.export.OpenId} and files by {@link io.fairlead.core.arbiter.FileKey}, never by live objects, and
 * each call may fail with {@code UNAVAILABLE}. So the tables can stand in another process than the session that asks.
 * {@link io.fairlead.core.arbiter.local} has them in memory. {@code ArbiterContract} in the tests says what any
 * implementation must keep. Start at {@link io.fairlead.core.arbiter.OpenTable}.
 */
package io.fairlead.core.arbiter;
