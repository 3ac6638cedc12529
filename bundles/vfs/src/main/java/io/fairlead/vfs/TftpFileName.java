// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.provider.GenericFileName;

/**
 * {@code tftp://host:port/path;mode=netascii} (RFC 3617 3). The mode belongs to the URI, so that one file in two modes is
 * two file objects, but neither to the path nor to the base name. Immutable.
 */
final class TftpFileName extends GenericFileName {
    private final String parameters;

    /**
     * A name with parameters.
     *
     * @param parameters {@code ;mode=...}, or empty
     */
    TftpFileName(GenericFileName name, String parameters) {
        super(
                name.getScheme(),
                name.getHostName(),
                name.getPort(),
                name.getDefaultPort(),
                null,
                null,
                name.getPath(),
                name.getType());
        this.parameters = parameters;
    }

    /** What is sent behind the path: {@code ;mode=...}, or nothing. */
    String parameters() {
        return parameters;
    }

    /** A parent has no mode. */
    @Override
    public FileName createName(String path, FileType type) {
        return new TftpFileName((GenericFileName) super.createName(path, type), "");
    }

    @Override
    protected String createURI() {
        return super.createURI() + parameters;
    }

    @Override
    public String getFriendlyURI() {
        return getURI();
    }
}
