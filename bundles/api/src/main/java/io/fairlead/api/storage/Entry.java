// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.storage;

/**
 * One line of a directory.
 *
 * @param name as {@link VPath#isName} accepts it; a storage leaves out what it can't express so
 * @param attributes taken when the entry was read
 */
public record Entry(String name, Attributes attributes) {}
