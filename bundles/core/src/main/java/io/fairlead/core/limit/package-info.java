// SPDX-License-Identifier: Apache-2.0

/**
 * How much of what others share a session, its user and an Export may hold: opens, locks, watches, parked opens, calls that
 * wait. Start at {@link io.fairlead.core.limit.Bounds}.
 */
package io.fairlead.core.limit;
