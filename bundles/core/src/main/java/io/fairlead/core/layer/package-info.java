// SPDX-License-Identifier: Apache-2.0

/**
 * What an Export puts between itself and the volume of a storage, under its one arbiter: names without regard to case,
 * quotas. {@link io.fairlead.core.layer.LayerVolume} sees to it that the storage's extensions get the storage's own nodes.
 */
package io.fairlead.core.layer;
