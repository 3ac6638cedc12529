// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

/**
 * The right to look up or change what some names mean, for the time of one operation and its calls to the storage. Two
 * opens of an existing file pass together; making a name excludes others at that name; removing or renaming one excludes
 * everything at it and below. A thread asks for all it needs at once and holds no passage while it asks, so that passages
 * can't deadlock. Closing it lets the next ones in.
 */
public interface Passage extends AutoCloseable {
    @Override
    void close();
}
