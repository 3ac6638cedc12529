// SPDX-License-Identifier: Apache-2.0

/**
 * Lets the system cut what is sent into packets, and receive several packets by one call: Linux, from Java 22 on (ADR 0004,
 * docs/adr/0004-segmentation-offload.md). Nothing else depends on it, so it can be left out on a first reading. Start at
 * {@link io.fairlead.tftp.offload.SegmentationOffload}.
 */
package io.fairlead.tftp.offload;
