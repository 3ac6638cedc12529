// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.folder;

import io.fairlead.api.storage.Attributes.Posix;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * What the platform found, taken apart when somebody asks: the JDK makes a set of objects of the permission bits, and looks
 * names up in the system's files. Most who open a file want neither.
 */
final class PlatformPosix extends Posix {
    private static final String NO_NAME = "-";

    private final PosixFileAttributes from;
    private final boolean owners;
    /** Less than 0 until it is asked for; threads that race find the same. */
    private int mode = -1;

    /** @param owners whether names are told; else "-" */
    PlatformPosix(PosixFileAttributes from, boolean owners) {
        this.from = from;
        this.owners = owners;
    }

    @Override
    public int mode() {
        int known = mode;
        if (known < 0) {
            known = AttributeReader.mode(from);
            mode = known;
        }
        return known;
    }

    @Override
    public String owner() {
        return owners ? from.owner().getName() : NO_NAME;
    }

    @Override
    public String group() {
        return owners ? from.group().getName() : NO_NAME;
    }
}
