// SPDX-License-Identifier: Apache-2.0

/**
 * Symbolic links, followed by whoever knows the root that a user may not leave; see
 * {@link io.fairlead.api.storage.LinkPolicy#STOP}. Start at {@link io.fairlead.core.link.LinkResolution}.
 */
package io.fairlead.core.link;
