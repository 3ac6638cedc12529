// SPDX-License-Identifier: Apache-2.0

/**
 * The entrance for plain Java: {@link io.fairlead.core.Exports} makes Exports without OSGi. Nothing here is exported by
 * the bundle, whose face is its services. The work is done in {@code io.fairlead.core.export}.
 */
package io.fairlead.core;
