// SPDX-License-Identifier: Apache-2.0

/**
 * A storage in memory: for tests, scratch space, and as the SPI's reference implementation. No document governs it but
 * the Javadoc of {@link io.fairlead.api.storage}. Start at {@link io.fairlead.storage.memory.MemoryStorage}; the names
 * are in {@code Tree}, the bytes in {@code Content}.
 */
package io.fairlead.storage.memory;
