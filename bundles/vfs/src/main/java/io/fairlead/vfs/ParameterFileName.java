// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.provider.GenericFileName;

/**
 * {@code tftp://host:port/path;mode=netascii} (RFC 3617 3). Parameters belong to the URI, so that one file in two modes is
 * two file objects, but neither to the path nor to the base name. Immutable.
 */
final class ParameterFileName extends GenericFileName {
    private final String parameters;

    /**
     * A name with parameters.
     *
     * @param parameters {@code ;mode=...}, or empty
     */
    ParameterFileName(GenericFileName name, String parameters) {
        super(
                name.getScheme(),
                name.getHostName(),
                name.getPort(),
                name.getDefaultPort(),
                name.getUserName(),
                name.getPassword(),
                name.getPath(),
                name.getType());
        this.parameters = parameters;
    }

    /** What is sent behind the path: {@code ;mode=...}, or nothing. */
    String parameters() {
        return parameters;
    }

    /** A parent has none. */
    @Override
    public FileName createName(String path, FileType type) {
        return new ParameterFileName((GenericFileName) super.createName(path, type), "");
    }

    @Override
    protected String createURI() {
        return super.createURI() + parameters;
    }

    @Override
    public String getFriendlyURI() {
        return super.getFriendlyURI() + parameters;
    }
}
