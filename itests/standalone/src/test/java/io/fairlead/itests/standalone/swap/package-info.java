// SPDX-License-Identifier: Apache-2.0

/** Clients that go on while what serves them is swapped: a protocol is a {@link io.fairlead.itests.standalone.swap.Client}. */
package io.fairlead.itests.standalone.swap;
